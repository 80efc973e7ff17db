import { Toolbar } from "../collab/editor/toolbar.js";
import { announce } from "../lib/announce.js";
import { defineErrorSummary } from "../lib/forms/error-summary.js";
import { load, remove } from "../lib/storage/local-store.js";
import { DraftSaver } from "./draft-saver.js";
import { withStranded } from "./stranded.js";
import { mountWording } from "./wording-editor.js";

/**
 * The form of an amendment. The server renders all of it, and reads it without a script too; here each text gets the
 * editor of clauses, the draft is saved while one writes, and `.what-changes` says what one has changed so far.
 */
export default class AmendmentForm extends HTMLElement {
  /** @param {string} selector @returns {any} */
  #part = (selector) => this.querySelector(selector);

  async connectedCallback() {
    defineErrorSummary();
    const form = /** @type {HTMLFormElement} */ (this.#part("form"));
    const owner = `${document.body.dataset.member}:amendment`;
    this.place = { key: `${owner}:${location.pathname}${location.search}`, owner };
    this.saver = new DraftSaver(
      form,
      this.place,
      (state, reason) => this.#show(state, reason),
      (html) => this.#take(html),
    );
    await this.#restore(form, this.place);
    await this.#takeStranded();
    this.#mount();
    form.addEventListener("input", () => this.saver?.changed());
    form.addEventListener("submit", (event) => this.#submit(event, form));
    window.addEventListener("beforeunload", this.#warn);
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.#warn);
    this.saver?.stop();
  }

  #mount() {
    const places = /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-wording]"));
    if (!places.length) return; // no clause is chosen yet
    const toolbar = new Toolbar(this.#part("[role=toolbar]"), this.#part("dialog"), this.#part(".editor-note"));
    const views = [...places].map((place) => mountWording(place, toolbar, () => this.saver?.changed()));
    toolbar.attach(views[0], () => {});
    delete this.#part("[role=toolbar]").dataset.awaited;
  }

  /** What the clause itself did not take any more, where one comes from there to propose it. */
  async #takeStranded() {
    const clause = new URL(location.href).searchParams.get("stranded") ?? "";
    const field = /** @type {HTMLTextAreaElement | null} */ (this.#part("[data-content]"));
    if (!clause || !field) return;
    const content = await withStranded(JSON.parse(field.value), clause);
    if (!content) return;
    field.value = JSON.stringify(content);
    this.#part(".stranded-notice").hidden = false;
    this.saver?.changed();
  }

  /** What an earlier page could not send. @param {HTMLFormElement} form @param {{ key: string, owner: string }} place */
  async #restore(form, { key, owner }) {
    const kept = (await load(owner)).find((each) => each.key === key);
    if (!kept || this.querySelector("error-summary[data-error]")) return;
    let isOther = false;
    for (const [name, value] of kept.fields) {
      const field = /** @type {HTMLTextAreaElement | null} */ (
        form.querySelector(`:is(textarea, input:not([type]))[name="${CSS.escape(name)}"]`)
      );
      if (!field || field.value === value || name === "revision") continue;
      field.value = value;
      isOther = true;
    }
    if (!isOther) return remove(key);
    const notice = this.#part(".kept-notice");
    notice.hidden = false;
    this.saver?.changed();
  }

  /** @param {import("./draft-saver.js").State} state @param {string} [reason] of the server */
  #show(state, reason) {
    const place = /** @type {HTMLElement} */ (this.#part(".save-state"));
    const before = place.dataset.state;
    place.dataset.state = state;
    const key = state === "refused" && this.#part(".what-changes .both") ? "conflict" : state;
    const said = place.dataset[`when${key[0].toUpperCase()}${key.slice(1)}`] ?? "";
    place.textContent = reason ? `${place.dataset.whenKept ?? ""} ${reason}` : said;
    if (before !== state && (state === "offline" || state === "refused" || before === "offline"))
      announce(place.textContent);
  }

  /** The answer to a draft: what changes, warnings, where the draft is now. @param {string} html */
  #take(html) {
    const place = /** @type {HTMLElement} */ (this.#part(".what-changes"));
    const isRead = place.contains(document.activeElement);
    place.innerHTML = html;
    const { changes } = /** @type {HTMLElement} */ (place.querySelector("[data-changes]") ?? place).dataset;
    if (changes) this.#part(".changes-line a").textContent = changes;
    if (isRead) place.querySelector("h2")?.focus();
    const { revision, address } = /** @type {HTMLElement} */ (place.querySelector("[data-revision]") ?? place).dataset;
    if (revision === undefined) {
      this.saver?.stop(); // the server has another state, or takes no more: it says so, and one decides
      return false;
    }
    this.#part("[name=revision]").value = revision;
    if (address && !this.#part("form").action.endsWith(address)) this.#settle(address);
    return true;
  }

  /** A first save has given the draft its address, under which it is kept from now on. @param {string} address */
  #settle(address) {
    const { place } = this;
    if (!place) return;
    remove(place.key);
    place.key = `${place.owner}:${address}`;
    this.#part("form").action = address;
    history.replaceState(null, "", address);
  }

  /** The draft is saved before the page is left: while the line is down, what is written would be lost with it.
   * @param {SubmitEvent} event @param {HTMLFormElement} form */
  async #submit(event, form) {
    const { saver } = this;
    if (!saver || this.isLeaving) return;
    event.preventDefault();
    event.stopPropagation();
    if (!(await saver.flush())) return;
    await new Promise((done) => window.setTimeout(done)); // while it is being sent, a form does not send itself again
    saver.stop();
    saver.isPending = false;
    this.isLeaving = true;
    form.requestSubmit(event.submitter);
  }

  #warn = (/** @type {Event} */ event) => {
    if (this.saver?.isPending) event.preventDefault();
  };
}
