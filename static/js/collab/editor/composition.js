// Input methods, dead keys and phone keyboards compose: the letters under way are nobody else's yet, and the browser
// owns the text they stand in. While that lasts, nothing is written to the shared document and nothing of other people's
// is shown. When it ends, one's own words are written first and then theirs are taken: so each side's change is against
// the text it was made in, and nothing is lost or spread.
import { Plugin } from "prosemirror-state";

/** @typedef {import("prosemirror-view").EditorView} EditorView */

const SETTLE_MS = 40; // from the end of a composition until the editor has read what came of it
const POLL_MS = 1000; // between two looks at whether it is still going on
const COMPOSITION_TIMEOUT_MS = 10_000; // without a key until what there is is written, and others are no longer kept waiting

/** When a page may be left for good without another event. */
const LEAVING = ["visibilitychange", "pagehide", "beforeunload"];

export class Composition {
  #isOn = false;
  #touched = 0; // when the input method last did something
  #look = 0;
  /** @type {import("prosemirror-model").Node | undefined} what the shared document has */
  #written;
  /** @type {((view: EditorView, before: import("prosemirror-state").EditorState) => void) | undefined} writes to the shared document */
  #write;
  /** @type {EditorView | undefined} */
  #view;

  /** @param {import("../sync/provider.js").Provider} provider */
  constructor(provider) {
    this.provider = provider;
  }

  /** Whether letters are being composed: then positions in the editor are not those of the shared document. */
  get isOn() {
    return this.#isOn;
  }

  /** The plugin that ties the editor to the shared document, silent while letters are composed. @param {Plugin} sync */
  around(sync) {
    const { view: tie, ...spec } = sync.spec;
    return new Plugin({
      ...spec,
      view: (view) => {
        const tied = /** @type {NonNullable<typeof tie>} */ (tie)(view);
        this.#write = tied.update?.bind(tied);
        const update = (/** @type {EditorView} */ now, /** @type {any} */ before) =>
          this.#isOn ? this.#owe() : this.#write?.(now, before);
        return { update, destroy: () => tied.destroy?.() };
      },
    });
  }

  plugin = new Plugin({
    view: (view) => {
      this.#view = view;
      for (const name of LEAVING) window.addEventListener(name, this.settle, true);
      return { destroy: () => this.#stop() };
    },
    props: {
      handleDOMEvents: {
        compositionstart: (view) => this.#begin(view),
        compositionupdate: (view) => this.#begin(view),
        compositionend: () => this.#end(),
      },
    },
  });

  /** @param {EditorView} view */
  #begin(view) {
    this.#touched = Date.now();
    if (this.#isOn) return;
    this.#isOn = true;
    this.#written = view.state.doc;
    this.provider.inbox.hold();
    window.clearInterval(this.#look);
    this.#look = window.setInterval(() => this.#watch(view), POLL_MS);
  }

  #end() {
    if (!this.#isOn) return;
    // the editor reads the last letters in a microtask of its own, queued after this one
    queueMicrotask(() => queueMicrotask(this.settle));
    this.#isOn = false;
    window.clearInterval(this.#look);
    window.setTimeout(() => this.#isOn || this.provider.inbox.release(), SETTLE_MS);
  }

  /** Some keyboards never say that they are done, and some people leave a word half composed. @param {EditorView} view */
  #watch(view) {
    if (!view.composing) return this.#end();
    if (Date.now() - this.#touched < COMPOSITION_TIMEOUT_MS) return;
    if (this.provider.inbox.hasWords && view.hasFocus()) this.finish();
    else this.settle();
  }

  /** End it now: before an act on the shared document itself, such as undo. */
  finish() {
    if (!this.#isOn) return;
    this.#view?.dom.blur(); // ends it in every browser, and keeps the letters
    this.#view?.focus();
    this.settle();
  }

  #owe() {
    const hasUncommitted = this.#view?.state.doc !== this.#written;
    const { inbox } = this.provider;
    const before = inbox.hasUncommitted;
    inbox.hasUncommitted = hasUncommitted;
    if (before !== hasUncommitted) this.provider.emitState();
  }

  /** Write what there is so far: before the page may go. */
  settle = () => {
    const view = this.#view;
    if (!view || view.isDestroyed || view.state.doc === this.#written) return;
    this.#written = view.state.doc;
    this.#write?.(view, view.state);
    this.#owe();
  };

  #stop() {
    this.#view = undefined;
    this.#isOn = false;
    window.clearInterval(this.#look);
    for (const name of LEAVING) window.removeEventListener(name, this.settle, true);
  }
}
