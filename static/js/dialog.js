// Dialogs: [data-dialog="id"] opens <dialog id>, [data-close] closes its own; a dialog with data-open opens at once.
// A form with data-collect="name" receives the ticked rows of the page ([data-select-row]:checked) under that name.
function collect(form) {
  for (const old of form.querySelectorAll("[data-collected]")) old.remove();
  for (const box of document.querySelectorAll("[data-select-row]:checked")) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: form.dataset.collect, value: box.value });
    input.dataset.collected = "";
    form.append(input);
  }
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    dialog?.querySelectorAll("form[data-collect]").forEach(collect);
    dialog?.showModal();
    return;
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});

function openWaiting(root) {
  for (const dialog of root.querySelectorAll("dialog[data-open]:not([open])")) dialog.showModal();
}

document.addEventListener("htmx:afterSettle", (event) => openWaiting(event.target.parentElement ?? document));
openWaiting(document);
