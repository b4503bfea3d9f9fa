// Shortcuts: an element with data-key="x" is focused (fields) or clicked (links, buttons) by that key;
// data-key-label names it in the list that "?" opens. data-key may be a printable key or "Enter".
import { isDialogOpen, isPlain, isTyping } from "./typing.js";

const MARKED = '[data-nav-list] [data-nav-row][aria-current="true"]';
const FIELDS = "input, textarea, select";
const visible = (element) => element.getClientRects().length > 0;

function target(key) {
  const wanted = key.length === 1 ? key.toLowerCase() : key;
  const all = [...document.querySelectorAll("[data-key]")];
  return all.find((element) => element.dataset.key.toLowerCase() === wanted.toLowerCase() && visible(element));
}

function act(element) {
  if (element.matches(FIELDS)) {
    element.focus();
    element.select?.();
  } else {
    element.click();
  }
}

function addRow(list, keys, words) {
  const term = document.createElement("dt");
  for (const key of keys) {
    const cap = document.createElement("kbd");
    cap.className = "kbd";
    cap.textContent = key;
    term.append(cap);
  }
  const text = document.createElement("dd");
  text.textContent = words;
  list.append(term, text);
}

function showShortcuts() {
  const dialog = document.getElementById("shortcuts");
  const list = dialog?.querySelector("[data-keys-list]");
  if (!list) return;
  list.replaceChildren();
  for (const element of document.querySelectorAll("[data-key][data-key-label]")) {
    if (visible(element)) addRow(list, element.dataset.key.split(" "), element.dataset.keyLabel);
  }
  if (document.querySelector("[data-nav-list]")) {
    addRow(list, ["J", "K"], list.dataset.labelMove);
    addRow(list, ["Enter"], list.dataset.labelOpen);
  }
  for (const extra of document.querySelectorAll("[data-keys-extra]")) {
    addRow(list, extra.dataset.keysExtra.split(" "), extra.dataset.keyLabel);
  }
  addRow(list, ["?"], list.dataset.labelHelp);
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form") ?? document.querySelector("main form[data-ctrl-enter]");
    const button = form?.querySelector("[data-submit]");
    if (button) {
      event.preventDefault();
      form.requestSubmit(button);
    }
    return;
  }
  if (!isPlain(event) || isTyping(event) || isDialogOpen()) return;
  if (event.key === "?") {
    event.preventDefault();
    showShortcuts();
    return;
  }
  if (event.key === "Enter" && (event.target.closest("a, button, summary") || document.querySelector(MARKED))) return;
  const element = target(event.key);
  if (!element) return;
  event.preventDefault();
  act(element);
});
