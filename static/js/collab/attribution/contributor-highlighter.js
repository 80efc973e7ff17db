/** Points out all the words of one hand, and the hand in the list, while one of them is pointed at, touched or reached by the keyboard. */
export default class HandFinder extends HTMLElement {
  connectedCallback() {
    this.page = /** @type {HTMLElement} */ (this.closest("main"));
    for (const name of ["pointerover", "focusin", "click"]) this.page.addEventListener(name, this.#point);
    document.addEventListener("selectionchange", this.#select);
    const pointed = /** @type {HTMLElement | null} */ (
      this.page.querySelector("[data-hand]:is(:hover, :focus-within)")
    );
    if (pointed) this.#light(new Set([pointed.dataset.hand])); // since before this script was there
  }

  disconnectedCallback() {
    for (const name of ["pointerover", "focusin", "click"]) this.page?.removeEventListener(name, this.#point);
    document.removeEventListener("selectionchange", this.#select);
  }

  #point = (/** @type {Event} */ event) => {
    if (document.getSelection()?.isCollapsed === false) return; // selected words keep their light
    const found = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-hand]"));
    this.#light(new Set(found ? [found.dataset.hand] : []));
  };

  #select = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return;
    const touched = [...this.querySelectorAll("[data-hand]")].filter((words) => selection.containsNode(words, true));
    if (touched.length) this.#light(new Set(touched.map((words) => /** @type {HTMLElement} */ (words).dataset.hand)));
  };

  /** @param {Set<string | undefined>} hands */
  #light(hands) {
    const all = /** @type {NodeListOf<HTMLElement>} */ (this.page?.querySelectorAll("[data-hand]"));
    for (const each of all) each.toggleAttribute("data-lit", hands.has(each.dataset.hand));
  }
}
