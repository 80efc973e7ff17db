// The style of an element as its program wrote it: what the classes of its style sheets say, then its own. Word's `mso-`
// properties are no CSS to a browser, so the texts are read here.

import { MARKS } from "../../content/schema.js";
import { sheetsOf, styleOf } from "./parse.js";

const OF_MARKS = new Set(Object.values(MARKS).map(({ css }) => css?.property));
const READ =
  /^(font|text-decoration|text-decoration-line|display|visibility|white-space|list-style|list-style-type|margin-left|mso-(hide|list|element|special-character|spacerun|tab-count|level-number-format))$/;
const DECLARATION = /([\w-]+)\s*:\s*((?:"[^"]*"|'[^']*'|[^;"'])*)/g;
const MAX_STYLE_CHARACTERS = 20_000; // of one style that are read
const MAX_RULES = 500;

/** @typedef {Record<string, string>} Style */

/** @param {string} text @returns {Style} */
function declarations(text) {
  const found = [...text.slice(0, MAX_STYLE_CHARACTERS).matchAll(DECLARATION)];
  const named = found.map(([, name, value]) => [name.toLowerCase(), value.replace(/!important/i, "").trim()]);
  return Object.fromEntries(named.filter(([name]) => OF_MARKS.has(name) || READ.test(name)));
}

/** The rules of a style sheet: what stands before each brace, and what stands in it. @param {string} sheet */
function rules(sheet) {
  const text = sheet.replaceAll("<!--", "").replaceAll("-->", "");
  const plain = text.split("/*").map((part, place) => (place ? (part.split("*/")[1] ?? "") : part));
  return plain
    .join("")
    .split("}")
    .map((chunk) => chunk.split("{"))
    .filter((parts) => parts.length > 1)
    .map((parts) => ({ selector: parts.at(-2)?.trim() ?? "", style: declarations(parts.at(-1) ?? "") }));
}

/** @param {Document} page @param {string} selector */
function isSelector(page, selector) {
  try {
    page.querySelector(selector);
    return true;
  } catch {
    return false; // what no browser knows, such as Word's `@list`
  }
}

export class Styles {
  /** @param {Document} page */
  constructor(page) {
    const all = sheetsOf(page).flatMap(rules);
    const telling = all.filter(({ style }) => Object.keys(style).length);
    const known = telling.filter(({ selector }) => isSelector(page, selector)).slice(0, MAX_RULES);
    const isNarrow = (/** @type {{ selector: string }} */ { selector }) => /[.#]/.test(selector);
    this.rules = [...known.filter((rule) => !isNarrow(rule)), ...known.filter(isNarrow)];
    this.lists = new Map(
      telling
        .filter(({ selector }) => selector.startsWith("@list"))
        .map(({ selector, style }) => [selector.slice(5).trim(), style["mso-level-number-format"] ?? ""]),
    );
  }

  /** @param {Element} element @returns {Style} */
  of(element) {
    const said = this.rules.filter(({ selector }) => element.matches(selector)).map(({ style }) => style);
    return Object.assign({}, ...said, declarations(styleOf(element)));
  }
}
