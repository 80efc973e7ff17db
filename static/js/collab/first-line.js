// An emptied clause offers a line to type in, as soon as somebody means to.
import { Plugin } from "prosemirror-state";
import { ySyncPluginKey } from "y-prosemirror";
import { schema } from "./schema.js";

/** @param {import("prosemirror-state").EditorState} state */
const withLine = (state) => state.tr.insert(0, schema.nodes.paragraph.create());

/** @param {import("prosemirror-view").EditorView} view */
function offer(view) {
  if (view.editable && view.state.doc.childCount === 0) view.dispatch(withLine(view.state));
  return false;
}

/**
 * Whoever empties the clause themself gets the line at once. Nobody adds one because another emptied it, or because it
 * came empty: each browser would, and reading must not write. There it comes with the first gesture.
 */
export const firstLine = new Plugin({
  appendTransaction(transactions, _before, state) {
    const isOwn = transactions.some((each) => each.docChanged && !each.getMeta(ySyncPluginKey));
    return isOwn && state.doc.childCount === 0 ? withLine(state) : null;
  },
  props: { handleDOMEvents: { focus: offer, beforeinput: offer, keydown: offer } },
});
