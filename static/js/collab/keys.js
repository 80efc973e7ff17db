// What the keyboard and the toolbar can do to a clause, and what typing turns into structure.
import { baseKeymap, chainCommands, exitCode, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { inputRules, wrappingInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { Plugin } from "prosemirror-state";
import { redo, undo, ySyncPluginKey } from "y-prosemirror";
import { firstLine } from "./first-line.js";
import { DEEPEST, schema } from "./schema.js";

const { nodes, marks } = schema;

/** @typedef {import("prosemirror-state").Command} Command */
/** @typedef {import("prosemirror-state").EditorState} EditorState */

/** @param {import("prosemirror-model").NodeType} list @returns {Command} */
const toggleList = (list) => (state, dispatch) =>
  inside(state, list) ? liftListItem(nodes.list_item)(state, dispatch) : wrapInList(list)(state, dispatch);

/** @type {Command} */
const toggleHeading = (state, dispatch) =>
  setBlockType(inside(state, nodes.heading) ? nodes.paragraph : nodes.heading)(state, dispatch);

/** @type {Record<string, Command>} */
export const commands = {
  strong: toggleMark(marks.strong),
  em: toggleMark(marks.em),
  heading: toggleHeading,
  bullet_list: toggleList(nodes.bullet_list),
  ordered_list: toggleList(nodes.ordered_list),
  blockquote: wrapIn(nodes.blockquote),
  undo,
  redo,
};

/** Whether the selection is in such a node. @param {EditorState} state @param {any} type */
function inside(state, type) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) if ($from.node(depth).type === type) return true;
  return false;
}

/** Whether a command's mark or node holds at the selection: the toolbar shows it pressed. @param {EditorState} state @param {string} name */
export function active(state, name) {
  const { from, $from, to, empty } = state.selection;
  const mark = marks[name];
  if (!mark) return name in nodes && inside(state, nodes[name]);
  if (empty) return Boolean(mark.isInSet(state.storedMarks ?? $from.marks()));
  return state.doc.rangeHasMark(from, to, mark);
}

/** @type {Command} */
const hardBreak = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});

/** How many nodes stand inside one another. @param {import("prosemirror-model").Node} node @returns {number} */
function depth(node) {
  let deepest = 0;
  node.forEach((child) => {
    deepest = Math.max(deepest, depth(child));
  });
  return deepest + 1;
}

/** Lists and quotes stop nesting where the server would refuse them. */
const notTooDeep = new Plugin({
  filterTransaction: (transaction) =>
    !transaction.docChanged || Boolean(transaction.getMeta(ySyncPluginKey)) || depth(transaction.doc) <= DEEPEST,
});

/** @param {Command} editLink opens the link dialog */
export const keys = (editLink) => [
  notTooDeep,
  firstLine,
  inputRules({
    rules: [
      wrappingInputRule(/^\s*[-*•]\s$/, nodes.bullet_list),
      wrappingInputRule(/^1[.)]\s$/, nodes.ordered_list),
      wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
    ],
  }),
  keymap({
    "Mod-z": undo,
    "Mod-y": redo,
    "Shift-Mod-z": redo,
    "Mod-b": commands.strong,
    "Mod-i": commands.em,
    "Mod-k": editLink,
    "Shift-Enter": hardBreak,
    Enter: splitListItem(nodes.list_item),
    "Mod-[": liftListItem(nodes.list_item),
    "Mod-]": sinkListItem(nodes.list_item),
  }),
  keymap(baseKeymap),
];
