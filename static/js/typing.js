// Whether a key belongs to a text field (or to the browser) and so must not act as a shortcut.
const TEXT = "textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]), [contenteditable]";

export function isTyping(event) {
  return event.target instanceof Element && event.target.closest(TEXT) !== null;
}

export function isPlain(event) {
  return !(event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented);
}

export function isDialogOpen() {
  return document.querySelector("dialog[open]") !== null;
}
