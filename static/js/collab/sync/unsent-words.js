// Words of earlier pages that no server has yet: shown until the line is back and they are in the text.
import { difference } from "./unsaved.js";

const SOON = 1000; // milliseconds that a line usually needs

/** Show them after a moment, unless that has been stopped by then. @param {HTMLElement} editor @param {string[]} texts @returns {() => void} stops */
export function showWaiting(editor, texts) {
  const box = /** @type {HTMLElement} */ (editor.querySelector(".waiting"));
  const timer = window.setTimeout(() => {
    const lines = [...editor.querySelectorAll(".text :is(p, h3)")].map((line) => line.textContent ?? "");
    const waiting = difference(texts.join("\n"), lines.join("\n"));
    /** @type {HTMLTextAreaElement} */ (box.querySelector("textarea")).value = waiting;
    box.hidden = !waiting;
  }, SOON);
  return () => {
    window.clearTimeout(timer);
    box.hidden = true;
  };
}
