// Find, set and remove the link at the selection.
import { schema } from "../../content/schema.js";

/** @typedef {import("prosemirror-state").EditorState} EditorState */

const { link } = schema.marks;

/**
 * The link that the selection touches: its address, and from where to where it goes.
 * @param {EditorState} state
 * @returns {{ href: string, from: number, to: number } | null}
 */
export function linkAt({ selection, doc }) {
  const { from, to, $from } = selection;
  const start = $from.start();
  /** @type {{ href: string, from: number, to: number } | null} */
  let found = null;
  doc.nodesBetween(start, Math.max(to, $from.end()), (node, position) => {
    const mark = link.isInSet(node.marks);
    const end = position + node.nodeSize;
    if (!mark || position > to || end < from) return;
    const more = found && found.href === mark.attrs.href && found.to === position;
    found = { href: mark.attrs.href, from: more && found ? found.from : position, to: end };
  });
  return found;
}

/**
 * Link the selected words, or the whole link that the caret is in, to an address; with no address, remove the link;
 * with nothing selected and no link, write the address as a linked text.
 * @param {import("prosemirror-view").EditorView} view
 * @param {string} href
 */
export function setLink(view, href) {
  const { state } = view;
  const { from, to, empty } = state.selection;
  const range = empty ? linkAt(state) : { from, to };
  const transaction = state.tr;
  if (range) {
    transaction.removeMark(range.from, range.to, link);
    if (href) transaction.addMark(range.from, range.to, link.create({ href }));
  } else if (href) {
    transaction.replaceSelectionWith(schema.text(href, [link.create({ href })]), false);
  }
  view.dispatch(transaction);
}
