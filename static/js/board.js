// The board: arrow keys walk the cards (.kard) of a .board, M opens the card's move menu (details[data-menu]),
// Enter its link. A card dragged onto .column[data-column] clicks its own [data-move-to="<column>"], the same verb as
// the menu; where the menu has none, the card's data-refused says why. Polling ([data-poll]) waits while a menu or
// dialog is open or a card is in the hand, and keeps the place.
import { isDialogOpen, isPlain, isTyping } from "./typing.js";

const SIDES = { ArrowLeft: -1, ArrowRight: 1 };
const LINES = { ArrowUp: -1, ArrowDown: 1 };
let dragged = null;
let place = 0;

const cards = (column) => [...column.querySelectorAll(".kard")];

function beside(card, step) {
  const columns = [...card.closest(".board").querySelectorAll(".column")];
  const line = cards(card.closest(".column")).indexOf(card);
  for (let at = columns.indexOf(card.closest(".column")) + step; columns[at]; at += step) {
    const others = cards(columns[at]);
    if (others.length) return others[Math.min(line, others.length - 1)];
  }
  return null;
}

function next(card, key) {
  if (key in SIDES) return beside(card, SIDES[key]);
  const all = cards(card.closest(".column"));
  return all[all.indexOf(card) + LINES[key]];
}

function openMenu(card) {
  const menu = card.querySelector("details[data-menu]");
  if (!menu) return;
  menu.open = true;
  menu.querySelector(".menu a[href], .menu button:not([disabled])")?.focus();
}

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".board .kard");
  if (!card || !isPlain(event) || isTyping(event) || isDialogOpen()) return;
  if (card.querySelector("details[data-menu][open]")) return;
  if (event.key.toLowerCase() === "m") openMenu(card);
  else if (event.key === "Enter" && event.target === card) card.querySelector("a.kard-title")?.click();
  else if (event.key in SIDES || event.key in LINES) next(card, event.key)?.focus();
  else return;
  event.preventDefault();
});

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".board .kard") ?? null;
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragend", () => {
  dragged = null;
  for (const column of document.querySelectorAll(".column[data-over]")) delete column.dataset.over;
});
document.addEventListener("dragover", (event) => {
  const column = event.target.closest?.(".column[data-column]");
  for (const other of document.querySelectorAll(".column[data-over]")) {
    if (other !== column) delete other.dataset.over;
  }
  if (!dragged || !column || column.contains(dragged)) return;
  event.preventDefault();
  column.dataset.over = "";
});
document.addEventListener("drop", (event) => {
  const column = event.target.closest?.(".column[data-column]");
  if (!dragged || !column) return;
  event.preventDefault();
  const step = dragged.querySelector(`[data-move-to="${CSS.escape(column.dataset.column)}"]:not([disabled])`);
  if (step) step.click();
  else document.dispatchEvent(new CustomEvent("house:failure", { detail: dragged.dataset.refused }));
});

const isBusy = () => dragged || isDialogOpen() || document.querySelector("details[data-menu][open]");

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isBusy() && event.detail.elt.matches("[data-poll]")) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // Asked before the card was taken up, answered after: the next turn brings the same.
  if (isBusy() && event.detail.requestConfig.elt.matches("[data-poll]")) event.detail.shouldSwap = false;
  place = document.querySelector(".board")?.scrollLeft ?? 0;
});
document.addEventListener("htmx:afterSwap", () => {
  const board = document.querySelector(".board");
  if (board) board.scrollLeft = place;
});
