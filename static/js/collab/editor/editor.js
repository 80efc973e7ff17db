// The editor of one document: its plugins, and what they tell the toolbar.
import { EditorState, Plugin } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { initProseMirrorDoc, prosemirrorJSONToYDoc, ySyncPlugin, ySyncPluginKey, yUndoPlugin } from "y-prosemirror";
import { commentsPlugin } from "../../comments/editor-comments.js";
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
    commentsPlugin(),
    ...withKeys(toolbar),
  ];
  return mounted(place, EditorState.create({ schema, doc, plugins }), { label, isWritable, toolbar });
}

/**
 * The editor of a text that nobody else writes in. `onChange` is told the text after each change.
 * @param {HTMLElement} place becomes the editor @param {any} content ProseMirror JSON
 * @param {Pick<Needs, "label" | "toolbar" | "pasted"> & { onChange: (doc: import("prosemirror-model").Node) => void }} needs
 */
export function makePrivateEditor(place, content, { label, toolbar, pasted, onChange }) {
  const fragment = prosemirrorJSONToYDoc(schema, content).getXmlFragment("prosemirror"); // its undo and its keys are those of shared texts
  const { doc, mapping } = initProseMirrorDoc(fragment, schema);
  const watcher = new Plugin({
    view: () => ({ update: (view, before) => view.state.doc.eq(before.doc) || onChange(view.state.doc) }),
  });
  const plugins = [
    ySyncPlugin(fragment, { mapping }),
    yUndoPlugin(),
    pasting(pasted),
    direction,
    watcher,
    ...withKeys(toolbar),
  ];
  return mounted(place, EditorState.create({ schema, doc, plugins }), { label, isWritable: () => true, toolbar });
}

/** @param {import("./toolbar.js").Toolbar} toolbar */
const withKeys = (toolbar) =>
  keys(
    (_state, _dispatch, view) => Boolean(view && toolbar.openDialog(view)),
    () => toolbar.announceTooDeep(),
  );

/** @param {HTMLElement} place @param {EditorState} state @param {Pick<Needs, "label" | "isWritable" | "toolbar">} needs */
function mounted(place, state, { label, isWritable, toolbar }) {
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
      state,
      editable: isWritable,
      attributes: named,
      dispatchTransaction: dispatch,
    },
  );
}
