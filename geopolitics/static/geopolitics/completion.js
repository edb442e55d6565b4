// Gives each field with completion the name of its label, which the admin's own library leaves out.

function name(select) {
  const box = select.nextElementSibling?.querySelector(".select2-selection");
  const label = select.form?.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  if (!box || !label) return;
  const words = label.textContent.trim().replace(/:$/, "");
  const shown = box.querySelector(".select2-selection__rendered");
  box.removeAttribute("aria-labelledby");
  box.setAttribute("aria-label", words);
  if (shown?.getAttribute("role") === "textbox") shown.setAttribute("aria-label", words);
  box.querySelector(".select2-search__field")?.setAttribute("aria-label", words);
}

function nameAll(root) {
  for (const select of root.querySelectorAll("select.admin-autocomplete")) name(select);
}

// After the library's own: its scripts come first in the page.
window.django?.jQuery(() => nameAll(document));
document.addEventListener("formset:added", (event) => nameAll(event.target));
