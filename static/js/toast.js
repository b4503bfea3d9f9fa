// Toasts leave after six seconds; one with a button stays for twelve, and none while it is pointed at or focused.
const seen = new WeakSet();

function schedule(toast) {
  if (seen.has(toast)) return;
  seen.add(toast);
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
