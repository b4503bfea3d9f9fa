// Toasts leave after six seconds; one with a button stays for twelve, and none while it is pointed at or focused.
// data-toast-seconds says how long a toast lives whatever the pointer does; a button with data-undo takes it away.
const seen = new WeakSet();

function schedule(toast) {
  if (seen.has(toast)) return;
  seen.add(toast);
  if (toast.dataset.toastSeconds) {
    setTimeout(() => {
      toast.querySelector("button")?.remove();
      setTimeout(() => toast.remove(), 2000);
    }, 1000 * Number(toast.dataset.toastSeconds));
    return;
  }
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, 2000);
    else toast.remove();
  };
  setTimeout(leave, toast.querySelector("a, button") ? 12000 : 6000);
}

const region = document.getElementById("toasts");
if (region) {
  const all = () => region.querySelectorAll("[data-toast]").forEach(schedule);
  new MutationObserver(all).observe(region, { childList: true });
  all();
}
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.matches?.("[data-undo]")) event.detail.elt.closest(".toast")?.remove();
});
