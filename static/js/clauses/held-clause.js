/** The id of a clause. @param {Element} item */
export const idOf = (item) => item.id.replace("clause-", "");

/** A clause of the outline that is being moved: where it came from, and where it is held now. */
export class Held {
  /** @param {HTMLElement} item */
  constructor(item) {
    this.item = item;
    this.home = /** @type {HTMLElement} */ (item.parentElement);
    this.after = item.nextElementSibling;
    item.classList.add("is-held");
    item.querySelector(".grip")?.setAttribute("aria-pressed", "true");
  }

  get next() {
    return this.item.nextElementSibling;
  }

  /** The title of the section that it is in. */
  get section() {
    return this.item.closest("[data-section]")?.querySelector("h2")?.textContent?.trim() ?? "";
  }

  get hasMoved() {
    return this.item.parentElement !== this.home || this.next !== this.after;
  }

  /** Where it is, as the server is told. */
  get place() {
    const { next } = this;
    const section = /** @type {HTMLElement | null} */ (this.item.closest("[data-section]"));
    return next ? `clause.${idOf(next)}` : `end.${section?.dataset.section}`;
  }

  /** One place up or down, across the edge of its section. @param {boolean} isUp */
  step(isUp) {
    const beside = isUp ? this.item.previousElementSibling : this.next;
    if (beside) return isUp ? beside.before(this.item) : beside.after(this.item);
    const lists = [...(this.item.closest("outline-arranger")?.querySelectorAll("[data-section] > ol") ?? [])];
    const list = lists[lists.indexOf(/** @type {Element} */ (this.item.parentElement)) + (isUp ? -1 : 1)];
    if (list) isUp ? list.append(this.item) : list.prepend(this.item);
  }

  /** Held over another clause, or over a section. @param {Element} under @param {number} y */
  over(under, y) {
    const item = under.closest("[data-section] > ol > li");
    const box = item?.getBoundingClientRect();
    if (item && box && item !== this.item)
      y < box.top + box.height / 2 ? item.before(this.item) : item.after(this.item);
    const list = item ? null : under.closest("[data-section]")?.querySelector(":scope > ol");
    if (list && !list.contains(this.item)) list.append(this.item);
  }

  leave() {
    this.home.insertBefore(this.item, this.after);
    this.release();
  }

  release() {
    this.item.classList.remove("is-held");
    this.item.querySelector(".grip")?.setAttribute("aria-pressed", "false");
  }
}
