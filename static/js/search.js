// The search box of the top bar: Enter opens the first hit as soon as the list belongs to what stands in the box,
// the arrow keys walk from the box through the hits and back, Escape empties the list.
const box = document.getElementById("global-search");
const list = document.getElementById("search-results");
const hits = () => [...(list?.querySelectorAll("[data-hit]") ?? [])];
const isCurrent = () => list.querySelector("[data-query]")?.dataset.query === box.value.trim();

function walk(step) {
  const all = hits();
  const next = all.indexOf(document.activeElement) + step;
  if (next < 0) box.focus();
  else all[Math.min(next, all.length - 1)]?.focus();
  return all.length > 0;
}

function close() {
  list.replaceChildren();
  box.focus();
}

function handle(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "ArrowDown") return walk(1);
  if (event.key === "ArrowUp") return event.target !== box && walk(-1);
  if (event.key === "Escape" && hits().length) {
    close();
    return true;
  }
  if (event.key !== "Enter" || event.target !== box || event.isComposing || !hits().length || !isCurrent()) return false;
  hits()[0].click();
  return true;
}

for (const part of [box, list]) {
  part?.addEventListener("keydown", (event) => {
    if (!handle(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}
