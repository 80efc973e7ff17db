import { announce } from "../announce.js";
import { socket, watch } from "../connection/socket.js";
import { defineErrorSummary } from "../forms/error-summary.js";
import { drafts, holdsFocus, isBusy, isRead, restore } from "./drafts.js";
import { fetchPart, filledIn, Refusal } from "./fetch-part.js";
import { recount } from "./work-number.js";

/** Which part was answered to in another tab of this browser: of a ballot that changes, the server tells nobody. */
const answered = new BroadcastChannel("answered");
answered.addEventListener("message", recount);

const LATE_MS = 2000; // after which a first connection may have missed something

/** @param {Element | null | undefined} element */
const partsOf = (element) => (element instanceof HTMLElement ? (element.dataset.parts ?? "") : "").split(" ");

/**
 * A part of the page that the server renders again when it changes, and whose forms answer in place.
 * `data-src`: where the part alone is; `data-topic` and `data-parts`: which changes concern it; `data-says`, here or
 * on what stands directly in it: what to announce; `data-offline`: what to say when a form cannot be sent. While
 * somebody is in it, it waits, unless they follow a link with `data-renew` in a part within it.
 */
export default class LivePart extends HTMLElement {
  /** @type {(() => void) | undefined} */
  #unwatch;
  #stale = false;
  #asked = 0;

  connectedCallback() {
    defineErrorSummary();
    const parts = partsOf(this);
    const around = partsOf(this.parentElement?.closest("live-part")); // which says it itself
    const made = performance.now();
    let first = !socket.connected;
    this.#unwatch = watch(this.dataset.topic ?? "", (part, number) => {
      const fresh = first && part === "" && performance.now() - made < LATE_MS;
      if (part === "") first = false;
      const said = this.#says();
      if (said && parts.includes(part) && !around.includes(part)) announce(said);
      if (fresh || (part !== "" && !parts.includes(part))) return;
      if (number === undefined) this.#refresh();
      else this.#count(number);
    });
    answered.addEventListener("message", this.#receive);
    for (const name of ["focusout", "pointerup"])
      this.addEventListener(name, () => setTimeout(() => this.#stale && this.#refresh()));
    this.addEventListener("click", (event) => this.#renew(event));
    this.addEventListener("submit", (event) => this.#submit(/** @type {SubmitEvent} */ (event)));
  }

  disconnectedCallback() {
    this.#unwatch?.();
    answered.removeEventListener("message", this.#receive);
  }

  /** What a change of what stands here now means; else, of this part. */
  #says() {
    const here = /** @type {HTMLElement | null} */ (this.querySelector(":scope > [data-says]:not(live-part)"));
    return (here ?? this).dataset.says ?? "";
  }

  #receive = (/** @type {MessageEvent<string>} */ { data }) => {
    if (data === this.dataset.src) this.#refresh();
  };

  async #refresh() {
    this.#stale = isBusy(this);
    if (this.#stale) return;
    this.#asked += 1;
    const asked = this.#asked;
    const html = await fetchPart(this.dataset.src ?? "").catch(() => null);
    if (html === null || asked !== this.#asked) return; // the line is down, or a newer answer is on its way
    this.#stale = isBusy(this);
    if (this.#stale) return;
    this.#replace(html, isRead(this));
  }

  /** @param {string} html @param {boolean} read whether to read from the heading on */
  #replace(html, read) {
    const kept = drafts(this);
    this.innerHTML = html;
    restore(this, kept);
    if (read) this.querySelector("h2")?.focus();
  }

  /** A notice inside (a live part too) offers the present state at once; what was filled in stays. @param {MouseEvent} event */
  async #renew(event) {
    const link = /** @type {Element} */ (event.target).closest("a[data-renew]");
    if (!link || link.closest("live-part") === this || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#asked += 1;
    const html = await fetchPart(this.dataset.src ?? "").catch(() => null);
    if (html === null) return; // the line is down: the notice stays
    this.#stale = false;
    this.#replace(html, true);
  }

  /** The number in this part is another: nothing needs to be asked for. @param {number} number */
  #count(number) {
    this.#asked += 1; // an answer under way has an older one
    for (const place of this.querySelectorAll("[data-number]")) {
      if (place instanceof HTMLProgressElement) place.value = number;
      else place.textContent = String(number);
    }
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!("inPlace" in form.dataset)) return;
    event.preventDefault();
    if (form.dataset.sending) return; // a second click
    form.dataset.sending = "yes";
    try {
      this.#show(await fetchPart(form.action, filledIn(form, event.submitter)), form.id);
    } catch (problem) {
      this.#complain(form, problem instanceof Refusal ? problem.message : (this.dataset.offline ?? ""));
    } finally {
      delete form.dataset.sending;
    }
  }

  /** The answer to a form; what is being written in the other forms stays. @param {string} html @param {string} formId */
  #show(html, formId) {
    const kept = drafts(this, formId);
    const here = holdsFocus(this) || document.activeElement === document.body;
    this.#asked += 1; // an answer to an older question must not replace this one
    this.#stale = false;
    this.innerHTML = html;
    restore(this, kept);
    answered.postMessage(this.dataset.src);
    recount();
    const confirmed = this.querySelector(`[data-confirms="${CSS.escape(formId)}"]`);
    if (confirmed) announce(confirmed.textContent?.replace(/\s+/g, " ").trim() ?? "");
    if (!here) return; // the person has gone on elsewhere
    /** @type {HTMLElement | null} */ (
      this.querySelector("error-summary[data-error]") ?? this.querySelector("h2")
    )?.focus();
  }

  /** @param {HTMLFormElement} form @param {string} words */
  #complain(form, words) {
    const place = form.querySelector("[data-problem]");
    if (place) place.textContent = words;
    place?.removeAttribute("hidden");
    announce(words);
  }
}
