// Lists and quotes put around the selected lines, and taken off.

import { schema } from "../../content/schema.js";
import { isList } from "./lines.js";

const { nodes } = schema;

/** @typedef {import("prosemirror-model").NodeType} NodeType */
/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("./lines.js").Box} Box */

/** The innermost list around a line, as the place of its box. @param {Line} line */
export const innermost = ({ boxes }) => boxes.findLastIndex(({ type }) => isList(type));

/** Only the selected lines, changed. @param {(line: Line) => Partial<Line>} change */
const each = (change) => (/** @type {Line[]} */ lines) =>
  lines.map((line) => (line.chosen ? { ...line, ...change(line) } : line));

/** @param {NodeType} type */
export const turnInto = (type) =>
  each(({ block }) => ({ block: block && type.create(null, block.content, block.marks) }));

/** @param {(type: NodeType) => boolean} test */
const without = (test) => each(({ boxes }) => ({ boxes: boxes.filter(({ type }) => !test(type)) }));

/** All lines that stand directly in an item are selected with any of them. @param {Line[]} lines */
function wholeItems(lines) {
  const items = new Set(lines.filter(({ chosen }) => chosen).map((line) => line.boxes[innermost(line) + 1]));
  return lines.map((line) => {
    const place = innermost(line);
    return place >= 0 && items.has(line.boxes[place + 1]) ? { ...line, chosen: true } : line;
  });
}

/** Out of all lists, those around them too. @param {Line[]} lines */
export const unlisted = (lines) => without((type) => isList(type) || type === nodes.list_item)(wholeItems(lines));

/** @param {NodeType} type @returns {(lines: Line[]) => Line[]} */
export const listed = (type) => (lines) => {
  const items = new Set(lines.filter((line) => line.chosen).map((line) => line.boxes[innermost(line) + 1]));
  /** @type {Map<Box, Box>} each list that is converted, and what becomes of it */
  const converted = new Map();
  const convert = (/** @type {Box} */ old) => {
    if (old.type !== type && !converted.has(old)) converted.set(old, list(type));
    return converted.get(old) ?? old;
  };
  const all = lines.map(({ block, boxes, chosen }) => {
    const kept = boxes.map((box, at) => (isList(box.type) && items.has(boxes[at + 1]) ? convert(box) : box));
    const bare = chosen && !boxes.some((box) => isList(box.type));
    return { block, chosen, boxes: bare ? [...kept, list(type), item()] : kept };
  });
  return neighbours(all, type);
};

/** @param {NodeType} type @returns {Box} */
const list = (type) => ({ type, attrs: /** @type {any} */ (type).defaultAttrs });
const item = () => ({ type: nodes.list_item, attrs: null });

/** Selected lines join a list of the same kind that stands right before or after them, at the same place. @param {Line[]} lines @param {NodeType} type */
function neighbours(lines, type) {
  /** @type {Map<Box, Box>} */
  const same = new Map();
  const first = (/** @type {Box} */ box) => same.get(box) ?? box;
  lines.forEach((line, at) => {
    const before = lines[at - 1];
    if (!before || !(line.chosen || before.chosen)) return;
    const apart = line.boxes.findIndex((box, depth) => first(box) !== first(before.boxes[depth] ?? {}));
    const [left, right] = [before.boxes[apart], line.boxes[apart]];
    const goesOn = line.chosen || (right?.attrs?.start ?? 1) === 1; // another number says that it is another list
    if (left?.type === type && right?.type === type && goesOn && !same.has(right)) same.set(right, first(left));
  });
  return lines.map((line) => ({ ...line, boxes: line.boxes.map(first) }));
}

/** A quote goes around whole lists, and into the items of lists that are selected in part. @param {Line[]} lines */
export function quoted(lines) {
  const quote = { type: nodes.blockquote, attrs: null };
  const parts = new Set(lines.filter((line) => !line.chosen).flatMap(({ boxes }) => boxes));
  /** @type {Map<Box, Box>} one quote in each item */
  const inner = new Map();
  return each((line) => {
    const { boxes } = line;
    if (boxes.some(({ type }) => type === nodes.blockquote)) return {};
    if (!parts.has(boxes[0])) return { boxes: [quote, ...boxes] };
    const own = boxes[boxes.length - 1];
    if (!inner.has(own)) inner.set(own, { ...quote });
    return { boxes: [...boxes, /** @type {Box} */ (inner.get(own))] };
  })(lines);
}

export const unquoted = without((type) => type === nodes.blockquote);
