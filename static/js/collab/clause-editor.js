import * as Y from "yjs";
import { VERSION } from "../content/schema.js";
import { watch } from "../lib/connection/socket.js";
import { WhoWrote } from "./attribution/who-wrote.js";
import { Composition } from "./editor/composition.js";
import { makeEditor } from "./editor/editor.js";
import { Toolbar } from "./editor/toolbar.js";
import { Presence } from "./presence/presence.js";
import { Provider } from "./sync/provider.js";
import { RejectedDraft } from "./sync/rejected-draft.js";
import { SaveState } from "./sync/save-state.js";
import { plain, UnsavedChanges } from "./sync/unsaved.js";
import { showUnsentWords } from "./sync/unsent-words.js";

const LEAVING = ["beforeunload", "line-idle"];

/**
 * One clause, live. The server renders its text, toolbar, list of people and sentences; this brings them to life:
 * `.text` becomes the editor, `.save-state` tells the truth about what is on the server's disk.
 */
export default class ClauseEditor extends HTMLElement {
  #doc = new Y.Doc();
  /** @type {import("prosemirror-view").EditorView | undefined} */
  #view;
  /** @type {Toolbar | undefined} */
  toolbar;
  whoWrote = /** @type {WhoWrote | undefined} */ (undefined);
  #hideUnsentWords = () => {};
  /** @type {(() => void)[]} */
  #unwatch = [];
  /** @type {import("./sync/unsaved.js").Record[]} */
  #drafts = [];

  /** @param {string} selector @returns {any} */
  #part = (selector) => this.querySelector(selector);

  connectedCallback() {
    this.rejectedDraft = new RejectedDraft(this.#part(".rejected-draft"));
    this.saveState = new SaveState(this.#part(".save-state"));
    const again = (/** @type {string} */ part) => part === "stage" && this.provider?.open();
    this.#unwatch = [watch(`clause:${this.dataset.clause}`, again), watch(`charter:${this.dataset.charter}`, again)];
    for (const name of LEAVING) window.addEventListener(name, this.#warn);
    this.#open();
  }

  disconnectedCallback() {
    for (const stop of this.#unwatch) stop();
    for (const name of LEAVING) window.removeEventListener(name, this.#warn);
    this.#close();
  }

  /** A fresh copy from the server, with what earlier pages left. @param {import("./sync/unsaved.js").Record} [draft] */
  async #open(draft) {
    const unsaved = new UnsavedChanges(Number(this.dataset.clause), Number(this.dataset.member));
    const drafts = await unsaved.read();
    this.#drafts = draft ? [...drafts.filter(({ key }) => key !== draft.key), draft] : drafts;
    if (!this.isConnected) return;
    this.#doc = new Y.Doc();
    this.unsaved = unsaved;
    this.#hideUnsentWords = showUnsentWords(this, unsaved.texts);
    const provider = new Provider(this.#doc, Number(this.dataset.clause), VERSION, unsaved);
    this.provider = provider;
    this.composition = new Composition(provider);
    this.presence = new Presence(provider, this.#part(".people"), {
      joined: this.dataset.joined ?? "",
      left: this.dataset.left ?? "",
      idle: this.dataset.idle ?? "",
      many: this.dataset.many ?? "",
      more: this.dataset.more ?? "",
    });
    this.toolbar ??= new Toolbar(this.#part("[role=toolbar]"), this.#part("dialog"), this.#part(".editor-note"));
    this.whoWrote ??= new WhoWrote(this, provider.clauseId);
    provider.on("state", (/** @type {string} */ state, /** @type {number} */ pending) => this.#show(state, pending));
    provider.on("refused", (/** @type {string[]} */ reasons, /** @type {boolean} */ isOutdated) =>
      isOutdated ? this.rejectedDraft?.explain(reasons) : this.#reject(reasons),
    ); // the words of a page that is out of date stay as they are: the next one sends them
    this.#show(provider.state, 0);
  }

  #close() {
    this.#hideUnsentWords();
    this.composition?.settle();
    this.#view?.destroy();
    this.#view = undefined;
    this.presence?.destroy();
    this.provider?.destroy();
  }

  #start() {
    this.#hideUnsentWords();
    const view = makeEditor(this.#part(".text"), this.#doc, {
      label: this.dataset.label ?? "",
      writing: this.dataset.writing ?? "",
      isWritable: () => Boolean(this.provider?.writable),
      presence: /** @type {Presence} */ (this.presence),
      composition: /** @type {Composition} */ (this.composition),
      toolbar: /** @type {Toolbar} */ (this.toolbar),
      pasted: this.#part(".pasted"),
    });
    this.#view = view;
    this.toolbar?.attach(view, () => this.composition?.finish());
    this.whoWrote?.attach(view);
    this.rejectedDraft?.offer(this.#drafts, plain(this.#doc));
  }

  /** @param {string} state @param {number} pending */
  #show(state, pending) {
    const { provider, unsaved } = this;
    if (!this.#view && provider?.me) this.#start();
    if (provider && pending) unsaved?.saveSoon(provider, () => this.#showSaveState());
    else if (state === "saved") unsaved?.clear();
    this.#showSaveState();
    this.#showToolbar();
    this.#view?.setProps({}); // reads `editable` again
    this.#view?.dom.setAttribute("aria-readonly", String(!provider?.writable));
  }

  /** Until the server has answered, its place is kept: what somebody is about to press must not move. */
  #showToolbar() {
    const bar = this.#part("[role=toolbar]");
    if (!this.provider?.me && "awaited" in bar.dataset) return;
    delete bar.dataset.awaited;
    bar.hidden = !this.provider?.writable;
  }

  #showSaveState() {
    if (this.provider) this.saveState?.show(this.provider.state, this.provider.pending);
  }

  /** This copy cannot go on: keep its words as a draft of the author's, and take a new copy. @param {string[]} reasons */
  async #reject(reasons) {
    const { unsaved, provider } = this;
    this.composition?.settle();
    const mine = [this.#view && provider?.pending ? plain(this.#doc) : "", ...(unsaved?.texts ?? [])].filter(Boolean);
    this.rejectedDraft?.explain(reasons.length || !mine.length ? reasons : [this.dataset.rejected ?? ""]);
    const draft = mine.length ? await unsaved?.saveDraft(mine.join("\n")) : undefined;
    await unsaved?.clear();
    if (!provider?.me && !draft) return; // not even a copy to read: the reason stands on the page
    const old = this.#part(".text");
    this.#close();
    old.replaceWith(old.cloneNode(false));
    this.#open(draft);
  }

  #warn = (/** @type {Event} */ event) => {
    const isLeft = event.type === "beforeunload" && this.rejectedDraft?.isOnlyHere;
    if (this.provider?.pending || isLeft) event.preventDefault();
  };
}
