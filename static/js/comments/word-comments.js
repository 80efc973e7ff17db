import { announceNow } from "../lib/announce.js";
import { drafts, restore } from "../lib/live/drafts.js";
import { fetchPart } from "../lib/live/fetch-part.js";
import { comments } from "./editor-comments.js";
import { Selecting } from "./selecting.js";
import { openCard, ordinal, readPlaces } from "./suggestion-marks.js";

/** @typedef {import("prosemirror-view").EditorView} EditorView */
/** @typedef {import("./editor-comments.js").State} State */

const PAUSE_MS = 1500; // after a change, before the server is asked where words have gone

/**
 * The threads of a clause, tied to its words: each points at the other. `data-places`: where the server tells which
 * items are commented; `data-said`: “comment {n} of {all}”. It holds the live part with the threads, and a button
 * `[data-close]` for narrow pages; the editor is somewhere else in the page.
 */
export default class WordComments extends HTMLElement {
  /** @type {EditorView | undefined} */
  #view;
  #timer = 0;
  #asked = 0;
  #stop = new AbortController();

  connectedCallback() {
    this.threads = /** @type {HTMLElement} */ (this.querySelector("live-part"));
    const selecting = new Selecting(this, this.threads, this.#stop.signal);
    this.#on("editor-here", ({ detail }) => {
      this.#view = selecting.view = detail;
      this.#ask();
    });
    this.#on("text-changed", () => this.#lost && this.#askSoon());
    this.#on("comment-chosen", ({ detail }) => this.#open(detail));
    this.#on("keydown", (event) => this.#key(event));
    this.#on("click", (event) => this.#click(event));
    const renewed = new MutationObserver(() => {
      selecting.show();
      this.#ask();
    });
    for (const each of [this.threads, ...document.querySelectorAll(".clause-suggestions")])
      renewed.observe(each, { childList: true });
    document.dispatchEvent(new Event("editor-asked"));
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  /** @param {string} name @param {(event: any) => void} listener */
  #on(name, listener) {
    document.addEventListener(name, listener, { signal: this.#stop.signal });
  }

  /** @returns {Pick<State, "commented" | "chosen" | "spans">} */
  get #state() {
    return (this.#view && comments.getState(this.#view.state)) ?? { commented: [], chosen: 0, spans: new Map() };
  }

  /** Whether words of a thread are not where they were: the server finds them again, if they only moved. */
  get #lost() {
    const { commented, spans } = this.#state;
    return commented.some(({ id }) => !spans.get(id)?.length);
  }

  #askSoon() {
    this.#timer ||= window.setTimeout(() => {
      this.#timer = 0;
      this.#ask();
    }, PAUSE_MS);
  }

  async #ask() {
    this.#asked += 1;
    const asked = this.#asked;
    const commented = await readPlaces(this.dataset);
    if (commented && asked === this.#asked) this.#announce({ commented });
  }

  /** @param {Partial<State>} change */
  #announce(change) {
    const view = this.#view;
    if (view && !view.isDestroyed) view.dispatch(view.state.tr.setMeta(comments, change));
  }

  /** Show a thread beside its words. @param {number} id */
  async #open(id) {
    this.#announce({ chosen: id });
    if (id < 0) return openCard(id);
    if (!this.querySelector(`#thread-${id}`)) await this.#fetchAlone(id);
    const thread = /** @type {HTMLElement | null} */ (this.querySelector(`#thread-${id}`));
    if (!thread) return;
    this.classList.add("open");
    for (const other of this.querySelectorAll(".thread.chosen")) other.classList.remove("chosen");
    thread.classList.add("chosen");
    thread.tabIndex = -1;
    thread.focus({ preventScroll: true });
    thread.scrollIntoView({ block: "nearest" });
  }

  /** A thread that stands on another page of the list. @param {number} id */
  async #fetchAlone(id) {
    const part = /** @type {HTMLElement} */ (this.threads);
    const address = new URL(part.dataset.src ?? "", window.location.href);
    address.search = `?thread=${id}`;
    const html = await fetchPart(address.href).catch(() => null);
    if (html === null) return;
    const kept = drafts(part);
    part.dataset.src = address.pathname + address.search;
    part.innerHTML = html;
    restore(part, kept);
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const pressed = /** @type {Element} */ (event.target);
    const link = /** @type {HTMLElement | null} */ (pressed.closest("[data-show]"));
    if (link && this.#show(Number(link.dataset.show))) event.preventDefault();
    if (this.contains(pressed) && pressed.closest("[data-close]")) this.classList.remove("open");
  }

  /** Show the words of a thread in the text; whether they stand there. @param {number} id */
  #show(id) {
    const { commented, spans } = this.#state;
    const [first] = spans.get(id) ?? [];
    if (!this.#view || !first) return false;
    this.classList.remove("open");
    this.#announce({ chosen: id });
    const { node } = this.#view.domAtPos(first.from + 1);
    /** @type {HTMLElement | null} */ (node instanceof HTMLElement ? node : node.parentElement)?.scrollIntoView({
      block: "center",
    });
    announceNow(ordinal(this.dataset, commented, id));
    return true;
  }

  /** F8 and Shift+F8 go through the comments in the order of the text. @param {KeyboardEvent} event */
  #key(event) {
    if (event.key !== "F8" || event.ctrlKey || event.altKey || event.metaKey) return;
    const { commented, chosen } = this.#state;
    if (!commented.length) return;
    event.preventDefault();
    const here = commented.findIndex(({ id }) => id === chosen);
    const next = event.shiftKey ? (here < 0 ? -1 : here - 1) : here + 1;
    const { id } = /** @type {import("./editor-comments.js").Commented} */ (commented.at(next % commented.length));
    if (this.#show(id)) this.querySelector(`#thread-${id}`)?.classList.add("chosen");
  }
}
