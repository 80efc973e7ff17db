import { announce } from "./announce.js";
import { watch } from "./socket.js";

/**
 * A part of the page that the server renders again when it changes, and whose forms answer in place.
 * `data-src`: where the part alone is; `data-topic` and `data-parts`: which changes concern it; `data-says`: what to
 * announce. While somebody is writing in it, it waits.
 */
export default class LivePart extends HTMLElement {
  /** @type {(() => void) | undefined} */
  #unwatch;
  #stale = false;

  connectedCallback() {
    const parts = (this.dataset.parts ?? "").split(" ");
    let first = true;
    this.#unwatch = watch(this.dataset.topic ?? "", (part) => {
      if (part === "" && first) {
        first = false; // the page has just been rendered
      } else if (part === "" || parts.includes(part)) {
        this.#changed(part !== "");
      }
    });
    this.addEventListener("focusout", () => setTimeout(() => this.#stale && this.#changed(false)));
    this.addEventListener("submit", (event) => this.#submit(/** @type {SubmitEvent} */ (event)));
  }

  disconnectedCallback() {
    this.#unwatch?.();
  }

  /** @param {boolean} heard */
  async #changed(heard) {
    this.#stale = this.#busy();
    if (this.#stale) return;
    const answer = await fetch(this.dataset.src ?? "", { headers: { "X-Part": "1" } });
    if (!answer.ok) return;
    const html = await answer.text();
    if (this.#busy()) {
      this.#stale = true;
      return;
    }
    this.innerHTML = html;
    if (heard && this.dataset.says) announce(this.dataset.says);
  }

  /** Whether something typed or chosen here would be lost. */
  #busy() {
    if (this.querySelector("form:focus-within")) return true;
    const fields = /** @type {NodeListOf<HTMLTextAreaElement | HTMLInputElement>} */ (
      this.querySelectorAll("textarea, input[type=radio]")
    );
    return [...fields].some((field) =>
      field instanceof HTMLInputElement ? field.checked !== field.defaultChecked : field.value !== field.defaultValue,
    );
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!("inPlace" in form.dataset)) return;
    event.preventDefault();
    const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
    button?.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Part": "1" } });
      const html = await answer.text();
      if (answer.ok || answer.status < 500) this.#show(html, form.id, answer.ok);
      else form.submit();
    } catch {
      button?.removeAttribute("aria-disabled");
      announce(this.dataset.offline ?? "");
      form.querySelector("[data-offline]")?.removeAttribute("hidden");
    }
  }

  /**
   * @param {string} html
   * @param {string} formId
   * @param {boolean} accepted
   */
  #show(html, formId, accepted) {
    this.innerHTML = html;
    this.#stale = false;
    const form = document.getElementById(formId);
    const error = form?.querySelector("[role=alert]");
    if (!accepted && error) /** @type {HTMLElement | null} */ (form?.querySelector("textarea"))?.focus();
    else this.querySelector("h2")?.focus();
  }
}
