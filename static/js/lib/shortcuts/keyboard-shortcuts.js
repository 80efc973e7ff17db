import { isForPage } from "./for-page.js";
import { move } from "./moves.js";

const STORAGE_KEY = "charter-shortcuts"; // in this browser: "off", or nothing

/**
 * Shortcuts of one key: search, next and previous, help. They can be turned off (WCAG 2.1.4), are silent while
 * somebody types, and leave every key with Ctrl, Alt or Meta to the browser and to assistive technology.
 */
export default class KeyboardShortcuts extends HTMLElement {
  connectedCallback() {
    this.help = /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
    this.onOff = /** @type {HTMLInputElement} */ (this.querySelector("input"));
    this.onOff.checked = remembered() !== "off";
    this.onOff.addEventListener("change", () => this.#set(this.onOff?.checked ?? true));
    const opener = /** @type {HTMLButtonElement} */ (this.querySelector("[data-open]"));
    opener.hidden = false;
    opener.addEventListener("click", () => this.help?.showModal());
    this.querySelector("[data-close]")?.addEventListener("click", () => this.help?.close());
    this.#set(this.onOff.checked);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.#press);
  }

  /** @param {boolean} isOn */
  #set(isOn) {
    remember(isOn ? "" : "off");
    document.removeEventListener("keydown", this.#press);
    if (isOn) document.addEventListener("keydown", this.#press);
    for (const field of searchFields()) {
      if (isOn) field.setAttribute("aria-keyshortcuts", "/");
      else field.removeAttribute("aria-keyshortcuts");
    }
  }

  #press = (/** @type {KeyboardEvent} */ event) => {
    if (!isForPage(event)) return;
    if (this.#acts(event.key)) event.preventDefault();
  };

  /** Does what a key stands for; whether it stands for anything. @param {string} key */
  #acts(key) {
    if (key === "/") this.#search();
    else if (key === "?") this.help?.showModal();
    else if (key === "j" || key === "k") return move(key === "j" ? 1 : -1);
    else return false;
    return true;
  }

  #search() {
    const field = searchFields().find((each) => each.checkVisibility());
    if (field) field.select();
    field?.focus();
    if (!field) location.assign(this.dataset.search ?? "/");
  }
}

/** The fields that search everything: that of the page of the search, then that of the header. */
const searchFields = () =>
  /** @type {HTMLInputElement[]} */ (
    ["main", "header"].flatMap((part) => [...document.querySelectorAll(`${part} [data-site-search] [type=search]`)])
  );

/** A private window may keep nothing. */
function remembered() {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

/** @param {string} value */
function remember(value) {
  try {
    if (value) localStorage.setItem(STORAGE_KEY, value);
    else localStorage.removeItem(STORAGE_KEY);
  } catch {
    // then until the page is left
  }
}
