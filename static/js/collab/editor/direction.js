// A list or a quote of the editor runs from the side on which its first letter is read, as each line does by itself. It is
// shown only: what a clause holds says nothing of direction, and pages find it in the same way.
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

const RIGHT_TO_LEFT = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const MAX_SCANNED_CHARACTERS = 1000; // among which the first letter is looked for

/** @param {import("prosemirror-model").Node} doc */
function directed(doc) {
  /** @type {Decoration[]} */
  const found = [];
  doc.descendants((node, position) => {
    if (node.isTextblock) return false;
    const opening = node.textBetween(0, Math.min(MAX_SCANNED_CHARACTERS, node.content.size), " ");
    if (RIGHT_TO_LEFT.test(opening)) found.push(Decoration.node(position, position + node.nodeSize, { dir: "rtl" }));
    return true;
  });
  return found.length ? DecorationSet.create(doc, found) : DecorationSet.empty;
}

/** @type {PluginKey<DecorationSet>} */
const key = new PluginKey("direction");

export const direction = new Plugin({
  key,
  state: {
    init: (_config, { doc }) => directed(doc),
    apply: (transaction, known) => (transaction.docChanged ? directed(transaction.doc) : known),
  },
  props: { decorations: (state) => key.getState(state) },
});
