// Lists. Programs write them as items in a row, each with its level; here they become lists inside one another, each
// with its kind and the number of its first item.

/**
 * One way to read the marker of an item: "i." may be the letter or the roman number.
 * @typedef {{ ordered: boolean, type: string, number: number | null }} Reading type as in HTML: "", "a", "A", "i", "I"
 * @typedef {import("../blocks.js").Block} Block
 * @typedef {import("../blocks.js").List} List
 * @typedef {import("../blocks.js").Item} Item
 */

const BULLET = { ordered: false, type: "", number: null };
const TYPES = { "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A" };
const ROMAN_TYPES = { "lower-roman": "i", "upper-roman": "I" };
const WORD_FORMATS = { "alpha-lower": "a", "alpha-upper": "A", "roman-lower": "i", "roman-upper": "I" };
const DIGITS = { i: 1, v: 5, x: 10, l: 50, c: 100 };
const MAX_NUMBER = 9999;

/**
 * The ways to read a marker such as "3.", "b)" or "(iv)"; none when it is words that a list cannot say, such as "1.2".
 * @param {string} marker @param {string} format what Word says of the level
 * @returns {Reading[]}
 */
export function readings(marker, format) {
  const text = marker.replace(/[\s\u00a0]+/g, "");
  const number = /^\(?(\d{1,4})[.)]?\)?$/.exec(text);
  if (number) return [{ ordered: true, type: "", number: Number(number[1]) }];
  const letters = /^\(?([a-z]|[ivxlc]+|[A-Z]|[IVXLC]+)[.)]\)?$/.exec(text);
  if (letters) return lettered(letters[1], WORD_FORMATS[/** @type {keyof typeof WORD_FORMATS} */ (format)]);
  if (text.length < 2 || format === "bullet") return [BULLET];
  return /[\p{L}\p{N}]/u.test(text) ? [] : [BULLET];
}

/** @param {string} letters @param {string | undefined} known @returns {Reading[]} */
function lettered(letters, known) {
  const isLower = letters === letters.toLowerCase();
  const found = [];
  if (/^[ivxlc]+$/i.test(letters)) found.push({ ordered: true, type: isLower ? "i" : "I", number: roman(letters) });
  const letter = { ordered: true, type: isLower ? "a" : "A", number: letters.toLowerCase().charCodeAt(0) - 96 };
  if (letters.length === 1) /i/i.test(letters) ? found.push(letter) : found.unshift(letter);
  return known ? found.filter(({ type }) => type === known) : found;
}

/** @param {string} letters */
function roman(letters) {
  const values = [...letters.toLowerCase()].map((each) => DIGITS[/** @type {keyof typeof DIGITS} */ (each)]);
  return values.reduce((sum, value, place) => sum + (value < (values[place + 1] ?? 0) ? -value : value), 0);
}

/**
 * How an item of an HTML list is marked.
 * @param {Element} list @param {Element} item @param {string} said its `list-style-type`
 * @param {number} number @returns {Reading}
 */
export function reading(list, item, said, number) {
  const isBullet = /\b(disc|circle|square)\b/.test(said);
  const isNumbered = /decimal|alpha|latin|roman/.test(said);
  if (isBullet || (list.localName !== "ol" && !isNumbered)) return BULLET;
  const styled = Object.entries({ ...TYPES, ...ROMAN_TYPES }).find(([name]) => said.includes(name))?.[1];
  const type = styled ?? item.getAttribute("type") ?? list.getAttribute("type") ?? "";
  const isKnown = number >= 0 && number <= MAX_NUMBER;
  return { ordered: true, type: /^[aAiI]$/.test(type) ? type : "", number: isKnown ? number : null };
}

/** Blocks whose items have become lists. @param {Block[]} blocks @returns {Block[]} */
export function assembled(blocks) {
  /** @type {Block[]} */
  const made = [];
  /** @type {{ level: number, list: List, next: number }[]} */
  let open = [];
  for (const block of blocks) {
    if (block.kind === "item") {
      place(block, made, open);
      continue;
    }
    open = [];
    made.push(block.kind === "quote" ? { ...block, blocks: assembled(block.blocks) } : block);
  }
  return made;
}

/** @param {Item} item @param {Block[]} made @param {{ level: number, list: List, next: number }[]} open */
function place(item, made, open) {
  while (open.length && /** @type {any} */ (open.at(-1)).level > item.level) open.pop();
  const inside = assembled(item.blocks);
  let here = open.at(-1)?.level === item.level ? open.at(-1) : undefined;
  if (item.goesOn && here) {
    here.list.items.at(-1)?.push(...inside);
    return;
  }
  const following = here && item.readings.find((each) => follows(each, /** @type {any} */ (here)));
  if (here && !following) {
    open.pop();
    here = undefined;
  }
  const { ordered, type, number } = following ?? item.readings[0] ?? BULLET;
  if (!here) {
    const list = /** @type {List} */ ({ kind: "list", ordered, type, start: number ?? 1, items: [] });
    (open.at(-1)?.list.items.at(-1) ?? made).push(list);
    here = { level: item.level, list, next: number ?? 1 };
    open.push(here);
  }
  here.list.items.push(inside);
  here.next = (number ?? here.next) + 1;
}

/** @param {Reading} reading @param {{ list: List, next: number }} open */
function follows({ ordered, type, number }, { list, next }) {
  return ordered === list.ordered && type === list.type && (!ordered || number === null || number === next);
}

/** What stands before an item where it cannot be one of a list. @param {List} list @param {number} place */
export function marker(list, place) {
  if (!list.ordered) return "• ";
  const number = list.start + place;
  if (list.type.toLowerCase() !== "a" || number < 1 || number > 26) return `${number}. `;
  return `${String.fromCharCode(list.type.charCodeAt(0) + number - 1)}) `;
}
