// What is selected in the editor becomes what a comment is about.
import { selectedItems } from "../collab/attribution/selected-items.js";
import { syncSelection } from "../lib/selection-sync.js";
import { comments } from "./editor-comments.js";

const MAX_RANGES = 50; // of one comment; of a text by more hands, the first and the last tell all
const MAX_QUOTE = 300; // characters that are shown again

/** @typedef {import("../collab/attribution/selected-items.js").Range} Range */

export class Selecting {
  /** @type {import("prosemirror-view").EditorView | undefined} */
  view;
  /** The words that a new comment will be about. */
  #pending = { ranges: "", words: "" };
  #isSent = false;

  /**
   * @param {HTMLElement} host around the threads
   * @param {HTMLElement} part with the form `#new-thread`, which the server may render anew
   * @param {AbortSignal} signal
   */
  constructor(host, part, signal) {
    this.host = host;
    this.part = part;
    const button = document.querySelector("[data-comment-words]");
    if (button instanceof HTMLButtonElement) {
      button.addEventListener("mousedown", (event) => event.preventDefault(), { signal }); // the selection stays
      button.addEventListener("click", () => this.begin(), { signal });
      document.addEventListener("selectionchange", () => this.#offer(button), { signal });
    }
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    host.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.target).closest("[data-forget]")) this.#forget();
    });
    host.addEventListener("submit", (event) => this.#submit(event), { capture: true });
    this.show();
  }

  /** The button is there while words are selected. @param {HTMLButtonElement} button */
  #offer(button) {
    const { view } = this;
    const selection = window.getSelection();
    const inside = view && selection && !selection.isCollapsed && view.dom.contains(selection.anchorNode);
    button.hidden = !inside;
    if (!inside) return;
    const words = selection.getRangeAt(0).getBoundingClientRect();
    const around = /** @type {HTMLElement} */ (button.parentElement).getBoundingClientRect();
    button.style.setProperty("--at", `${Math.max(words.top - around.top, 0)}px`);
  }

  /** Begin a comment on what is selected. */
  begin() {
    syncSelection();
    const { view } = this;
    if (!view || view.state.selection.empty) return;
    const { from, to } = view.state.selection;
    const ranges = few(selectedItems(view.state));
    if (!ranges.length) return;
    const words = view.state.doc.textBetween(from, to, "\n", "\n").trim();
    this.#pending = { ranges: JSON.stringify(ranges), words };
    this.#mark(ranges);
    this.show();
    this.host.classList.add("open");
    const field = this.part.querySelector("#new-comment");
    if (!(field instanceof HTMLElement)) return;
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: "center" });
  }

  /** Write into the form what the comment is about, unless that was sent: then the form has come back empty. */
  show() {
    const typed = /** @type {HTMLTextAreaElement | null} */ (this.part.querySelector("#new-comment"));
    if (this.#isSent && !typed?.value) this.#mark([]);
    this.#isSent = false;
    const form = this.part.querySelector("#new-thread");
    const box = form?.querySelector(".selected-words");
    const field = form?.querySelector("[name=ranges]");
    for (const form of this.part.querySelectorAll("[data-attaches]")) {
      form.querySelector("a")?.setAttribute("hidden", "");
      form.querySelector("button")?.removeAttribute("hidden");
    }
    if (!(field instanceof HTMLInputElement) || !(box instanceof HTMLElement)) return;
    box.querySelector("[data-forget]")?.removeAttribute("hidden");
    if (!this.#pending.ranges) return;
    field.value = this.#pending.ranges;
    box.hidden = false;
    const quote = box.querySelector("q");
    const { words } = this.#pending;
    if (quote) quote.textContent = words.length > MAX_QUOTE ? `${words.slice(0, MAX_QUOTE)}…` : words;
  }

  /** @param {Range[]} pending */
  #mark(pending) {
    const { view } = this;
    if (!pending.length) this.#pending = { ranges: "", words: "" };
    if (view && !view.isDestroyed) view.dispatch(view.state.tr.setMeta(comments, { pending }));
  }

  #forget() {
    this.#mark([]);
    const box = this.part.querySelector(".selected-words");
    box?.setAttribute("hidden", "");
    const names = ["ranges", "version", "seq", "from", "to"].map((name) => `#new-thread [name=${name}]`).join();
    for (const field of this.part.querySelectorAll(names)) if (field instanceof HTMLInputElement) field.value = "";
    /** @type {HTMLElement | null} */ (this.part.querySelector("#new-comment"))?.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const mod = (event.ctrlKey || event.metaKey) && event.altKey;
    if (!mod || (event.key.toLowerCase() !== "m" && event.code !== "KeyM")) return;
    if (!this.view?.dom.contains(document.activeElement)) return;
    event.preventDefault();
    this.begin();
  }

  /** @param {Event} event */
  #submit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    this.#isSent ||= form.id === "new-thread";
    if (!("attaches" in form.dataset)) return;
    syncSelection();
    const ranges = this.view && !this.view.state.selection.empty ? few(selectedItems(this.view.state)) : [];
    /** @type {HTMLInputElement} */ (form.querySelector("[name=ranges]")).value = JSON.stringify(ranges);
  }
}

/** @param {Range[]} ranges */
const few = (ranges) => (ranges.length > MAX_RANGES ? [ranges[0], /** @type {Range} */ (ranges.at(-1))] : ranges);
