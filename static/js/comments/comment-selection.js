// On a text that is only read: what is selected leads to a form that comments on it.
const LINES = "p, h3";

/**
 * Around a text, or several in an `article` each. `data-form`: where the form is, with which text it is; where {clause}
 * and {version} stand in it, those of the article; `data-label`: what the link says.
 * Positions are the line, among those with words, and the letter in it.
 */
export default class CommentSelection extends HTMLElement {
  #link = document.createElement("a");
  #stop = new AbortController();

  connectedCallback() {
    this.#link.className = "button comment-words";
    this.#link.hidden = true;
    this.#link.textContent = this.dataset.label ?? "";
    this.append(this.#link);
    document.addEventListener("selectionchange", () => this.#offer(), { signal: this.#stop.signal });
  }

  disconnectedCallback() {
    this.#stop.abort();
  }

  #offer() {
    const selection = window.getSelection();
    const range = selection?.rangeCount ? selection.getRangeAt(0) : null;
    const text = elementOf(range?.startContainer)?.closest(".text");
    const [from, to] = range && text && this.contains(text) && !range.collapsed ? positions(text, range) : [];
    this.#link.hidden = !from || !to || from === to;
    if (this.#link.hidden || !range) return;
    const { clause = "", version = "" } = text?.closest("article")?.dataset ?? {};
    const form = (this.dataset.form ?? "").replace("{clause}", clause).replace("{version}", version);
    this.#link.href = `${form}&from=${from}&to=${to}`;
    const top = range.getBoundingClientRect().top - this.getBoundingClientRect().top;
    this.#link.style.setProperty("--at", `${Math.max(top, 0)}px`);
  }
}

/** @param {Node | undefined} node */
const elementOf = (node) => (node instanceof Element ? node : node?.parentElement);

/** @param {Element} text @param {Range} range */
function positions(text, range) {
  return [position(text, range.startContainer, range.startOffset), position(text, range.endContainer, range.endOffset)];
}

/** @param {Element} text @param {Node} node @param {number} offset @returns {string} empty outside of the lines */
function position(text, node, offset) {
  const line = elementOf(node)?.closest(LINES);
  const number = line ? [...text.querySelectorAll(LINES)].filter(hasWords).indexOf(line) : -1;
  if (!line || number < 0) return "";
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(node, offset);
  return `${number}.${lengthOf(before.cloneContents())}`;
}

/** @param {Element} line */
const hasWords = (line) => /\S/.test(line.textContent ?? "");

/** The letters of a part of a line: a line break is one, a mark of what is invisible too; note calls are none. @param {DocumentFragment} part */
function lengthOf(part) {
  for (const call of part.querySelectorAll(".note-call, .line-call")) call.remove();
  return (part.textContent ?? "").replace(/⟨U\+[0-9A-F]+⟩/g, " ").length + part.querySelectorAll("br").length;
}
