// Dropdowns made of <details data-menu>: one open at a time, closed by Escape, a click beside or a choice.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details[data-menu][open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const items = [...menu.querySelectorAll(".menu a[href], .menu button:not([disabled])")];
  if (!items.length || !menu.contains(document.activeElement)) return;
  event.preventDefault();
  const step = event.key === "ArrowDown" ? 1 : -1;
  const now = items.indexOf(document.activeElement);
  items[(now + step + items.length) % items.length].focus();
});
