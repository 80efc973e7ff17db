// What buttons and keys do to the selected lines. Each toggles: a second press takes back what the first one did.
import { toggleMark } from "prosemirror-commands";
import { liftListItem, sinkListItem } from "prosemirror-schema-list";
import { MARKS, schema } from "../../content/schema.js";
import { filled, isList, linesOf, rewritten } from "./lines.js";
import { innermost, listed, quoted, turnInto, unlisted, unquoted } from "./restructure.js";

const { nodes, marks } = schema;

/** @typedef {import("prosemirror-state").Command} Command */
/** @typedef {import("prosemirror-state").EditorState} EditorState */
/** @typedef {import("prosemirror-model").MarkType} MarkType */
/** @typedef {import("./lines.js").Line} Line */

/** What holds for a line. @type {Record<string, (line: Line) => boolean>} */
const holds = {
  heading: ({ block }) => block?.type === nodes.heading,
  blockquote: ({ boxes }) => boxes.some(({ type }) => type === nodes.blockquote),
  bullet_list: (line) => line.boxes[innermost(line)]?.type === nodes.bullet_list,
  ordered_list: (line) => line.boxes[innermost(line)]?.type === nodes.ordered_list,
};

/** Whether it holds for all selected lines. @param {Line[]} lines @param {string} name */
function forAll(lines, name) {
  const chosen = lines.filter((line) => line.chosen);
  return chosen.length > 0 && chosen.every(holds[name]);
}

/**
 * Whether a command's mark or block holds for the whole selection: the toolbar shows it pressed.
 * @param {EditorState} state @param {string} name
 */
export function active(state, name) {
  const { from, $from, to, empty } = state.selection;
  const mark = marks[name];
  if (!mark) return name in holds && forAll(linesOf(state), name);
  if (empty) return Boolean(mark.isInSet(state.storedMarks ?? $from.marks()));
  let [some, all] = [false, true];
  state.doc.nodesBetween(from, to, (node) => {
    if (!node.isText || !node.text?.trim()) return;
    some = true;
    all = all && Boolean(mark.isInSet(node.marks));
  });
  return some && all;
}

/** @param {string} name @param {(lines: Line[]) => Line[]} on @param {(lines: Line[]) => Line[]} off @returns {Command} */
const toggle = (name, on, off) => (state, dispatch) => {
  const lines = linesOf(state).map(filled);
  dispatch?.(rewritten(state, (forAll(lines, name) ? off : on)(lines)).scrollIntoView());
  return true;
};

/** In how many lists the selected lines are, at most. @param {EditorState} state */
export const level = (state) => deepest(linesOf(state));

/** @param {Line[]} lines */
const deepest = (lines) =>
  Math.max(0, ...lines.map(({ chosen, boxes }) => (chosen ? boxes.filter(({ type }) => isList(type)).length : 0)));

/** One level out; from the outermost list, into the text. @type {Command} */
const outdent = (state, dispatch, view) => {
  const lines = linesOf(state);
  const most = deepest(lines);
  if (most > 1) return liftListItem(nodes.list_item)(state, dispatch, view);
  if (most) dispatch?.(rewritten(state, unlisted(lines)).scrollIntoView());
  return most > 0;
};

/** A mark, in the place of others: letters stand above the line or below it, not both. @param {string} name @returns {Command} */
function markedAs(name) {
  const put = toggleMark(marks[name], null, { removeWhenPresent: false });
  const others = (MARKS[name].instead_of ?? []).map((other) => marks[other]);
  return (state, dispatch) => put(state, dispatch && ((tr) => dispatch(without(tr, others))));
}

/** @param {import("prosemirror-state").Transaction} tr @param {MarkType[]} others */
function without(tr, others) {
  const { from, to } = tr.selection;
  for (const other of others) tr.removeMark(from, to, other).removeStoredMark(other);
  return tr;
}

/** What a link leads to is asked for in a dialog; every other mark is put on and taken off. */
const toggled = Object.keys(MARKS).filter((name) => !MARKS[name].attrs);

/** @type {Record<string, Command>} */
export const commands = {
  ...Object.fromEntries(toggled.map((name) => [name, markedAs(name)])),
  heading: toggle("heading", turnInto(nodes.heading), turnInto(nodes.paragraph)),
  bullet_list: toggle("bullet_list", listed(nodes.bullet_list), unlisted),
  ordered_list: toggle("ordered_list", listed(nodes.ordered_list), unlisted),
  blockquote: toggle("blockquote", quoted, unquoted),
  indent: sinkListItem(nodes.list_item),
  outdent,
};
