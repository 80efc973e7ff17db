// Which items of the shared document hold the selected words.
import { absolutePositionToRelativePosition, ySyncPluginKey } from "y-prosemirror";
import * as Y from "yjs";

/** @typedef {[client: number, clock: number, length: number]} Range */
/** @typedef {import("prosemirror-state").EditorState} EditorState */

/** The items of the selection, or of the letter at the caret, as they read. @param {EditorState} state @returns {Range[]} */
export function selectedItems(state) {
  const span = wordsOf(state);
  const { type, binding, doc } = ySyncPluginKey.getState(state);
  if (!span || !binding) return [];
  const [start, end] = span.map((position) =>
    Y.createAbsolutePositionFromRelativePosition(
      absolutePositionToRelativePosition(position, type, binding.mapping),
      doc,
    ),
  );
  return start && end ? joined([...between(type, start, end)]) : [];
}

/** From the first selected letter to the last; at a caret, the letter before it, or else after. @param {EditorState} state */
function wordsOf({ doc, selection }) {
  const { $from } = selection;
  const before = $from.nodeBefore?.isText ? 1 : 0;
  const after = !before && $from.nodeAfter?.isText ? 1 : 0;
  const [from, to] = selection.empty ? [$from.pos - before, $from.pos + after] : [selection.from, selection.to];
  /** @type {[number, number] | undefined} */
  let span;
  doc.nodesBetween(from, to, (node, position) => {
    if (!node.isText) return;
    const [start, end] = [Math.max(from, position), Math.min(to, position + node.nodeSize)];
    if (start < end) span = [span?.[0] ?? start, end];
  });
  return span;
}

/**
 * @param {Y.XmlFragment} fragment
 * @param {Y.AbsolutePosition} start
 * @param {Y.AbsolutePosition} end
 * @returns {Iterable<Range>}
 */
function* between(fragment, start, end) {
  let inside = false;
  for (const text of /** @type {Iterable<any>} */ (fragment.createTreeWalker((node) => node instanceof Y.XmlText))) {
    inside ||= text === start.type;
    if (!inside) continue;
    yield* ranges(text, text === start.type ? start.index : 0, text === end.type ? end.index : text.length);
    if (text === end.type) return;
  }
}

/** The items of one text from one letter to another. @param {any} text @param {number} first @param {number} last @returns {Iterable<Range>} */
function* ranges(text, first, last) {
  let index = 0;
  for (let item = text._start; item && index < last; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const [start, end] = [Math.max(first, index), Math.min(last, index + item.length)];
    if (start < end) yield [item.id.client, item.id.clock + start - index, end - start];
    index += item.length;
  }
}

/** Neighbours that follow on one another as one. @param {Range[]} all */
function joined(all) {
  /** @type {Range[]} */
  const found = [];
  for (const range of all) {
    const last = found.at(-1);
    if (last && last[0] === range[0] && last[1] + last[2] === range[1]) last[2] += range[2];
    else found.push(range);
  }
  return found;
}
