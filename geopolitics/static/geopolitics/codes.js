// Shows below each choice of a code what the chosen value means.

const lists = new Map();

async function notes(address) {
  if (!lists.has(address)) {
    const reply = await fetch(address, { headers: { Accept: "application/json" } });
    if (!reply.ok || reply.redirected) return {};
    lists.set(address, await reply.json());
  }
  return lists.get(address);
}

document.addEventListener("change", async (event) => {
  const select = event.target;
  if (!select.matches("select[data-answers]")) return;
  const output = select.parentElement.querySelector(".geo-answer output");
  const found = await notes(select.dataset.answers).catch(() => ({}));
  output.textContent = found[select.value] ?? "";
});
