// Pasted text as blocks in a row: lines, quotes, items of lists. What stands between is gathered into lines.
import { MARKS } from "../content/schema.js";
import { tidy } from "./html/characters.js";

/**
 * @typedef {{ words: string, marks?: string[], href?: string }} Run words under the same marks, by their names in the schema;
 *   a line feed is a break
 * @typedef {{ kind: "p" | "h3", runs: Run[] }} Line
 * @typedef {{ kind: "quote", blocks: Block[] }} Quote
 * @typedef {{ kind: "item", level: number, readings: import("./lists/lists.js").Reading[], blocks: Block[], goesOn?: boolean }} Item
 *   one item of a list whose lists are not made yet; one that goes on belongs to the item before
 * @typedef {{ kind: "list", ordered: boolean, type: string, start: number, items: Block[][] }} List
 * @typedef {Line | Quote | Item | List} Block
 */

export class Gathering {
  /** @type {Block[]} */
  #blocks = [];
  /** @type {Line | null} */
  #line = null;

  /** @param {string} text @param {import("./html/marks.js").Marks} marks @param {boolean} isHeading */
  words(text, { names, href, isPre }, isHeading) {
    const said = tidy(text);
    const parts = isPre ? said.split(/(\n)/) : [said.replace(/[ \t\n]+/g, " ")];
    this.#line ??= { kind: isHeading ? "h3" : "p", runs: [] };
    const runs = parts.filter(Boolean).map((words) => ({ words, marks: names, href }));
    this.#line.runs.push(...runs);
  }

  break() {
    this.#line?.runs.push({ words: "\n" });
  }

  /** The next words begin a new line. */
  end() {
    const line = this.#line;
    this.#line = null;
    if (line) this.#blocks.push(...(line.kind === "p" ? apart(line.runs) : [line]).flatMap(trimmed));
  }

  /** @param {Block[]} blocks */
  add(...blocks) {
    this.end();
    this.#blocks.push(...blocks);
  }

  get blocks() {
    this.end();
    return this.#blocks;
  }
}

/** Lines that an empty line parts. @param {Run[]} runs @returns {Line[]} */
function apart(runs) {
  /** @type {Run[][]} */
  const lines = [[]];
  for (const run of runs) {
    const last = /** @type {Run[]} */ (lines.at(-1));
    let end = last.length;
    while (end && /^[ \u00a0]*$/.test(last[end - 1].words)) end--;
    if (run.words === "\n" && last[end - 1]?.words === "\n") {
      last.length = end - 1;
      lines.push([]);
    } else last.push(run);
  }
  return lines.map((line) => ({ kind: "p", runs: line }));
}

/** A line without spaces and breaks at its ends, nor two spaces in a row; none when nothing is left. @param {Line} line */
function trimmed({ kind, runs }) {
  /** @type {Run[]} */
  const kept = [];
  for (const run of runs) {
    const before = kept.at(-1)?.words ?? "\n";
    const words = /[ \n]$/.test(before) ? run.words.replace(/^ +/, "") : run.words;
    if (words) kept.push({ ...run, words: words.replace(/ {2,}/g, " ").replace(/ ?\n ?/g, "\n") });
  }
  cut(kept, /^[ \u00a0\n]+/, 0);
  cut(kept, /[ \u00a0\n]+$/, -1);
  return kept.length ? [/** @type {Line} */ ({ kind, runs: kept })] : [];
}

/** @param {Run[]} runs @param {RegExp} edge @param {0 | -1} end */
function cut(runs, edge, end) {
  while (runs.length) {
    const run = /** @type {Run} */ (runs.at(end));
    run.words = run.words.replace(edge, "");
    if (run.words) return;
    runs.splice(end, 1);
  }
}

/** Whether all words look as those of a heading do. @param {Run[]} runs */
export const isLikeHeading = (runs) =>
  runs.every(({ words, marks = [] }) => !words.trim() || marks.some((name) => MARKS[name].is_heading_look));

/** The words of some blocks without their marks. @param {Block[]} blocks @returns {string} */
export function said(blocks) {
  const texts = blocks.map((block) => {
    if ("runs" in block) return block.runs.map(({ words }) => words).join("");
    return said("items" in block ? block.items.flat() : block.blocks);
  });
  return texts.join(" ");
}
