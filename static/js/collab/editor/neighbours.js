// Says who writes in the paragraph that one is in: their caret is seen, and must be heard too.
import { Plugin } from "prosemirror-state";
import { ySyncPluginKey } from "y-prosemirror";
import { announce } from "../../lib/announce.js";
import { carets } from "../presence/carets.js";

const ANNOUNCE_AGAIN_MS = 60_000; // until the same person is named again
const CARET_DELAY_MS = 1000; // in which a caret may follow the words: it travels on its own, and later than they do

/** @typedef {import("prosemirror-state").EditorState} EditorState */

/** Whether other people's words have just changed one's own paragraph. @param {EditorState} before @param {EditorState} now */
function isChanged(before, now) {
  const { isChangeOrigin, isUndoRedoOperation } = ySyncPluginKey.getState(now);
  const [was, is] = [before.selection.$head.parent, now.selection.$head.parent];
  return isChangeOrigin && !isUndoRedoOperation && before.doc !== now.doc && is.isTextblock && !is.eq(was);
}

/** Whether one has gone to another paragraph. @param {EditorState} before @param {EditorState} now */
const isMoved = (before, now) => before.doc === now.doc && before.selection.$head.parent !== now.selection.$head.parent;

/** Whose carets stand in one's own paragraph. @param {EditorState} state */
function beside(state) {
  const { $head } = state.selection;
  const [start, end] = [$head.start(), $head.end()];
  return [...(carets.getState(state) ?? [])].filter(([, { head }]) => head >= start && head <= end).map(([id]) => id);
}

/** @param {import("../presence/presence.js").Presence} presence @param {string} sentence with {name} in it */
export function neighbours(presence, sentence) {
  /** @type {Map<number, number>} when each was last named */
  const named = new Map();
  let changed = 0; // when one's paragraph was, by somebody not named yet
  return new Plugin({
    view: () => ({
      update(view, before) {
        if (isMoved(before, view.state)) changed = 0;
        if (isChanged(before, view.state)) changed = Date.now();
        if (!view.hasFocus() || Date.now() - changed > CARET_DELAY_MS) return;
        for (const id of beside(view.state)) {
          if (Date.now() - (named.get(id) ?? 0) > ANNOUNCE_AGAIN_MS)
            announce(sentence.replace("{name}", () => presence.people.get(id)?.name ?? ""));
          named.set(id, Date.now());
          changed = 0;
        }
      },
    }),
  });
}
