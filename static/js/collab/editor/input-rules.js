// What typing turns into structure: "- " and "1. " into lists, "> " into a quote. The signs come first, as words of their
// own, and then the structure: taking it back, by Backspace or "undo", gives the signs back.
import { Plugin, PluginKey, Selection } from "prosemirror-state";
import { undo, ySyncPluginKey, yUndoPluginKey } from "y-prosemirror";
import { schema } from "../../content/schema.js";
import { active, commands } from "./commands.js";

const LISTS = ["bullet_list", "ordered_list"];

/** @type {[signs: RegExp, name: string, instead: string[]][]} `instead`: where the signs stay signs */
const RULES = [
  [/^\s*[-*•]\s$/, "bullet_list", LISTS],
  [/^(\d{1,2})[.)]\s$/, "ordered_list", LISTS],
  [/^\s*>\s$/, "blockquote", ["blockquote"]],
];

/** Whether the last thing done was to follow a rule. */
const followed = new PluginKey("rules");

/** @typedef {import("prosemirror-view").EditorView} EditorView */
/** @typedef {import("prosemirror-state").EditorState} EditorState */
/** @typedef {import("prosemirror-state").Transaction} Transaction */

/** @param {EditorState} state @param {string} words before the caret, in its line */
function ruleFor(state, words) {
  if (state.selection.$from.parent.type !== schema.nodes.paragraph) return undefined;
  const rule = RULES.find(([signs, , instead]) => signs.test(words) && !instead.some((name) => active(state, name)));
  return rule?.[1];
}

/** The words before a place in its line. @param {EditorState} state @param {number} from */
function before({ doc }, from) {
  const $from = doc.resolve(from);
  return $from.parent.textBetween(0, $from.parentOffset, undefined, "\ufffc");
}

/** Put the structure in the place of the signs before the caret. @param {EditorView} view @param {string} name */
function follow(view, name) {
  const steps = yUndoPluginKey.getState(view.state)?.undoManager;
  steps?.stopCapturing();
  const { $from } = view.state.selection;
  const start = Number.parseInt(before(view.state, $from.pos), 10);
  const bare = view.state.apply(view.state.tr.delete($from.start(), $from.pos));
  commands[name](bare, (made) => {
    const both = view.state.tr.delete($from.start(), $from.pos);
    for (const step of made.steps) both.step(step);
    const caret = Selection.fromJSON(both.doc, made.selection.toJSON());
    both.setSelection(caret);
    if (start > 1) startAt(both, caret, start);
    view.dispatch(both.setMeta(followed, true).scrollIntoView());
  });
  steps?.stopCapturing();
}

/** A new numbered list begins with the number that was typed. @param {Transaction} made @param {Selection} caret @param {number} start */
function startAt(made, { $from }, start) {
  const [list, first] = [$from.node(-2), !$from.index(-2)];
  if (list?.type === schema.nodes.ordered_list && first)
    made.setNodeMarkup($from.before(-2), null, { ...list.attrs, start });
}

/** @param {EditorView} view @param {number} from @param {number} to @param {string} text */
function typed(view, from, to, text) {
  const name = view.composing ? undefined : ruleFor(view.state, before(view.state, from) + text);
  if (!name) return false;
  if (text) view.dispatch(view.state.tr.insertText(text, from, to));
  follow(view, name);
  return true;
}

export const rules = new Plugin({
  key: followed,
  state: {
    init: () => false,
    apply(transaction, was) {
      if (transaction.getMeta(followed)) return true;
      const own = !transaction.getMeta(ySyncPluginKey)?.isChangeOrigin;
      return was && !(own && (transaction.docChanged || transaction.selectionSet));
    },
  },
  props: {
    handleTextInput: typed,
    handleDOMEvents: {
      compositionend: (view) => {
        setTimeout(() => {
          const { $from, empty } = view.state.selection;
          if (!view.isDestroyed && empty) typed(view, $from.pos, $from.pos, "");
        });
      },
    },
  },
});

/** Right after a rule was followed: the signs instead. @type {import("prosemirror-state").Command} */
export const undoRule = (state, dispatch) => {
  if (!followed.getState(state)) return false;
  if (dispatch) undo(state);
  return true;
};
