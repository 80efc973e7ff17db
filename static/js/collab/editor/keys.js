// What the keyboard does to a clause.
import { baseKeymap, chainCommands, exitCode } from "prosemirror-commands";
import { keymap } from "prosemirror-keymap";
import { splitListItem } from "prosemirror-schema-list";
import { Plugin, Selection, TextSelection } from "prosemirror-state";
import { redo, undo, ySyncPluginKey } from "y-prosemirror";
import { DEEPEST, MARKS, schema } from "../../content/schema.js";
import { syncSelection } from "../../lib/selection-sync.js";
import { commands } from "./commands.js";
import { firstLine, isEmptied } from "./first-line.js";
import { rules, undoRule } from "./input-rules.js";
import { isList } from "./lines.js";

const { nodes } = schema;
const isMac = /Mac|iP(hone|[oa]d)/.test(globalThis.navigator?.platform ?? "");

/** @typedef {import("prosemirror-state").Command} Command */

/** @type {Command} */
const hardBreak = chainCommands(exitCode, (state, dispatch) => {
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
});

/** Over all there is, a line break leaves the one empty line that `firstLine` adds. @type {Command} */
const breakOverAll = (state, dispatch) => {
  const deleted = state.tr.deleteSelection();
  if (state.selection.empty || !isEmptied(deleted.doc)) return false;
  dispatch?.(deleted.scrollIntoView());
  return true;
};

/** At the start of a list item: one level out, rather than into the item before. @type {Command} */
const outOfItem = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  const atStart = empty && $from.depth > 1 && !$from.parentOffset && !$from.index(-1);
  return atStart && $from.node(-1).type === nodes.list_item && commands.outdent(state, dispatch, view);
};

/** Under a list: onto its last line, or what was taken out of the list would go into it again for ever. @type {Command} */
const ontoList = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock || $from.parentOffset) return false;
  const at = $from.before();
  const list = state.doc.resolve(at).nodeBefore;
  const line = Selection.findFrom(state.doc.resolve(at), -1, true)?.from ?? 0;
  if (!list || !isList(list.type) || line < at - list.nodeSize) return false;
  const tr = state.tr.delete(at, $from.after());
  if (tr.doc.resolve(at).nodeAfter?.type === list.type) tr.join(at);
  tr.insert(line, $from.parent.content);
  dispatch?.(tr.setSelection(TextSelection.create(tr.doc, line)).scrollIntoView());
  return true;
};

/** How many nodes stand inside one another. @param {import("prosemirror-model").Node} node @returns {number} */
function depth(node) {
  let deepest = 0;
  node.forEach((child) => {
    deepest = Math.max(deepest, depth(child));
  });
  return deepest + 1;
}

/** Lists and quotes stop nesting where the server would refuse them. @param {() => void} tell */
const notTooDeep = (tell) =>
  new Plugin({
    filterTransaction(transaction) {
      const own = transaction.docChanged && !transaction.getMeta(ySyncPluginKey);
      if (!own || depth(transaction.doc) <= DEEPEST) return true;
      tell();
      return false;
    },
  });

/** Tab changes the level in a list; Escape, then Tab, leaves the text from there too. */
function levels() {
  let escaped = false;
  const unless = (/** @type {Command} */ command) =>
    /** @type {Command} */ ((state, dispatch, view) => !escaped && command(state, dispatch, view));
  const escapeListener = new Plugin({
    props: {
      handleKeyDown(_view, { key }) {
        syncSelection();
        if (key !== "Tab" && key !== "Shift") escaped = key === "Escape";
        return false;
      },
    },
  });
  return [escapeListener, keymap({ Tab: unless(commands.indent), "Shift-Tab": unless(commands.outdent) })];
}

/** @param {Command} editLink */
function keysOfMarks(editLink) {
  const bound = Object.entries(MARKS).filter(([, { key }]) => key);
  return Object.fromEntries(bound.map(([name, { key }]) => [key, commands[name] ?? editLink]));
}

/**
 * @param {Command} editLink opens the link dialog
 * @param {() => void} announceTooDeep says that lists and quotes cannot be nested any deeper
 */
export const keys = (editLink, announceTooDeep = () => {}) => [
  firstLine,
  notTooDeep(announceTooDeep),
  ...levels(),
  rules,
  keymap({
    "Mod-z": undo,
    "Mod-y": redo,
    "Shift-Mod-z": redo,
    ...keysOfMarks(editLink),
    "Shift-Enter": hardBreak,
    Enter: chainCommands(breakOverAll, splitListItem(nodes.list_item)),
    Backspace: chainCommands(undoRule, outOfItem, ontoList),
    "Mod-]": commands.indent,
    "Mod-[": commands.outdent,
    // where the brackets need AltGr; on a Mac these keys select words
    ...(isMac ? {} : { "Alt-Shift-ArrowRight": commands.indent, "Alt-Shift-ArrowLeft": commands.outdent }),
  }),
  keymap(baseKeymap),
];
