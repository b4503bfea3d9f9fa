// Parts that depend on a choice: [data-when="outcome" data-when-value="promised reached"] is shown (and its fields
// enabled) only while the field named "outcome" has one of these values; without data-when-value: any value.
function valueOf(form, name) {
  const field = form.elements.namedItem(name);
  if (!field) return "";
  if (field instanceof RadioNodeList) return field.value;
  if (field.type === "checkbox" || field.type === "radio") return field.checked ? field.value : "";
  return field.value;
}

export function refresh(root = document) {
  for (const part of root.querySelectorAll("[data-when]")) {
    const form = part.closest("form");
    if (!form) continue;
    const value = valueOf(form, part.dataset.when);
    const wanted = part.dataset.whenValue?.split(" ");
    const shown = wanted ? wanted.includes(value) : value !== "";
    part.hidden = !shown;
    for (const field of part.querySelectorAll("input, select, textarea, button")) field.disabled = !shown;
  }
}

document.addEventListener("change", () => refresh());
document.addEventListener("htmx:afterSettle", () => refresh());
refresh();
