/** Highlights all the words of one contributor, and their entry in the list, while one of them is pointed at, touched or reached by the keyboard. */
export default class ContributorHighlighter extends HTMLElement {
  connectedCallback() {
    this.page = /** @type {HTMLElement} */ (this.closest("main"));
    for (const name of ["pointerover", "focusin", "click"]) this.page.addEventListener(name, this.#point);
    document.addEventListener("selectionchange", this.#select);
    const pointed = /** @type {HTMLElement | null} */ (
      this.page.querySelector("[data-contributor]:is(:hover, :focus-within)")
    );
    if (pointed) this.#highlight(new Set([pointed.dataset.contributor])); // since before this script was there
  }

  disconnectedCallback() {
    for (const name of ["pointerover", "focusin", "click"]) this.page?.removeEventListener(name, this.#point);
    document.removeEventListener("selectionchange", this.#select);
  }

  #point = (/** @type {Event} */ event) => {
    if (document.getSelection()?.isCollapsed === false) return; // selected words keep their light
    const found = /** @type {HTMLElement | null} */ (
      /** @type {Element} */ (event.target).closest("[data-contributor]")
    );
    this.#highlight(new Set(found ? [found.dataset.contributor] : []));
  };

  #select = () => {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed) return;
    const touched = [...this.querySelectorAll("[data-contributor]")].filter((words) =>
      selection.containsNode(words, true),
    );
    if (touched.length)
      this.#highlight(new Set(touched.map((words) => /** @type {HTMLElement} */ (words).dataset.contributor)));
  };

  /** @param {Set<string | undefined>} contributors */
  #highlight(contributors) {
    const all = /** @type {NodeListOf<HTMLElement>} */ (this.page?.querySelectorAll("[data-contributor]"));
    for (const each of all) each.toggleAttribute("data-lit", contributors.has(each.dataset.contributor));
  }
}
