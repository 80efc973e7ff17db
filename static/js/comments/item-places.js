// Where the items of a shared text stand in the editor.
import { ySyncPluginKey } from "y-prosemirror";
import * as Y from "yjs";
import { schema } from "../content/schema.js";

/** @typedef {import("./editor-comments.js").Range} Range */
/** @typedef {import("./editor-comments.js").Span} Span */

/**
 * For each thread, where its items stand in each line, as far as they stand in the text.
 * @param {import("prosemirror-state").EditorState} state
 * @param {import("./editor-comments.js").Commented[]} commented
 * @returns {Map<number, Span[]>}
 */
export function spots(state, commented) {
  /** @type {Map<number, Span[]>} */
  const found = new Map();
  const { type } = ySyncPluginKey.getState(state) ?? {};
  if (!type || !commented.length) return found;
  const lines = [...type.createTreeWalker(isLine)].map(items);
  const starts = lineStarts(state.doc);
  if (lines.length !== starts.length) return found; // the editor is being filled
  for (const { id, ranges } of commented)
    found.set(
      id,
      lines.flatMap((line, place) => spans(line, ranges, starts[place])),
    );
  return found;
}

/** @typedef {{ client: number, clock: number, length: number, at: number }} Placed */

/** @param {any} node */
const isLine = (node) => node instanceof Y.XmlElement && schema.nodes[node.nodeName]?.isTextblock;

/** What is visible of the items of a line; of a line break, it is the element itself. @param {any} element @returns {Placed[]} */
function items(element) {
  /** @type {Placed[]} */
  const found = [];
  let at = 0;
  for (const child of visible(element))
    for (const item of child.content.type instanceof Y.XmlText ? visible(child.content.type) : [child]) {
      found.push({ client: item.id.client, clock: item.id.clock, length: item.length, at });
      at += item.length;
    }
  return found;
}

/** @param {any} type @returns {Iterable<any>} */
function* visible(type) {
  for (let item = type._start; item; item = item.right) if (!item.deleted && item.countable) yield item;
}

/** Where the text of each line that has any begins. @param {import("prosemirror-model").Node} doc */
function lineStarts(doc) {
  /** @type {number[]} */
  const starts = [];
  doc.descendants((node, position) => {
    if (node.isTextblock) starts.push(position + 1);
    return !node.isTextblock;
  });
  return starts;
}

/**
 * What was just put inside is shown as commented too, until the server has said whether it is: not if it is more than
 * what is around it.
 * @param {Placed[]} line @param {Range[]} ranges @param {number} start @returns {Span[]}
 */
function spans(line, ranges, start) {
  /** @type {(Span & { known: number })[]} */
  const found = [];
  for (const { from, to } of line.flatMap((item) => parts(item, ranges)).sort((one, other) => one.from - other.from)) {
    const before = found.at(-1);
    const known = (before?.known ?? 0) + to - from;
    if (before && 2 * known >= to - before.from) Object.assign(before, { to, known });
    else found.push({ from, to, known: to - from });
  }
  return found.map(({ from, to }) => ({ from: start + from, to: start + to }));
}

/** Which parts of an item are in some ranges. @param {Placed} item @param {Range[]} ranges @returns {Span[]} */
function parts(item, ranges) {
  return ranges.flatMap(([client, clock, length]) => {
    const [from, to] = [Math.max(clock, item.clock), Math.min(clock + length, item.clock + item.length)];
    const at = item.at - item.clock;
    return client === item.client && from < to ? [{ from: at + from, to: at + to }] : [];
  });
}
