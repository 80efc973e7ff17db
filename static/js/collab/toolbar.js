// Brings the server-rendered toolbar and link dialog to life.
import { active, commands } from "./keys.js";
import { linkAt, setLink } from "./links.js";
import { isLink } from "./schema.js";

/** @typedef {import("prosemirror-view").EditorView} EditorView */

export class Toolbar {
  /** @type {EditorView | undefined} */
  view;

  /**
   * @param {HTMLElement} bar with a button for each `data-command`
   * @param {HTMLDialogElement} dialog with a form, a field `href` and a reason in `[role=alert]`
   */
  constructor(bar, dialog) {
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

  /** The editor it works on from now on; there is a new one after a refusal. @param {EditorView} view */
  attach(view) {
    this.view = view;
  }

  /** @param {string} name */
  #run(name) {
    const { view } = this;
    if (!view) return;
    if (name === "link") this.openDialog(view);
    else commands[name]?.(view.state, view.dispatch, view); // `who` is answered elsewhere
    view.focus();
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

  /** Show what holds at the selection. @param {EditorView} view */
  update(view) {
    for (const button of this.buttons) {
      const name = button.dataset.command ?? "";
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(active(view.state, name)));
    }
  }
}
