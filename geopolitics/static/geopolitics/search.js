// Offers names that begin as typed. Without it the box works all the same.
const box = document.querySelector("input[data-names]");
const list = document.getElementById(box?.getAttribute("list"));
let waiting, asking;

async function offer(typed) {
  asking?.abort();
  asking = new AbortController();
  try {
    const address = `${box.dataset.names}?${new URLSearchParams({ q: typed })}`;
    const answer = await fetch(address, { signal: asking.signal });
    const { names } = answer.ok ? await answer.json() : { names: [] };
    list.replaceChildren(...names.map((name) => new Option(name, name)));
  } catch {
    // Another key was pressed, or the network is away: what stands there stays.
  }
}

box?.addEventListener("input", () => {
  clearTimeout(waiting);
  const typed = box.value.trim();
  if (typed) waiting = setTimeout(offer, 150, typed);
});
