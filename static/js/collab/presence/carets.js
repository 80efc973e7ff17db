// Other people's carets and selections. They are drawn over the text and are not in it: so they are no words for screen
// readers, copying and spell checkers, and typing, reading and composing do not run into them.
import { Plugin, PluginKey } from "prosemirror-state";
import { absolutePositionToRelativePosition, relativePositionToAbsolutePosition, ySyncPluginKey } from "y-prosemirror";
import * as Y from "yjs";
import { wire } from "../../lib/connection/socket.js";
import { CaretLayer } from "./caret-layer.js";

/** @typedef {{ id: number, name: string, association: string, colour: number, cursor: [Uint8Array, Uint8Array] | null, idle_s: number }} Person `idle_s` is how many seconds they have not acted for */
/** @typedef {{ anchor: Y.RelativePosition, head: Y.RelativePosition }} Cursor */
/** @typedef {{ anchor: number, head: number }} Place in the editor's own text */
/** @typedef {import("prosemirror-state").EditorState} EditorState */

/** Marks a transaction after which carets are looked up anew. @type {PluginKey<Map<number, Place>>} */
export const carets = new PluginKey("carets");

/** A cursor as it travels. @param {Cursor | null | undefined} cursor */
export const encoded = (cursor) =>
  cursor ? [cursor.anchor, cursor.head].map((position) => wire(Y.encodeRelativePosition(position))) : null;

/** A cursor as it came; null for a position that this browser cannot read. @param {Person["cursor"]} cursor @returns {Cursor | null} */
export function decoded(cursor) {
  if (!cursor) return null;
  try {
    const [anchor, head] = cursor.map((bytes) => Y.decodeRelativePosition(new Uint8Array(bytes)));
    return { anchor, head };
  } catch {
    return null;
  }
}

/** @param {Cursor | null} one @param {Cursor | null} other */
export const isSame = (one, other) =>
  one && other
    ? Y.compareRelativePositions(one.anchor, other.anchor) && Y.compareRelativePositions(one.head, other.head)
    : one === other;

/** Where the carets of others are now. @param {EditorState} state @param {Map<number, Cursor>} cursors */
function places(state, cursors) {
  const { doc, type, binding } = ySyncPluginKey.getState(state);
  /** @type {Map<number, Place>} */
  const found = new Map();
  for (const [id, cursor] of binding.mapping.size ? cursors : []) {
    const [anchor, head] = [cursor.anchor, cursor.head].map((position) =>
      relativePositionToAbsolutePosition(doc, type, position, binding.mapping),
    );
    const size = state.doc.content.size;
    if (anchor !== null && head !== null) found.set(id, { anchor: Math.min(anchor, size), head: Math.min(head, size) });
  }
  return found;
}

/** Where one's own selection is in the shared text. @param {EditorState} state @returns {Cursor} */
function own(state) {
  const { type, binding } = ySyncPluginKey.getState(state);
  const [anchor, head] = [state.selection.anchor, state.selection.head].map((position) =>
    absolutePositionToRelativePosition(position, type, binding.mapping),
  );
  return { anchor, head };
}

/**
 * @param {import("./presence.js").Presence} presence @param {import("../editor/composition.js").Composition} composition
 * @param {HTMLElement} host around the editor, where carets are drawn
 */
export const caretsPlugin = (presence, composition, host) =>
  new Plugin({
    key: carets,
    state: {
      init: () => new Map(),
      apply(transaction, known, _before, state) {
        const isAnew = transaction.getMeta(carets) || transaction.getMeta(ySyncPluginKey)?.isChangeOrigin;
        if (isAnew && !composition.isOn) return places(state, presence.cursors);
        const { mapping } = transaction;
        const moved = (/** @type {Place} */ { anchor, head }) => ({
          anchor: mapping.map(anchor),
          head: mapping.map(head),
        });
        return transaction.docChanged ? new Map([...known].map(([id, place]) => [id, moved(place)])) : known;
      },
    },
    view(view) {
      const layer = new CaretLayer(view, host, () => carets.getState(view.state) ?? new Map(), presence);
      const tell = () => {
        if (!view.isDestroyed && !composition.isOn) presence.place(view.hasFocus() ? own(view.state) : null);
      };
      let looking = 0;
      const look = () => {
        if (looking) return;
        looking = window.setTimeout(() => {
          looking = 0;
          if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(carets, true));
        });
      };
      presence.watch(look, (id) => layer.name(id));
      for (const name of ["focusin", "focusout"]) view.dom.addEventListener(name, tell);
      return {
        update: () => {
          tell();
          layer.draw();
        },
        destroy: () => {
          presence.watch(
            () => {},
            () => {},
          );
          for (const name of ["focusin", "focusout"]) view.dom.removeEventListener(name, tell);
          layer.destroy();
        },
      };
    },
  });
