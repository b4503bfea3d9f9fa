// Keeps what is typed in form[data-draft-url] on the server: two seconds after the last key and when leaving.
// The answer is a sentence for [data-draft-state]; header X-Draft-Version goes into the field draft_version;
// status 409 means a newer draft exists: saving stops, the text stays on the page and the sentence says why.
const PAUSE = 2000;
let timer = 0;
let dirty = false;
let stopped = false;

const form = () => document.querySelector("form[data-draft-url]");

function say(words) {
  for (const place of document.querySelectorAll("[data-draft-state]")) place.textContent = words;
}

async function save() {
  const draft = form();
  if (!draft || !dirty || stopped) return;
  dirty = false;
  try {
    const answer = await fetch(draft.dataset.draftUrl, { method: "POST", body: new FormData(draft) });
    if (draft !== form()) return;
    stopped = answer.status === 409;
    // Led to the sign-in page: the session has ended, nothing was saved.
    if (answer.redirected || (!answer.ok && !stopped)) throw new Error(String(answer.status));
    const version = answer.headers.get("X-Draft-Version");
    const field = draft.elements.namedItem("draft_version");
    if (version && field) field.value = version;
    say(await answer.text());
  } catch {
    if (draft !== form()) return;
    dirty = true;
    say(draft.dataset.draftFailed ?? "");
    plan();
  }
}

function plan() {
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function touched(event) {
  if (!form()?.contains(event.target)) return;
  dirty = true;
  plan();
}

function leave() {
  if (!form() || !dirty || stopped) return;
  dirty = false;
  navigator.sendBeacon(form().dataset.draftUrl, new FormData(form()));
}

document.addEventListener("input", touched);
document.addEventListener("change", touched);
// Saving needs no draft; any other form (signing out, putting back) waits until what is typed is kept.
document.addEventListener("submit", (event) => {
  if (event.target === form()) {
    clearTimeout(timer);
    dirty = false;
  } else if (form() && dirty && !stopped) {
    event.preventDefault();
    const { target, submitter } = event;
    save().finally(() => target.requestSubmit(submitter));
  }
}, true);
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, (event) => {
    if (event.target !== form()) return;
    dirty = true;
    plan();
  });
}
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target?.id === "call-screen") leave();
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "call-screen") return;
  stopped = false;
  dirty = false;
});
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
window.addEventListener("pagehide", leave);
