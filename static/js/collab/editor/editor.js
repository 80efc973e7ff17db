// The editor of one document: its plugins, and what they tell the toolbar.
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { initProseMirrorDoc, ySyncPlugin, ySyncPluginKey, yUndoPlugin } from "y-prosemirror";
import { schema } from "../../content/schema.js";
import { pasting } from "../../paste/plugin.js";
import { caretsPlugin } from "../presence/carets.js";
import { direction } from "./direction.js";
import { keys } from "./keys.js";
import { neighbours } from "./neighbours.js";

/** @typedef {{ label: string, writing: string, isWritable: () => boolean, presence: import("../presence/presence.js").Presence, composition: import("./composition.js").Composition, toolbar: import("./toolbar.js").Toolbar, pasted: HTMLElement }} Needs */

/**
 * Bold or italic that one has asked for holds for the next letter, whatever others type before it.
 * @param {import("prosemirror-state").Transaction} transaction @param {EditorState} before
 */
function keepMarks(transaction, before) {
  const isOfOthers = transaction.getMeta(ySyncPluginKey)?.isChangeOrigin;
  if (isOfOthers && before.storedMarks && before.selection.empty) transaction.setStoredMarks(before.storedMarks);
}

/**
 * @param {HTMLElement} place becomes the editor @param {import("yjs").Doc} shared
 * @param {Needs} needs
 */
export function makeEditor(place, shared, { label, writing, isWritable, presence, composition, toolbar, pasted }) {
  const fragment = shared.getXmlFragment("prosemirror");
  const { doc, mapping } = initProseMirrorDoc(fragment, schema);
  const plugins = [
    composition.around(ySyncPlugin(fragment, { mapping })),
    composition.plugin,
    yUndoPlugin(),
    pasting(pasted),
    caretsPlugin(presence, composition, /** @type {HTMLElement} */ (place.parentElement)),
    neighbours(presence, writing),
    direction,
    ...keys(
      (_state, _dispatch, view) => Boolean(view && toolbar.openDialog(view)),
      () => toolbar.announceTooDeep(),
    ),
  ];
  /** @this {EditorView} @param {import("prosemirror-state").Transaction} transaction */
  function dispatch(transaction) {
    if (this.isDestroyed) return; // the cursor plugin speaks a moment later
    const before = this.state;
    keepMarks(transaction, before);
    const { state, transactions } = before.applyTransaction(transaction);
    this.updateState(state);
    if (transactions.length) toolbar.update(this, before, transaction); // none: it was refused
  }
  const named = { role: "textbox", "aria-multiline": "true", "aria-label": label, "aria-describedby": "editor-keys" };
  return new EditorView(
    { mount: place },
    {
      state: EditorState.create({ schema, doc, plugins }),
      editable: isWritable,
      attributes: named,
      dispatchTransaction: dispatch,
    },
  );
}
