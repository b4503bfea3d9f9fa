// File drop: [data-drop] around an <input type="file">; a dropped or chosen file sends the form when it has data-send.
function take(zone, files) {
  const input = zone.querySelector("input[type=file]");
  if (files) input.files = files;
  const name = zone.querySelector("[data-drop-name]");
  if (name) name.textContent = [...input.files].map((file) => file.name).join(", ");
  const form = zone.closest("form");
  if (form?.hasAttribute("data-send") && input.files.length) form.requestSubmit();
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.dataset.over = "";
  });
  zone.addEventListener("dragleave", () => delete zone.dataset.over);
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    delete zone.dataset.over;
    take(zone, event.dataTransfer.files);
  });
  zone.addEventListener("change", () => take(zone, null));
}
