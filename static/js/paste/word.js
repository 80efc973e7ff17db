// What only Word writes.
import { styleOf } from "./html/parse.js";

/** Its fields: a code, such as `PAGEREF _Toc1`, then what the code gives, which is read. */
export class Fields {
  /** @type {boolean[]} */
  #open = [];

  /** Whether the words are a field's code. */
  get isCode() {
    return this.#open.includes(true);
  }

  /** @param {string} part "field-begin", "field-separator" or "field-end" */
  take(part) {
    if (part === "field-begin") this.#open.push(true);
    else if (part === "field-end") this.#open.pop();
    else if (this.#open.length) this.#open[this.#open.length - 1] = false;
  }
}

/** Whether an element is the room that a tab or a run of spaces takes. @param {Element} element @param {import("./html/styles.js").Style} style */
export function isSpace(element, style) {
  if (element.localName !== "span" || element.children.length) return false;
  const text = element.textContent ?? "";
  const isMade = "mso-tab-count" in style || "mso-spacerun" in style || element.className === "Apple-converted-space";
  return /^[\s\u00a0]*$/.test(text) && (isMade || (!element.attributes.length && text === "\u00a0"));
}

/**
 * A mail that was sent on has lost Word's own properties: an item is then known by its class, its marker by the small
 * font of the room after it, its level by its margin.
 * @param {Document} page
 */
export function restoreLists(page) {
  for (const item of page.querySelectorAll("[class^=MsoListParagraph]:not([data-style*=mso-list])")) {
    const room = [...item.querySelectorAll("span")].find((span) => /font:\s*7(\.0)?pt/.test(styleOf(span)));
    const marker = room?.parentElement;
    if (!marker || marker === item) continue;
    const [, size = "36", unit = "pt"] = /margin-left:\s*([\d.]+)(pt|cm|in)/.exec(styleOf(item)) ?? [];
    const level = Math.round((Number(size) * (POINTS[unit] ?? 0)) / 36) || 1;
    item.setAttribute("data-style", `mso-list:l0 level${Math.min(level, 9)} lfo0`);
    marker.setAttribute("data-style", "mso-list:Ignore");
  }
}

/** In a unit. @type {Record<string, number>} */
const POINTS = { pt: 1, cm: 28.35, in: 72 };
