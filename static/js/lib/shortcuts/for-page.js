// Where a letter is typed, or chooses something, or belongs to a widget or a dialog.
const TAKES_LETTERS =
  "input, textarea, select, dialog, [contenteditable], [role=textbox], [role=combobox], [role=listbox], [role=menu]," +
  "[role=tree], [role=grid], [role=application], audio, video";

/** Whether a key is for the page itself: nobody types, holds another key or has a dialog open. @param {KeyboardEvent} event */
export function isForPage(event) {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return false;
  const [target] = event.composedPath();
  return !(target instanceof Element && target.closest(TAKES_LETTERS)) && !document.querySelector("dialog:modal");
}
