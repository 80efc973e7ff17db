import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { initProseMirrorDoc, yCursorPlugin, ySyncPlugin, yUndoPlugin } from "y-prosemirror";
import * as Y from "yjs";
import { announce } from "../lib/announce.js";
import { watch } from "../lib/socket.js";
import { keys } from "./keys.js";
import { caretElement, Presence, selectionAttributes } from "./presence.js";
import { Provider } from "./provider.js";
import { schema, VERSION } from "./schema.js";
import { Toolbar } from "./toolbar.js";

/**
 * One clause, live. The server renders its text, toolbar, list of people and sentences; this brings them to life:
 * `.text` becomes the editor, `.save-state` tells the truth about what is on the server's disk.
 */
export default class ClauseEditor extends HTMLElement {
  #doc = new Y.Doc();
  /** @type {EditorView | undefined} */
  #view;
  /** @type {(() => void)[]} */
  #unwatch = [];

  /** @param {string} selector @returns {any} */
  #part = (selector) => this.querySelector(selector);

  connectedCallback() {
    this.provider = new Provider(this.#doc, Number(this.dataset.clause), VERSION);
    this.presence = new Presence(this.provider, this.#part(".people"), {
      joined: this.dataset.joined ?? "",
      left: this.dataset.left ?? "",
    });
    this.toolbar = new Toolbar(this.#part("[role=toolbar]"), this.#part("dialog"));
    this.provider.on("state", (/** @type {string} */ state, /** @type {number} */ pending) =>
      this.#show(state, pending),
    );
    this.provider.on("refused", (/** @type {string[]} */ reasons) => this.#strand(reasons));
    const again = (/** @type {string} */ part) => part === "stage" && this.provider?.open();
    this.#unwatch = [watch(`clause:${this.dataset.clause}`, again), watch(`charter:${this.dataset.charter}`, again)];
    window.addEventListener("beforeunload", this.#warn);
    this.#show(this.provider.state, 0);
  }

  disconnectedCallback() {
    for (const stop of this.#unwatch) stop();
    window.removeEventListener("beforeunload", this.#warn);
    this.#view?.destroy();
    this.presence?.destroy();
    this.provider?.destroy();
  }

  #start() {
    const place = this.#part(".text");
    const fragment = this.#doc.getXmlFragment("prosemirror");
    const { doc, mapping } = initProseMirrorDoc(fragment, schema);
    const plugins = [
      ySyncPlugin(fragment, { mapping }),
      yCursorPlugin(/** @type {any} */ (this.presence).awareness, {
        cursorBuilder: caretElement,
        selectionBuilder: selectionAttributes,
      }),
      yUndoPlugin(),
      ...keys((_state, _dispatch, view) => Boolean(view && this.toolbar?.openDialog(view))),
    ];
    const bar = this.toolbar;
    /** @this {EditorView} @param {import("prosemirror-state").Transaction} transaction */
    function dispatch(transaction) {
      this.updateState(this.state.apply(transaction));
      bar?.update(this);
    }
    const view = new EditorView(
      { mount: place },
      {
        state: EditorState.create({ schema, doc, plugins }),
        editable: () => Boolean(this.provider?.writable),
        attributes: { role: "textbox", "aria-multiline": "true", "aria-label": this.dataset.label ?? "" },
        dispatchTransaction: dispatch,
      },
    );
    this.#view = view;
    this.toolbar?.attach(view);
  }

  /** @param {string} state @param {number} pending */
  #show(state, pending) {
    if (!this.#view && this.provider?.me) this.#start();
    const shown = this.#part(".save-state");
    const before = shown.dataset.state;
    shown.dataset.state = state;
    shown.dataset.pending = String(pending);
    const words = shown.dataset[state] ?? "";
    if (shown.textContent !== words) shown.textContent = words;
    this.#part("[role=toolbar]").hidden = !this.provider?.writable;
    this.#view?.setProps({}); // reads `editable` again
    this.#view?.dom.setAttribute("aria-readonly", String(!this.provider?.writable));
    if (before && before !== state && ["offline", "readonly", "closed"].includes(state)) announce(words);
  }

  /** Show the author the words that the server did not take, so that they can be copied. @param {string[]} reasons */
  #strand(reasons) {
    const box = this.#part(".stranded");
    const kept = this.provider?.pending ? this.#view?.state.doc : undefined;
    box.querySelector("[role=alert]").textContent = reasons.join(" ");
    box.querySelector(".words").hidden = !kept;
    box.querySelector("textarea").value = kept?.textBetween(0, kept.content.size, "\n\n", "\n") ?? "";
    box.hidden = false;
  }

  #warn = (/** @type {BeforeUnloadEvent} */ event) => {
    if (this.provider?.pending) event.preventDefault();
  };
}
