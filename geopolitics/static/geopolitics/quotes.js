// Shows the passage beside a quote that is being entered, and whether the words stand in it.

const WAIT = 300;
const SIGNED_OUT = "You are signed out. What you typed is kept when you save.";
const waiting = new WeakMap();
const shown = new WeakMap();

function fieldsOf(quote) {
  const start = quote.name.slice(0, -"quote".length);
  const named = (name) => quote.form.elements[start + name];
  return { passage: named("passage"), prefix: named("prefix"), suffix: named("suffix") };
}

function quoteBeside(field) {
  const match = /^(.*-)?(quote|prefix|suffix|passage)$/.exec(field.name ?? "");
  const quote = match && field.form?.elements[`${match[1] ?? ""}quote`];
  return quote?.closest(".geo-quote") ? quote : null;
}

function show(quote, found) {
  const box = quote.closest(".geo-quote");
  const verdict = box.querySelector(".geo-verdict");
  verdict.textContent = found.says || "Write or select the words.";
  verdict.classList.toggle("geo-yes", found.stands === "once");
  verdict.classList.toggle("geo-no", found.stands !== "once" && found.stands !== "");
  box.querySelector(".geo-place").textContent = found.place;
  const parts = found.parts.map(([text, marked]) => {
    if (!marked) return text;
    const mark = document.createElement("mark");
    mark.textContent = text;
    return mark;
  });
  box.querySelector("blockquote").replaceChildren(...parts);
  box.querySelector("details").open = true;
}

async function answer(quote) {
  const { passage, prefix, suffix } = fieldsOf(quote);
  if (!passage?.value) return;
  const asked = new FormData();
  asked.set("csrfmiddlewaretoken", quote.form.elements.csrfmiddlewaretoken.value);
  asked.set("passage", passage.value);
  asked.set("quote", quote.value);
  asked.set("prefix", prefix?.value ?? "");
  asked.set("suffix", suffix?.value ?? "");
  const before = quote.value;
  const reply = await fetch(quote.dataset.answers, { method: "POST", body: asked });
  if (reply.redirected || reply.status === 403) {
    quote.closest(".geo-quote").querySelector(".geo-verdict").textContent = SIGNED_OUT;
  } else if (reply.ok && quote.value === before) {
    show(quote, await reply.json());
  }
}

function ask(field) {
  const quote = quoteBeside(field);
  if (!quote) return;
  clearTimeout(waiting.get(quote));
  waiting.set(quote, setTimeout(() => answer(quote).catch(() => {}), WAIT));
}

// Words selected in the passage become the quote where it is still empty.
function select(event) {
  const box = event.target.closest?.(".geo-quote");
  const words = String(document.getSelection()).trim();
  if (!box || !words || !event.target.closest("blockquote")) return;
  const quote = box.querySelector("textarea");
  if (quote.value.trim()) return;
  quote.value = words;
  ask(quote);
}

document.addEventListener("input", (event) => ask(event.target));
document.addEventListener("mouseup", select);
document.addEventListener("touchend", select);
// The completion of a passage tells of its choice through the admin's own library only.
// It also tells of one as the page opens, when what is shown came with the page.
function changed(select) {
  const before = [...select.options].find((option) => option.defaultSelected)?.value ?? "";
  const same = (shown.get(select) ?? before) === select.value;
  shown.set(select, select.value);
  if (!same) ask(select);
}
window.django?.jQuery(document).on("change", "select", (event) => changed(event.target));
