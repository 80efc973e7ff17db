// Reads the elements of pasted HTML into blocks, and notes what cannot be kept.
import { isLink } from "../content/schema.js";
import { Gathering, isLikeHeading } from "./blocks.js";
import { inside } from "./html/marks.js";
import { emoji, loss } from "./html/omitted.js";
import { Styles } from "./html/styles.js";
import { grid, isLayout, lines } from "./html/tables.js";
import { htmlList, wordItem } from "./lists/items.js";
import { Fields, isSpace } from "./word.js";

const BLOCKS = new Set(
  (
    "address article aside body caption center dd details dialog div dl dt fieldset figcaption figure footer form " +
    "header hgroup hr legend li main nav p pre section summary tbody td tfoot th thead tr google-sheets-html-origin"
  ).split(" "),
);
const HEADING = /^(h[1-6]|MsoTitle|MsoSubtitle|MsoHeading\d?)$/;
const MAX_DEPTH = 600; // elements inside one another; what stands deeper is left out

/**
 * @typedef {import("./blocks.js").Block} Block
 * @typedef {import("./html/styles.js").Style} Style
 * @typedef {{ marks: import("./html/marks.js").Marks, depth: number, level: number, isHeading?: boolean,
 *   marker?: { text: string } }} Context `level` of the lists around; `marker` takes that of the Word item being read
 */

export class Reader {
  /** @type {Set<string>} */
  losses = new Set();
  fields = new Fields();

  /** @param {Document} page @param {{ colon: string, semicolon: string }} signs */
  constructor(page, signs) {
    this.styles = new Styles(page);
    this.signs = signs;
  }

  /** @param {Node} node @param {Context} context @param {Gathering} into */
  read(node, context, into) {
    if (node.nodeType === Node.TEXT_NODE) this.#words(node.nodeValue ?? "", context, into);
    if (!(node instanceof Element)) return;
    if (context.depth > MAX_DEPTH) {
      this.losses.add("rest");
      return;
    }
    const style = this.styles.of(node);
    const why = loss(node, style);
    if (why) this.#lose(node, why, context, into);
    else this.#element(node, style, { ...context, marks: inside(node, style, context.marks) }, into);
  }

  /** @param {Element} element @param {Context} context @param {Gathering} into */
  children(element, context, into) {
    for (const child of element.childNodes) this.read(child, { ...context, depth: context.depth + 1 }, into);
  }

  /** The blocks inside an element, by themselves. @param {Element} element @param {Context} context */
  apart(element, context) {
    const inner = new Gathering();
    this.children(element, context, inner);
    return inner.blocks;
  }

  /** @param {string} text @param {Context} context @param {Gathering} into */
  #words(text, { marks, isHeading = false }, into) {
    if (this.fields.isCode) return;
    if (marks.struck) {
      if (text.trim()) this.losses.add("struck");
      return;
    }
    if (marks.isUnderlined && !marks.href && text.trim()) this.losses.add("underlining");
    into.words(text, marks, isHeading);
  }

  /** @param {Element} element @param {string} why @param {Context} context @param {Gathering} into */
  #lose(element, why, context, into) {
    const letter = emoji(element);
    if (letter) this.#words(letter, context, into);
    else if (why !== "hidden" || element.textContent?.trim()) this.losses.add(why);
  }

  /** @param {Element} element @param {Style} style @param {Context} context @param {Gathering} into */
  #element(element, style, context, into) {
    const tag = element.localName;
    if (tag === "br") into.break();
    else if (style["mso-element"]?.startsWith("field-")) this.fields.take(style["mso-element"]);
    else if (style["mso-list"] === "Ignore") this.#marker(element, context, into);
    else if (isSpace(element, style)) this.#words(" ", context, into);
    else if (tag === "ul" || tag === "ol") htmlList(this, element, style, context, into);
    else if (tag === "table") this.#table(element, context, into);
    else if (tag === "blockquote") into.add({ kind: "quote", blocks: this.apart(element, context) });
    else this.#plain(element, style, context, into);
  }

  /** @param {Element} element @param {Style} style @param {Context} context @param {Gathering} into */
  #plain(element, style, context, into) {
    const names = [element.localName, ...element.classList];
    const isHeading = names.some((name) => HEADING.test(name)) || element.getAttribute("role") === "heading";
    if (!isHeading && /^\S+ level\d/.test(style["mso-list"] ?? ""))
      return into.add(...wordItem(this, element, style["mso-list"], context));
    if (element.localName === "a") this.#checkLink(element.getAttribute("href") ?? "");
    if (!BLOCKS.has(element.localName) && !isHeading) return this.children(element, context, into);
    into.end();
    this.children(element, isHeading ? { ...context, isHeading } : context, into);
    into.end();
  }

  /** @param {string} href */
  #checkLink(href) {
    if (href && !href.startsWith("#") && !isLink(href.trim())) this.losses.add("links");
  }

  /** The marker of an item is told by its list; that of a heading stays with its words. @param {Element} element @param {Context} context @param {Gathering} into */
  #marker(element, context, into) {
    const text = (element.textContent ?? "").replace(/[\s\u00a0]+/g, " ");
    if (context.marker) context.marker.text += text;
    else if (context.isHeading) this.#words(`${text.trim()} `, context, into);
  }

  /** @param {Element} table @param {Context} context @param {Gathering} into */
  #table(table, context, into) {
    for (const caption of table.querySelectorAll(":scope > caption")) this.read(caption, context, into);
    const rows = grid(table, (cell, row) => this.#cell(cell, row, context));
    if (!rows.length) return into.end();
    if (isLayout(table, rows)) return into.add(...rows.flat().flatMap((cell) => cell?.blocks ?? []));
    this.losses.add("tables");
    into.add(...lines(rows, this.signs));
  }

  /** @param {Element} cell @param {Element} row @param {Context} context */
  #cell(cell, row, context) {
    const around = this.styles.of(row);
    const style = this.styles.of(cell);
    const marks = inside(cell, style, inside(row, around, context.marks));
    const isLost = loss(row, around) || loss(cell, style);
    const blocks = isLost ? [] : this.apart(cell, { ...context, level: 0, marks });
    const runs = blocks.flatMap((block) => ("runs" in block ? block.runs : []));
    return { blocks, isHeading: cell.localName === "th" || Boolean(cell.closest("thead")) || isLikeHeading(runs) };
  }
}
