// The editor of one document: its plugins, and what they tell the toolbar.
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { initProseMirrorDoc, yCursorPlugin, ySyncPlugin, yUndoPlugin } from "y-prosemirror";
import { pasting } from "../paste/plugin.js";
import { keys } from "./keys.js";
import { schema } from "./schema.js";

/**
 * @param {HTMLElement} place becomes the editor @param {import("yjs").Doc} shared
 * @param {{ label: string, isWritable: () => boolean, presence: import("./presence.js").Presence, toolbar: import("./toolbar.js").Toolbar, pasted: HTMLElement }} with_
 */
export function makeEditor(place, shared, { label, isWritable, presence, toolbar, pasted }) {
  const fragment = shared.getXmlFragment("prosemirror");
  const { doc, mapping } = initProseMirrorDoc(fragment, schema);
  const { awareness, carets } = presence;
  const plugins = [
    ySyncPlugin(fragment, { mapping }),
    yCursorPlugin(awareness, { cursorBuilder: carets.draw, selectionBuilder: carets.selection }),
    yUndoPlugin(),
    pasting(pasted),
    ...keys(
      (_state, _dispatch, view) => Boolean(view && toolbar.openDialog(view)),
      () => toolbar.tellTooDeep(),
    ),
  ];
  /** @this {EditorView} @param {import("prosemirror-state").Transaction} transaction */
  function dispatch(transaction) {
    if (this.isDestroyed) return; // the cursor plugin speaks a moment later
    const before = this.state;
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
