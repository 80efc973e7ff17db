// Says under the editor what of a paste was left out, and offers to undo it.
import { undo } from "y-prosemirror";
import { announce } from "../lib/announce.js";

/** What became something else and was not left out; each has a sentence of its own. */
const CHANGED = ["tables", "levels"];

export class Notice {
  /** @type {import("prosemirror-view").EditorView | undefined} */
  #view;

  /** @param {HTMLElement} box with a paragraph, buttons to undo and to close, and its words for each kind of loss */
  constructor(box) {
    this.box = box;
    this.undo = /** @type {HTMLButtonElement} */ (box.querySelector("[data-undo]"));
    this.undo.onclick = () => this.#undo();
    /** @type {HTMLButtonElement} */ (box.querySelector("[data-close]")).onclick = () => this.#close();
  }

  /** The editor to undo in; there is a new one after a refusal. @param {import("prosemirror-view").EditorView} view */
  attach(view) {
    this.#view = view;
    this.box.hidden = true;
  }

  /** @param {string[]} losses by kind @param {boolean} isUndoable */
  show(losses, isUndoable) {
    this.box.hidden = !losses.length;
    if (!losses.length) return;
    const sentence = this.#sentence(losses);
    const place = /** @type {HTMLElement} */ (this.box.querySelector("p"));
    place.textContent = sentence;
    this.undo.hidden = !isUndoable;
    announce(sentence);
  }

  /** Something else was written since: to undo would now undo that. */
  age() {
    this.undo.hidden = true;
  }

  /** @param {string[]} losses */
  #sentence(losses) {
    const said = (/** @type {string} */ kind) => this.box.dataset[kind] ?? kind;
    const left = losses.filter((kind) => !CHANGED.includes(kind)).map(said);
    const changed = losses.filter((kind) => CHANGED.includes(kind)).map(said);
    const first = left.length ? [(this.box.dataset.left ?? "").replace("{what}", left.join(", "))] : [];
    return [...first, ...changed].join(" ");
  }

  #undo() {
    if (this.#view) undo(this.#view.state);
    this.#close();
  }

  #close() {
    this.box.hidden = true;
    this.#view?.focus();
  }
}
