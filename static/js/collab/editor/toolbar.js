// Brings the server-rendered toolbar and link dialog to life.
import { redo, undo, ySyncPluginKey } from "y-prosemirror";
import { isLink } from "../../content/schema.js";
import { announce } from "../../lib/announce.js";
import { syncSelection } from "../../lib/selection-sync.js";
import { active, commands, level } from "./commands.js";
import { linkAt, setLink } from "./links.js";

/** @typedef {import("prosemirror-view").EditorView} EditorView */
/** @typedef {import("prosemirror-state").EditorState} EditorState */

/** @type {Record<string, import("prosemirror-state").Command>} */
const all = { ...commands, undo, redo };

export class Toolbar {
  /** @type {EditorView | undefined} */
  view;

  /**
   * @param {HTMLElement} bar with a button for each `data-command`
   * @param {HTMLDialogElement} dialog with a form, a field `href` and a reason in `[role=alert]`
   * @param {HTMLElement} note a status under the bar, with words for what cannot be done
   */
  constructor(bar, dialog, note) {
    this.note = note;
    this.words = bar.dataset; // to say what is on or off, with {name} in it, and which level, with {n}
    this.buttons = /** @type {HTMLButtonElement[]} */ ([...bar.querySelectorAll("[data-command]")]);
    this.dialog = dialog;
    for (const button of this.buttons) {
      button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays in the text
      button.addEventListener("click", () => this.#run(button.dataset.command ?? ""));
    }
    bar.addEventListener("keydown", (event) => this.#arrow(event));
    dialog.querySelector("form")?.addEventListener("submit", (event) => this.#submit(event));
    dialog.addEventListener("close", () => this.view?.focus());
  }

  /**
   * The editor it works on from now on; there is a new one after a refusal.
   * @param {EditorView} view @param {() => void} finish ends the composition of letters
   */
  attach(view, finish) {
    this.view = view;
    this.finish = finish;
  }

  /** @param {string} name */
  #run(name) {
    const { view } = this;
    if (!view) return;
    this.finish?.();
    syncSelection();
    if (name === "link") this.openDialog(view);
    else all[name]?.(view.state, view.dispatch, view); // `who` is answered elsewhere
    view.focus();
  }

  announceTooDeep() {
    this.note.textContent = this.note.dataset.deep ?? "";
  }

  /** One tab stop for the whole bar; arrows move inside it. @param {KeyboardEvent} event */
  #arrow(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const here = this.buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (!step || here < 0) return;
    event.preventDefault();
    const next = this.buttons[(here + step + this.buttons.length) % this.buttons.length];
    for (const button of this.buttons) button.tabIndex = button === next ? 0 : -1;
    next.focus();
  }

  /** @param {EditorView} view */
  openDialog(view) {
    const field = /** @type {HTMLInputElement} */ (this.dialog.querySelector("[name=href]"));
    field.value = linkAt(view.state)?.href ?? "";
    this.#complain(false);
    this.dialog.showModal();
    return true;
  }

  /** @param {boolean} wrong */
  #complain(wrong) {
    this.dialog.querySelector("[role=alert]")?.toggleAttribute("hidden", !wrong);
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    if (button?.value === "cancel") return;
    const href = /** @type {HTMLInputElement} */ (this.dialog.querySelector("[name=href]")).value.trim();
    if (href && !isLink(href)) {
      event.preventDefault();
      this.#complain(true);
      return;
    }
    if (this.view) setLink(this.view, href);
  }

  /**
   * Show what holds at the selection, and say what one's own act has changed of it.
   * @param {EditorView} view @param {EditorState} before @param {import("prosemirror-state").Transaction} transaction
   */
  update(view, before, transaction) {
    if (transaction.docChanged) this.note.textContent = "";
    const own = transaction.docChanged || transaction.storedMarksSet;
    const saying = own && !transaction.getMeta(ySyncPluginKey)?.isChangeOrigin;
    const { on = "", off = "" } = this.words;
    for (const button of this.buttons.filter((each) => each.hasAttribute("aria-pressed"))) {
      const name = button.dataset.command ?? "";
      const holds = active(view.state, name);
      button.setAttribute("aria-pressed", String(holds));
      if (saying && holds !== active(before, name)) announce((holds ? on : off).replace("{name}", button.title));
    }
    this.#levels(view, saying ? level(before) : level(view.state));
  }

  /** @param {EditorView} view @param {number} was the level before one's own act */
  #levels(view, was) {
    const now = level(view.state);
    for (const button of this.buttons) {
      if (button.dataset.command === "indent")
        button.setAttribute("aria-disabled", String(!commands.indent(view.state)));
      if (button.dataset.command === "outdent") button.setAttribute("aria-disabled", String(!now));
    }
    if (was && now && was !== now) announce((this.words.level ?? "").replace("{n}", String(now)));
  }
}
