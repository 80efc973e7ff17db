const TOP_PX = 64; // from the top of the window within which a heading is being read
const MOVES = ["scroll", "resize", "hashchange"];

/**
 * Marks in the contents of a charter the clause that is being read, and keeps its entry in sight. On a phone the bar says
 * which one it is, and the contents open with its section alone unfolded.
 */
export default class ContentsGuide extends HTMLElement {
  #frame = 0;

  connectedCallback() {
    this.here = /** @type {HTMLElement} */ (this.querySelector("[data-here]"));
    this.entries = /** @type {HTMLAnchorElement[]} */ ([...this.querySelectorAll("a.contents-entry")]);
    for (const name of MOVES) window.addEventListener(name, this.#look, { passive: true });
    window.addEventListener("hashchange", this.#fold);
    this.#look();
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.#frame);
    for (const name of MOVES) window.removeEventListener(name, this.#look);
    window.removeEventListener("hashchange", this.#fold);
  }

  #look = () => {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#mark(this.#read());
    });
  };

  /** The entry of the clause at the top of the window; at the end of the page, of the one that was asked for, or the last. */
  #read() {
    const top = (/** @type {HTMLAnchorElement} */ { hash }) =>
      document.getElementById(hash.slice(1))?.getBoundingClientRect().top ?? Infinity;
    const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
    if (scrollTop + clientHeight < scrollHeight - 1) return this.entries?.filter((entry) => top(entry) < TOP_PX).at(-1);
    const asked = this.entries?.find(({ hash }) => hash === location.hash);
    return asked && top(asked) < clientHeight && top(asked) > 0 ? asked : this.entries?.at(-1);
  }

  /** @param {HTMLAnchorElement | undefined} here */
  #mark(here) {
    if (here?.hasAttribute("aria-current")) return;
    for (const entry of this.entries ?? []) entry.removeAttribute("aria-current");
    here?.setAttribute("aria-current", "location");
    const said = here ? [here.dataset.number, here.textContent?.trim()] : [];
    if (this.here) this.here.textContent = said.filter(Boolean).join(" · ");
    const list = /** @type {HTMLElement | null} */ (this.querySelector(".contents-list"));
    if (!here || !list || list.scrollHeight <= list.clientHeight) return;
    const [box, entry] = [list.getBoundingClientRect(), here.getBoundingClientRect()];
    if (entry.top < box.top || entry.bottom > box.bottom) list.scrollTop += entry.top - box.top - box.height / 3;
  }

  /** The bar of a phone has opened the contents: a hundred entries are too many for its screen. */
  #fold = () => {
    if (location.hash !== "#contents") return;
    const here = this.querySelector("[aria-current]");
    for (const section of this.querySelectorAll("details")) section.open = section.contains(here);
    here?.scrollIntoView({ block: "center" });
  };
}
