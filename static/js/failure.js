// A request in the background that failed says so in a toast; sentences come from <template id="failure">.
// A refusal of the server (a .notice in the answer) is shown with its own sentence.
const REASONS = { 403: "refused", 404: "missing", 410: "missing", 0: "offline" };

function show(sentence) {
  const template = document.getElementById("failure");
  const region = document.getElementById("toasts");
  if (!template || !region) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.querySelector("span").textContent = sentence;
  region.append(toast);
}

function sentenceFor(request) {
  const page = new DOMParser().parseFromString(request?.responseText ?? "", "text/html");
  const own = page.querySelector(".notice > div")?.textContent.trim();
  const words = document.getElementById("failure")?.dataset ?? {};
  return own || words[REASONS[request?.status ?? 0] ?? "broken"];
}

// What the page asks by itself is no sign that somebody sits before it.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.triggeringEvent) event.detail.headers["X-Unattended"] = "1";
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status < 400 || !xhr.responseText.includes("data-refusal")) return;
  event.detail.shouldSwap = false;
  if (!event.detail.isError) show(sentenceFor(xhr));
});
document.addEventListener("htmx:responseError", (event) => show(sentenceFor(event.detail.xhr)));
document.addEventListener("htmx:sendError", () => show(sentenceFor(null)));
document.addEventListener("house:failure", (event) => show(event.detail ?? sentenceFor(null)));
