// Shows beside each date field, as it is typed, what is understood.

const WAIT = 250;
const waiting = new WeakMap();

async function answer(input) {
  const output = input.parentElement.querySelector("output");
  const said = input.value;
  const address = new URL(input.dataset.answers, location.href);
  address.searchParams.set("said", said);
  const reply = await fetch(address, { headers: { Accept: "application/json" } });
  if (!reply.ok || reply.redirected || input.value !== said) return;
  const found = await reply.json();
  output.textContent = found.words || found.refusal;
  output.classList.toggle("geo-no", Boolean(found.refusal));
}

document.addEventListener("input", (event) => {
  const input = event.target;
  if (!input.matches("input.geo-date-input")) return;
  clearTimeout(waiting.get(input));
  waiting.set(input, setTimeout(() => answer(input).catch(() => {}), WAIT));
});
