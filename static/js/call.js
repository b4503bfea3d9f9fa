// The call screen, inside form[data-call]: number keys answer the current question (.ask) and go on to the next,
// space gives no answer, Backspace goes back to the question before,
// a bad answer (input[data-bad]) unfolds the complaint ([data-complaint]) under its question, [data-started] counts.
// Outcome keys (Q W E …) are data-key on the labels and live in keys.js; Tab moves from question to question by itself.
import { isDialogOpen, isPlain, isTyping } from "./typing.js";

const call = () => document.querySelector("form[data-call]");
const asks = () => [...(call()?.querySelectorAll(".ask") ?? [])];
const current = () => call()?.querySelector(".ask[data-active]") ?? asks()[0];

function activate(ask) {
  for (const other of asks()) other.toggleAttribute("data-active", other === ask);
}

function answer(ask, key) {
  const selector = key === " " ? ".key-none input" : `input[data-number="${key}"]`;
  const input = ask?.querySelector(selector);
  if (!input) return false;
  input.checked = true;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  goTo(ask, 1);
  return true;
}

function goTo(ask, step) {
  const all = asks().filter((one) => one.getClientRects().length > 0);
  const next = all[all.indexOf(ask) + step] ?? ask;
  activate(next);
  const radio = next.querySelector("input[type=radio]:checked") ?? next.querySelector("input[type=radio]");
  if (radio) radio.focus({ preventScroll: true });
  else document.activeElement?.blur();
  next.scrollIntoView({ block: "nearest" });
}

// Category and words follow the bad answers until somebody has typed words of their own.
function fillComplaint(part) {
  const answers = [...call().querySelectorAll(".ask input[data-bad]:checked")].filter((input) => !input.disabled);
  const lines = answers.map((input) => part.dataset.line
    .replace("{question}", input.closest(".ask").dataset.question).replace("{answer}", input.dataset.label));
  const text = part.querySelector("[name=complaint_text]");
  if (text.value === "" || text.value === text.dataset.filled) {
    text.value = lines.join("\n");
    text.dataset.filled = text.value;
  }
  const category = part.querySelector("[name=complaint_category]");
  const kind = answers[0]?.closest(".ask").dataset.kind;
  if (category.value === "" && kind) {
    const fitting = [...category.options].find((option) => option.dataset.kind === kind);
    if (fitting) category.value = fitting.value;
  }
}

function unfoldComplaint() {
  const part = call()?.querySelector("[data-complaint]");
  if (!part) return;
  const bad = call().querySelector(".ask input[data-bad]:checked:not(:disabled)")?.closest(".ask");
  part.hidden = !bad;
  for (const field of part.querySelectorAll("input, select, textarea")) field.disabled = !bad;
  if (bad && part.parentElement !== bad) bad.append(part);
  if (bad) fillComplaint(part);
}

// An outcome that asks for something leads there: the first field of the part it opens.
function openWhatFollows() {
  setTimeout(() => {
    const chosen = call()?.querySelector("[name=outcome]:checked");
    const part = call()?.querySelector("[data-follow]:not([hidden])");
    const field = part?.querySelector("input, textarea, select") ?? call()?.elements.namedItem(chosen?.dataset.asks ?? "");
    field?.focus();
  });
}

function showTime() {
  for (const clock of document.querySelectorAll("[data-started]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(clock.dataset.started)) / 1000));
    const pad = (number) => String(number).padStart(2, "0");
    clock.textContent = `${pad(Math.floor(seconds / 60))}:${pad(seconds % 60)}`;
  }
}

function start() {
  showTime();
  unfoldComplaint();
  if (call() && !call().querySelector(".ask[data-active]")) activate(asks()[0]);
}

document.addEventListener("keydown", (event) => {
  if (!call() || !isPlain(event) || isTyping(event) || isDialogOpen()) return;
  if (event.key === "Backspace" && current()) {
    event.preventDefault();
    goTo(current(), -1);
    return;
  }
  if (!/^[0-9 ]$/.test(event.key)) return;
  if (event.key === " " && event.target.closest("button, summary, a, input") && !event.target.closest(".ask")) return;
  if (answer(current(), event.key)) event.preventDefault();
});
document.addEventListener("focusin", (event) => {
  const ask = event.target.closest?.(".ask");
  if (ask && call()?.contains(ask)) activate(ask);
});
document.addEventListener("change", (event) => {
  unfoldComplaint();
  if (event.target.name === "outcome" && call()?.contains(event.target)) openWhatFollows();
});
document.addEventListener("htmx:afterSettle", start);
setInterval(showTime, 1000);
start();
