// The reasons why a form was refused: takes the focus, leads to the fields, and says so in the title for as long as it
// is there. The server has marked the fields, and made the links, already.
export default class ErrorSummary extends HTMLElement {
  connectedCallback() {
    const prefix = this.dataset.error;
    if (!prefix) return; // reasons that answer no form
    if (!document.title.startsWith(prefix)) document.title = prefix + document.title;
    this.addEventListener("click", (event) => this.#lead(event));
    if (!this.closest("live-part")) this.focus(); // which moves the focus itself, unless the person has gone on
  }

  disconnectedCallback() {
    const prefix = this.dataset.error ?? "";
    if (document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
  }

  /** @param {MouseEvent} event */
  #lead(event) {
    const link = /** @type {Element} */ (event.target).closest("a");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    for (let drawer = field.closest("details"); drawer; drawer = drawer.parentElement?.closest("details") ?? null)
      drawer.open = true;
    field.focus();
  }
}

/** Bring to life what a part of a page may bring. */
export function defineErrorSummary() {
  if (!customElements.get("error-summary")) customElements.define("error-summary", ErrorSummary);
}
