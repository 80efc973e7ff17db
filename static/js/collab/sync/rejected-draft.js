// Words that the server refused: shown to their author alone, as a draft, until they discard it.
import { isAvailable, remove } from "../../lib/storage/local-store.js";
import { difference } from "./unsaved.js";

export class RejectedDraft {
  /** @type {string[]} */
  #keys = [];

  /** @param {HTMLElement} box with a reason in `[role=alert]`, and `.words` with a textarea and a button to discard */
  constructor(box) {
    this.box = box;
    this.words = /** @type {HTMLElement} */ (box.querySelector(".words"));
    this.field = /** @type {HTMLTextAreaElement} */ (box.querySelector("textarea"));
    box.querySelector("[data-discard]")?.addEventListener("click", () => this.#discard());
  }

  /** Whether there are words that this page alone has. */
  get isOnlyHere() {
    return !this.words.hidden && !isAvailable();
  }

  /** @param {string[]} reasons */
  explain(reasons) {
    const place = /** @type {HTMLElement} */ (this.box.querySelector("[role=alert]"));
    place.textContent = reasons.join(" ");
    this.box.hidden = this.words.hidden && !reasons.length;
  }

  /**
   * Offer the lines of drafts that the text as it is now does not have.
   * @param {import("./unsaved.js").Record[]} drafts
   * @param {string} text
   */
  offer(drafts, text) {
    const lines = difference(drafts.map((draft) => draft.words ?? "").join("\n"), text);
    this.#keys = drafts.map((draft) => draft.key);
    if (!lines) return this.#keys.forEach(remove);
    this.field.value = lines;
    const label = /** @type {HTMLElement} */ (this.words.querySelector("label"));
    if (!isAvailable()) label.textContent = label.dataset.here ?? "";
    this.words.hidden = false;
    this.box.hidden = false;
  }

  #discard() {
    this.#keys.forEach(remove);
    this.words.hidden = true;
    this.explain([]);
  }
}
