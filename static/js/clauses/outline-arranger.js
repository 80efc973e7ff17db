import { announceNow } from "../lib/announce.js";
import { dragging } from "./dragging.js";
import { Held, idOf } from "./held-clause.js";

/**
 * The outline of a charter, whose clauses are moved by a grip: with a pointer, or with the keyboard (Enter takes and
 * puts down, arrows move, Escape leaves). Buttons of the form `arrange` answer in place too. The server renders; what
 * is said comes from `data-…`, with `{name}` in it.
 */
export default class OutlineArranger extends HTMLElement {
  /** @type {Held | null} */
  held = null;

  connectedCallback() {
    this.#addGrips();
    this.addEventListener("submit", (event) => this.#submit(/** @type {SubmitEvent} */ (event)));
    this.addEventListener("keydown", (event) => this.#key(event));
    dragging(this);
  }

  /** @param {string} key @param {string} name */
  says = (key, name) => (this.dataset[key] ?? "").replace("{name}", () => name); // a title may hold "$&"

  #addGrips() {
    for (const item of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-section] > ol > li"))) {
      const grip = document.createElement("button");
      grip.type = "button";
      grip.className = "grip";
      grip.textContent = "⠿";
      grip.setAttribute("aria-label", this.says("grip", nameOf(item)));
      grip.setAttribute("aria-pressed", "false");
      item.prepend(grip);
    }
  }

  /** @param {HTMLElement} item */
  take(item) {
    this.held = new Held(item);
    announceNow(this.says("held", nameOf(item)));
  }

  leave() {
    if (!this.held) return;
    const { item } = this.held;
    this.held.leave();
    this.held = null;
    /** @type {HTMLElement | null} */ (item.querySelector(".grip"))?.focus();
    announceNow(this.says("left", nameOf(item)));
  }

  putDown() {
    if (!this.held) return;
    if (!this.held.hasMoved) return this.leave();
    const { item, place } = this.held;
    this.held.release();
    const body = new FormData(this.#form);
    body.set("to", place);
    const address = `${this.dataset.base}/clauses/${idOf(item)}/place`;
    this.#send(address, body, `#${item.id} .grip`);
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("#arrange"));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const grip = /** @type {Element} */ (event.target).closest(".grip");
    if (!grip) return;
    const isTaking = event.key === "Enter" || event.key === " ";
    if (isTaking) this.held ? this.putDown() : this.take(/** @type {HTMLElement} */ (grip.closest("li")));
    else if (this.held && event.key === "Escape") this.leave();
    else if (this.held && (event.key === "ArrowUp" || event.key === "ArrowDown")) this.#step(event.key === "ArrowUp");
    else return;
    event.preventDefault();
  }

  /** @param {boolean} isUp */
  #step(isUp) {
    if (!this.held) return;
    this.held.step(isUp);
    const { item, next, section } = this.held;
    /** @type {HTMLElement | null} */ (item.querySelector(".grip"))?.focus(); // moved in the page, it lost the focus
    announceNow(next ? this.says("over", nameOf(next)) : this.says("end", section));
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    if (event.target !== this.#form || !event.submitter) return;
    event.preventDefault();
    const address = event.submitter.getAttribute("formaction") ?? "";
    this.#send(address, new FormData(this.#form), `[formaction="${CSS.escape(address)}"]`);
  }

  /** @param {string} address @param {FormData} body @param {string} focused what has the focus afterwards */
  async #send(address, body, focused) {
    try {
      const answer = await fetch(address, { method: "POST", body });
      this.#show(new DOMParser().parseFromString(await answer.text(), "text/html"), focused);
    } catch {
      this.leave();
      this.#complain(this.dataset.offline ?? "");
    }
  }

  /** @param {Document} page @param {string} focused */
  #show(page, focused) {
    const fresh = page.querySelector("outline-arranger");
    const refusal = page.querySelector("main [role=alert]:not([hidden])")?.textContent?.trim() ?? "";
    this.held = null;
    if (!fresh) return this.#complain(refusal || (this.dataset.offline ?? ""));
    this.replaceChildren(...fresh.childNodes);
    this.#addGrips();
    /** @type {HTMLElement | null} */
    const target = this.querySelector(focused);
    const isShut = target instanceof HTMLButtonElement && target.disabled;
    /** @type {HTMLElement | null} */ (
      isShut ? target.parentElement?.querySelector("button:enabled") : target
    )?.focus();
    if (refusal) this.#complain(refusal);
    else announceNow(page.querySelector(".flash")?.textContent?.replace(/\s+/g, " ").trim() ?? "");
  }

  /** @param {string} words */
  #complain(words) {
    const place = this.querySelector("[data-problem]");
    if (place) place.textContent = words;
    place?.removeAttribute("hidden");
  }
}

/** @param {Element} item */
export const nameOf = (item) => item.querySelector(".heading-words")?.textContent?.trim() ?? "";
