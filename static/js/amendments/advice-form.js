import { Toolbar } from "../collab/editor/toolbar.js";
import { defineErrorSummary } from "../lib/forms/error-summary.js";
import { mountWording } from "./wording-editor.js";

/**
 * The form of an advice. The server renders all of it, and reads it without a script too; here the texts of another
 * wording get the editor of clauses. Nothing is saved before a button is pressed: advice has revisions, and no drafts.
 */
export default class AdviceForm extends HTMLElement {
  connectedCallback() {
    defineErrorSummary();
    const places = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-wording]"));
    const bar = /** @type {HTMLElement | null} */ (this.querySelector("[role=toolbar]"));
    if (!places.length || !bar) return;
    const part = /** @param {string} selector @returns {any} */ (selector) => this.querySelector(selector);
    const toolbar = new Toolbar(bar, part("dialog"), part(".editor-note"));
    const views = [...places].map((place) => mountWording(place, toolbar, () => {}));
    toolbar.attach(views[0], () => {});
    delete bar.dataset.awaited;
  }
}
