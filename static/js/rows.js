// Lists walked by keyboard: inside [data-nav-list] every [data-nav-row] is a stop; J/K or arrows move the
// mark (aria-current), Enter opens the row's [data-nav-open] (or its first link). The mark survives htmx swaps.
import { isDialogOpen, isPlain, isTyping } from "./typing.js";

const list = () => document.querySelector("[data-nav-list]");
const rows = () => [...(list()?.querySelectorAll("[data-nav-row]") ?? [])];
const STEPS = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
let markedId = "";

function mark(row) {
  for (const other of rows()) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
  markedId = row.id;
}

function move(step) {
  const all = rows();
  if (!all.length) return false;
  const now = all.findIndex((row) => row.getAttribute("aria-current") === "true");
  mark(all[Math.min(all.length - 1, Math.max(0, now + step))]);
  return true;
}

function open() {
  const row = rows().find((one) => one.getAttribute("aria-current") === "true");
  const link = row?.querySelector("[data-nav-open]") ?? row?.querySelector("a[href]");
  link?.click();
  return Boolean(link);
}

document.addEventListener("keydown", (event) => {
  if (!list() || !isPlain(event) || isTyping(event) || isDialogOpen()) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const arrows = key.startsWith("Arrow");
  if (arrows && !list().contains(document.activeElement)) return;
  if (key in STEPS && move(STEPS[key])) event.preventDefault();
  const elsewhere = event.target.closest("a, button, summary");
  if (key === "Enter" && !elsewhere && open()) event.preventDefault();
});

document.addEventListener("htmx:afterSettle", () => {
  const row = markedId ? document.getElementById(markedId) : null;
  if (row?.matches("[data-nav-row]")) row.setAttribute("aria-current", "true");
});
