// A text as a flat list of lines, each with the lists and quotes around it, and back: lists and quotes are put on and
// taken off line by line, as word processors do, whatever stands in what.
import { Fragment } from "prosemirror-model";
import { AllSelection, TextSelection } from "prosemirror-state";
import { LAST, schema } from "../../content/schema.js";

const { list_item: ITEM, paragraph, ordered_list: NUMBERED } = schema.nodes;

/** @typedef {import("prosemirror-model").Node} Node */
/** @typedef {import("prosemirror-model").NodeType} NodeType */
/** @typedef {import("prosemirror-state").EditorState} EditorState */
/** One list, list item or quote; the same object for all lines inside. @typedef {{ type: NodeType, attrs: any, bare?: boolean }} Box `bare`: an item without words of its own */
/** `block` is a paragraph or a heading, or null where a box is empty. @typedef {{ block: Node | null, boxes: Box[], chosen: boolean }} Line */

/** @param {NodeType} type */
export const isList = (type) => type === NUMBERED || type === schema.nodes.bullet_list;

/**
 * All lines of a document; `chosen` are those that the selection touches.
 * @param {EditorState} state @returns {Line[]}
 */
export function linesOf(state) {
  const found = known.get(state) ?? layOut(state);
  known.set(state, found);
  return found;
}

/** Every button asks, at every key. @type {WeakMap<EditorState, Line[]>} */
const known = new WeakMap();

/** @param {EditorState} state */
function layOut({ doc, selection: { from, to } }) {
  /** @type {Line[]} */
  const lines = [];
  /** @param {Node} node @param {number} start @param {Box[]} boxes */
  const walk = (node, start, boxes) => {
    if (!node.childCount) lines.push({ block: null, boxes, chosen: start <= to && start >= from });
    node.forEach((child, offset) => {
      const inside = start + offset + 1;
      const bare = child.type === ITEM && !child.firstChild?.isTextblock;
      if (!child.isTextblock) walk(child, inside, [...boxes, { type: child.type, attrs: child.attrs, bare }]);
      else lines.push({ block: child, boxes, chosen: inside <= to && inside + child.content.size >= from });
    });
  };
  walk(doc, 0, []);
  return chosenEnds(lines, doc, from, to);
}

/** A selection that ends before the first letter of a line has not taken that line. @param {Line[]} lines @param {Node} doc @param {number} from @param {number} to */
function chosenEnds(lines, doc, from, to) {
  const last = lines.findLast(({ chosen }) => chosen);
  const $to = doc.resolve(to);
  if (last && last !== lines.find(({ chosen }) => chosen) && from < to && $to.parent === last.block)
    last.chosen = $to.parentOffset > 0 || !$to.parent.content.size;
  return lines;
}

/**
 * A transaction that puts lines in the place of the whole text; the selection stays in the words it was in. Empty boxes
 * that were chosen have become paragraphs, the others stay as they are.
 * @param {EditorState} state @param {Line[]} lines as many as `linesOf` gave, in their order
 */
export function rewritten(state, lines) {
  const { doc, selection, tr } = state;
  const content = joined(tidied(lines), 0);
  const from = doc.content.findDiffStart(content);
  if (from === null) return tr;
  const { a, b } = /** @type {{ a: number, b: number }} */ (doc.content.findDiffEnd(content));
  const overlap = Math.max(0, from - Math.min(a, b));
  const next = doc.copy(content);
  tr.replace(from, a + overlap, next.slice(from, b + overlap));
  const hadLines = linesOf(state).some(({ block }) => block);
  if (selection instanceof AllSelection && hadLines) return tr.setSelection(new AllSelection(tr.doc));
  const [anchor, head] = [selection.anchor, selection.head].map((place) => moved(doc, tr.doc, place));
  return tr.setSelection(TextSelection.between(tr.doc.resolve(anchor), tr.doc.resolve(head)));
}

/** The same place in the same line of another document. @param {Node} before @param {Node} after @param {number} place */
function moved(before, after, place) {
  const starts = (/** @type {Node} */ doc) => {
    /** @type {number[]} */
    const all = [];
    doc.descendants((node, position) => {
      if (node.isTextblock || !node.childCount) all.push(position + (node.isTextblock ? 1 : 0));
      return !node.isTextblock;
    });
    return all;
  };
  const [old, now] = [starts(before), starts(after)];
  const line = Math.max(
    0,
    old.findLastIndex((start) => start <= place),
  );
  return Math.min((now[line] ?? 0) + Math.max(0, place - (old[line] ?? place)), after.content.size);
}

/** A list item begins with words of its own: one that has lost them gives up its place to what it holds. @param {Line[]} lines @returns {Line[]} */
function tidied(lines) {
  /** @type {Line | undefined} */
  let before;
  return lines.map((line) => {
    const boxes = [...line.boxes];
    for (let depth = 0; depth + 2 < boxes.length; ) {
      const [, item, inner] = boxes.slice(depth);
      const begins = item.type === ITEM && !item.bare && isList(inner.type) && before?.boxes[depth + 1] !== item;
      if (begins) boxes.splice(depth, 2);
      else depth += 1;
    }
    before = { ...line, boxes };
    return before;
  });
}

/** Lines in a row that share a box go into it together. @param {Line[]} lines @param {number} depth */
function joined(lines, depth) {
  /** @type {Node[]} */
  const nodes = [];
  /** @type {Map<Box, number>} how many items of a list have been seen */
  const counted = new Map();
  for (let at = 0; at < lines.length; ) {
    const box = lines[at].boxes[depth];
    let end = at + 1;
    while (box && lines[end]?.boxes[depth] === box) end += 1;
    if (box) {
      const inside = joined(lines.slice(at, end), depth + 1);
      nodes.push(box.type.create(numbered(box, counted.get(box) ?? 0), inside));
      counted.set(box, (counted.get(box) ?? 0) + inside.childCount);
    } else if (lines[at].block) nodes.push(/** @type {Node} */ (lines[at].block));
    at = end;
  }
  return Fragment.from(nodes);
}

/** A numbered list that was cut in two goes on counting, where a list may say where it starts. @param {Box} box @param {number} before items */
function numbered({ type, attrs }, before) {
  if (!before || type !== NUMBERED || !("start" in attrs)) return attrs;
  return { ...attrs, start: Math.min((attrs.start ?? 1) + before, LAST) };
}

/** An empty box that is chosen becomes a line one can type in; in a list, an item with one. @param {Line} line @returns {Line} */
export function filled(line) {
  if (line.block || !line.chosen) return line;
  const { boxes } = line;
  const isBare = boxes.length > 0 && isList(boxes[boxes.length - 1].type);
  return { ...line, block: paragraph.create(), boxes: isBare ? [...boxes, { type: ITEM, attrs: null }] : boxes };
}
