/**
 * Lets a list be put in order by dragging; its buttons do the same without. Each item names, in `data-place`, where its
 * place is sent, and in `data-vote` its number: what is sent is the item before which it was dropped, or none for the end.
 */
export default class DragOrder extends HTMLElement {
  /** @type {HTMLElement | null} */
  #dragged = null;
  /** @type {Element | null} what followed it when the drag began */
  #next = null;
  #dropped = false;

  connectedCallback() {
    for (const item of this.#items()) item.draggable = true;
    this.addEventListener("dragstart", (event) => this.#start(event));
    this.addEventListener("dragover", (event) => this.#over(event));
    this.addEventListener("drop", (event) => this.#drop(event));
    this.addEventListener("dragend", () => this.#end());
  }

  #items() {
    return /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-place]"));
  }

  /** @param {DragEvent} event */
  #start(event) {
    this.#dragged = /** @type {HTMLElement} */ (event.target).closest("[data-place]");
    this.#dragged?.classList.add("dragged");
    this.#next = this.#dragged?.nextElementSibling ?? null;
    this.#dropped = false;
    event.dataTransfer?.setData("text/plain", this.#dragged?.dataset.vote ?? "");
  }

  /** The list shows at once where the item would stand. @param {DragEvent} event */
  #over(event) {
    if (!this.#dragged) return;
    event.preventDefault();
    const under = /** @type {Element} */ (event.target).closest("[data-place]");
    if (!under || under === this.#dragged) return;
    const { top, height } = under.getBoundingClientRect();
    under[event.clientY < top + height / 2 ? "before" : "after"](this.#dragged);
  }

  /** @param {DragEvent} event */
  #drop(event) {
    const form = this.querySelector("form");
    if (!this.#dragged || !form) return;
    event.preventDefault();
    this.#dropped = true;
    const next = /** @type {HTMLElement | null} */ (this.#dragged.nextElementSibling);
    if (next === this.#next) return;
    const before = Object.assign(document.createElement("input"), { type: "hidden", name: "before" });
    before.value = next?.dataset.vote ?? "";
    form.append(before);
    form.action = this.#dragged.dataset.place ?? "";
    form.requestSubmit();
  }

  /** What was dropped elsewhere goes back: the list never shows an order that is not that of the server. */
  #end() {
    if (!this.#dropped && this.#dragged) this.#dragged.parentElement?.insertBefore(this.#dragged, this.#next);
    this.#dragged?.classList.remove("dragged");
    this.#dragged = null;
  }
}
