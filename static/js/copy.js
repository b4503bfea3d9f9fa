// [data-copy="#id"] copies what a field holds, [data-copy-text="…"] the text itself; a toast says so (data-copied).
async function put(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
  return undefined;
}

function say(words) {
  const region = document.getElementById("toasts");
  if (!region) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  toast.textContent = words;
  region.append(toast);
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy], [data-copy-text]");
  if (!button) return;
  await put(button.dataset.copyText ?? document.querySelector(button.dataset.copy)?.value ?? "");
  say(button.dataset.copied);
});
