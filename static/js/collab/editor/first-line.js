// An emptied clause offers a line to type in, as soon as somebody means to.
import { Plugin } from "prosemirror-state";
import { ySyncPluginKey } from "y-prosemirror";
import { schema } from "../../content/schema.js";

/** Whether nobody can type here: what was deleted may leave a list without items behind. @param {import("prosemirror-model").Node} doc */
export function isEmptied(doc) {
  let isSo = true;
  doc.descendants(({ isTextblock }) => {
    if (isTextblock) isSo = false;
    return isSo;
  });
  return isSo;
}

/** @param {import("prosemirror-state").EditorState} state */
const withLine = ({ tr, doc }) => tr.replaceWith(0, doc.content.size, schema.nodes.paragraph.create());

/** @param {import("prosemirror-view").EditorView} view */
function offer(view) {
  if (view.editable && isEmptied(view.state.doc)) view.dispatch(withLine(view.state));
  return false;
}

/**
 * Whoever empties the clause themself gets the line at once. Nobody adds one because another emptied it, or because it
 * came empty: each browser would, and reading must not write. There it comes with the first gesture.
 */
export const firstLine = new Plugin({
  appendTransaction(transactions, _before, state) {
    const isOwn = transactions.some((each) => each.docChanged && !each.getMeta(ySyncPluginKey));
    return isOwn && isEmptied(state.doc) ? withLine(state) : null;
  },
  props: { handleDOMEvents: { focus: offer, beforeinput: offer, keydown: offer } },
});
