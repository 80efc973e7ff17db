// Words of earlier pages that no server has yet: shown until the line is back and they are in the text.
import { difference } from "./unsaved.js";

const SHOW_AFTER_MS = 1000; // a connection usually needs less

/** Show them after a moment, unless that has been stopped by then. @param {HTMLElement} editor @param {string[]} texts @returns {() => void} stops */
export function showUnsentWords(editor, texts) {
  const box = /** @type {HTMLElement} */ (editor.querySelector(".unsent-words"));
  const timer = window.setTimeout(() => {
    const lines = [...editor.querySelectorAll(".text :is(p, h3)")].map((line) => line.textContent ?? "");
    const unsent = difference(texts.join("\n"), lines.join("\n"));
    /** @type {HTMLTextAreaElement} */ (box.querySelector("textarea")).value = unsent;
    box.hidden = !unsent;
  }, SHOW_AFTER_MS);
  return () => {
    window.clearTimeout(timer);
    box.hidden = true;
  };
}
