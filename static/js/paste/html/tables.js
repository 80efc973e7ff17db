// Tables, which a clause cannot hold, as lines: each row says its cells, each with the heading of its column.
import { said } from "../blocks.js";

const MAX_COLUMNS = 100; // that one cell may take
const NUMBER = /^[\s\d.,%€$£°/+−–-]*\d[\s\d.,%€$£°/+−–-]*$/;

/**
 * @typedef {import("../blocks.js").Block} Block
 * @typedef {import("../blocks.js").Run} Run
 * @typedef {{ blocks: Block[], isHeading: boolean }} Cell
 */

/**
 * The cells of a table, row by row; a cell over several rows or columns stands in the first of its columns in each row.
 * @param {Element} table @param {(cell: Element, row: Element) => Cell} read
 */
export function grid(table, read) {
  const rows = [...table.querySelectorAll("tr")].filter((row) => row.closest("table") === table);
  /** @type {(Cell | null | undefined)[][]} */
  const cells = rows.map(() => []);
  rows.forEach((row, line) => {
    let column = 0;
    for (const element of row.querySelectorAll(":scope > td, :scope > th")) {
      while (cells[line][column] !== undefined) column++;
      const cell = read(element, row);
      const [width, height] = ["colspan", "rowspan"].map((name) => span(element, name));
      for (let down = line; down < Math.min(line + height, rows.length); down++)
        for (let across = 0; across < width; across++) cells[down][column + across] = across ? null : cell;
      column += width;
    }
  });
  return cells.filter((row) => row.some((cell) => cell?.blocks.length));
}

/** @param {Element} cell @param {string} name */
const span = (cell, name) =>
  Math.min(Math.max(Number.parseInt(cell.getAttribute(name) ?? "1", 10) || 1, 1), MAX_COLUMNS);

/** Whether a table only sets things side by side, as mail programs do. @param {Element} table @param {(Cell | null | undefined)[][]} rows */
export function isLayout(table, rows) {
  if (table.getAttribute("role") === "presentation" || table.querySelector("table")) return true;
  const cells = rows.flat();
  const isWide = rows.some((row) => row.filter(Boolean).length > 1);
  return (
    !isWide || cells.some((cell) => cell?.blocks.some(({ kind }) => kind !== "p") || (cell?.blocks.length ?? 0) > 3)
  );
}

/**
 * The rows of a table as lines.
 * @param {(Cell | null | undefined)[][]} rows @param {{ colon: string, semicolon: string }} signs
 * @returns {Block[]}
 */
export function lines(rows, signs) {
  const [first, ...rest] = rows;
  const isHeaded = rest.length > 0 && hasHeadings(first, rest);
  const names = first.map((cell) => text(cell));
  return (isHeaded ? rest : rows).map((row) => {
    const parts = row.flatMap((cell, column) => {
      if (!cell || (isHeaded && !cell.blocks.length)) return [];
      const name = isHeaded && names[column] ? [{ words: `${names[column]}${signs.colon}` }] : [];
      return [[...name, ...runs(cell)]];
    });
    return { kind: "p", runs: joined(parts, isHeaded ? signs.semicolon : " | ") };
  });
}

/** Whether the first row names the columns. @param {(Cell | null | undefined)[]} first @param {(Cell | null | undefined)[][]} rest */
function hasHeadings(first, rest) {
  const names = first.filter((cell) => cell !== null).map((cell) => text(cell));
  if (new Set(names).size < names.length || names.filter(Boolean).length < 2) return false;
  if (first.every((cell) => !cell?.blocks.length || cell.isHeading)) return true;
  const isNumeric = (/** @type {Cell | null | undefined} */ cell) => NUMBER.test(text(cell));
  return !first.some(isNumeric) && rest.some((row) => row.some(isNumeric));
}

/** @param {Cell | null | undefined} cell */
const text = (cell) =>
  said(cell?.blocks ?? [])
    .replace(/\s+/g, " ")
    .trim();

/** @param {Cell} cell @returns {Run[]} */
function runs(cell) {
  const inside = cell.blocks.flatMap((block) => ("runs" in block ? [block.runs] : []));
  return joined(inside.length ? inside : [[{ words: "–" }]], " / ").map((run) =>
    run.words === "\n" ? { words: " / " } : { ...run, words: run.words.replaceAll("\n", " / ") },
  );
}

/** @param {Run[][]} parts @param {string} sign @returns {Run[]} */
const joined = (parts, sign) => parts.flatMap((part, place) => (place ? [{ words: sign }, ...part] : part));
