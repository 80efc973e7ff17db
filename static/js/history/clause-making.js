import { announce } from "../lib/announce.js";
import { fetchPart } from "../lib/live/fetch-part.js";

const still = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Plays the making of a clause: fetches one step after the other, each rendered by the server, and says who and when.
 * Arrow keys go one step back or on, Escape stops playing. Without this file, the links and the form do the same.
 */
export default class ClauseMaking extends HTMLElement {
  #asked = 0;
  #playing = false;
  #timer = 0;

  connectedCallback() {
    if (!this.#range) return; // one step alone: nothing to play
    for (const each of this.querySelectorAll("[data-player], [data-pace]")) each.removeAttribute("hidden");
    this.querySelector("[data-show]")?.setAttribute("hidden", "");
    this.#range.addEventListener("input", () => this.#goTo(Number(this.#range?.value)));
    this.addEventListener("submit", (event) => event.preventDefault());
    this.addEventListener("click", (event) => this.#click(event));
    this.addEventListener("keydown", (event) => this.#key(event));
    const wanted = Number(this.#range.value); // somebody may have moved it before this file came
    if (wanted === this.#place.at) this.#describe();
    else this.#goTo(wanted);
  }

  disconnectedCallback() {
    this.#stop();
  }

  get #range() {
    return /** @type {HTMLInputElement | null} */ (this.querySelector("input[type=range]"));
  }

  get #button() {
    return /** @type {HTMLButtonElement} */ (this.querySelector("[data-player]"));
  }

  /** Where the step on the page is among all: `at`, from 1, of so `many`. */
  get #place() {
    const step = /** @type {HTMLElement} */ (this.querySelector(".step"));
    return { at: Number(step.dataset.at), many: Number(step.dataset.many) };
  }

  /** @param {Event} event */
  #click(event) {
    const target = /** @type {HTMLElement} */ (event.target);
    const link = /** @type {HTMLAnchorElement | null} */ (target.closest("a[rel]"));
    if (target.closest("[data-player]")) {
      if (this.#playing) this.#stop();
      else this.#play();
    } else if (link && !(/** @type {MouseEvent} */ (event).ctrlKey) && !(/** @type {MouseEvent} */ (event).metaKey)) {
      event.preventDefault();
      this.#goTo(Number(new URL(link.href).searchParams.get("at")), true);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape") this.#stop();
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const own = /** @type {HTMLElement} */ (event.target).matches("input, select");
    if (!step || own || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const { at, many } = this.#place;
    this.#goTo(Math.min(Math.max(at + step, 1), many), true);
  }

  #play() {
    this.#playing = true;
    this.#button.textContent = this.dataset.pause ?? "";
    const { at, many } = this.#place;
    this.#next(at < many ? at + 1 : 1);
  }

  #stop() {
    clearTimeout(this.#timer);
    this.#playing = false;
    if (this.#range) this.#button.textContent = this.dataset.play ?? "";
  }

  /** Show a step, then the next after a while. @param {number} at */
  async #next(at) {
    if (!(await this.#show(at, true)) || !this.#playing) return;
    const { at: here, many } = this.#place;
    if (here >= many) return this.#stop();
    if (!still.matches) this.querySelector(".line:not(.line-same)")?.scrollIntoView({ block: "nearest" });
    const pace = /** @type {HTMLSelectElement} */ (this.querySelector("#pace")).value;
    this.#timer = window.setTimeout(() => this.#next(here + 1), Number(pace));
  }

  /** Stop playing and show a step. @param {number} at @param {boolean} [aloud] */
  #goTo(at, aloud = false) {
    this.#stop();
    this.#show(at, aloud);
  }

  /** Whether the step is there now; not when a later wish overtook it, or the line is down. @param {number} at @param {boolean} aloud */
  async #show(at, aloud) {
    this.#asked += 1;
    const asked = this.#asked;
    const html = await fetchPart(`${this.dataset.src}?at=${at}`).catch(() => null);
    if (asked !== this.#asked) return false;
    this.#complain(html === null);
    if (html === null) return false;
    const place = /** @type {HTMLElement} */ (this.querySelector("[data-step]"));
    const focused = place.contains(document.activeElement) ? document.activeElement?.getAttribute("rel") : null;
    place.innerHTML = html;
    const again = focused ? (this.querySelector(`a[rel=${focused}]`) ?? this.#range) : null;
    /** @type {HTMLElement | null} */ (again)?.focus();
    this.#describe();
    if (aloud) announce(this.#said);
    return true;
  }

  /** @param {boolean} isDown */
  #complain(isDown) {
    const alert = /** @type {HTMLElement} */ (this.querySelector(":scope > [role=alert]"));
    alert.textContent = isDown ? (this.dataset.offline ?? "") : "";
    alert.hidden = !isDown;
    if (isDown) this.#stop();
  }

  get #said() {
    return this.querySelector(".step-said")?.textContent?.replace(/\s+/g, " ").trim() ?? "";
  }

  /** Let the range and the address say which step it is. */
  #describe() {
    const { at, many } = this.#place;
    const range = /** @type {HTMLInputElement} */ (this.#range);
    range.max = String(many);
    range.value = String(at);
    range.setAttribute("aria-valuetext", this.#said);
    history.replaceState(history.state, "", `?at=${at}`);
  }
}
