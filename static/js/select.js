// Bulk check boxes: [data-select-all] ticks every [data-select-row] of its table; [data-select-bar] shows how many
// ([data-select-count]) and is hidden while none is ticked.
const boxes = () => [...document.querySelectorAll("[data-select-row]")];

function refresh() {
  const ticked = boxes().filter((box) => box.checked).length;
  for (const bar of document.querySelectorAll("[data-select-bar]")) bar.hidden = ticked === 0;
  for (const count of document.querySelectorAll("[data-select-count]")) count.textContent = String(ticked);
  for (const all of document.querySelectorAll("[data-select-all]")) {
    all.checked = ticked > 0 && ticked === boxes().length;
    all.indeterminate = ticked > 0 && ticked < boxes().length;
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-select-all], [data-select-row]")) refresh();
});
document.addEventListener("htmx:afterSettle", refresh);
refresh();
