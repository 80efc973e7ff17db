// Shows in the editor which words are commented. They are decorations: nothing of them is in the shared text.
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";
import { ySyncPluginKey } from "y-prosemirror";
import { spots } from "./item-places.js";
import { lastLength } from "./last-character.js";

/** @typedef {[client: number, clock: number, length: number]} Range */
/** @typedef {{ id: number, number: number | string, ranges: Range[] }} Commented a thread or (negative) a suggestion, and the items of its words */
/** @typedef {{ from: number, to: number }} Span in the editor's own text */
/** @typedef {{ commented: Commented[], pending: Range[], chosen: number, spans: Map<number, Span[]>, shown: DecorationSet }} State */

const PENDING = 0; // in place of a thread: what one writes a comment about

/** @type {PluginKey<State>} */
export const comments = new PluginKey("comments");

/** @param {State} state @param {import("prosemirror-state").EditorState} editor @returns {State} */
function placed(state, editor) {
  const pending = state.pending.length ? [{ id: PENDING, number: 0, ranges: state.pending }] : [];
  const found = spots(editor, [...state.commented, ...pending]);
  // What one has moved oneself has other items until the server has told which: it is known where it went.
  const spans = new Map([...found].map(([id, parts]) => [id, parts.length ? parts : (state.spans.get(id) ?? [])]));
  return { ...state, spans, shown: drawn({ ...state, spans }, editor.doc) };
}

/** @param {State} state @param {import("prosemirror-model").Node} doc */
function drawn({ commented, chosen, spans }, doc) {
  const found = commented.flatMap(({ id, number }) => {
    const parts = spans.get(id) ?? [];
    const kind = id < PENDING ? "suggested" : "commented";
    const names = id === chosen ? `${kind} chosen` : kind;
    const words = parts.map(({ from, to }) => Decoration.inline(from, to, { class: names, "data-thread": String(id) }));
    const last = parts.at(-1);
    if (!last) return words;
    const call = { class: "comment-end", "data-number": String(number), "data-thread": String(id) };
    const end = lastLength(doc.textBetween(last.from, last.to, "", " "));
    return [...words, Decoration.inline(last.to - end, last.to, call)];
  });
  const pending = (spans.get(PENDING) ?? []).map(({ from, to }) =>
    Decoration.inline(from, to, { class: "commented chosen" }),
  );
  return DecorationSet.create(doc, [...found, ...pending]);
}

/**
 * One's own typing moves what is known; what others write replaces the text, and is looked up anew. `commented`,
 * `pending`, what one comments on, and `chosen`, the thread that is looked at, come as the meta of a transaction. Events
 * on the editor tell who listens: `editor-here` with the view, also when `editor-asked` comes to the document; `text-changed`; `comment-chosen`.
 */
export const commentsPlugin = () =>
  new Plugin({
    key: comments,
    view(view) {
      const here = () => tell(view, "editor-here", view);
      document.addEventListener("editor-asked", here);
      here();
      return {
        update: (_view, before) => before.doc.eq(view.state.doc) || tell(view, "text-changed"),
        destroy: () => document.removeEventListener("editor-asked", here),
      };
    },
    state: {
      init: () =>
        /** @type {State} */ ({ commented: [], pending: [], chosen: 0, spans: new Map(), shown: DecorationSet.empty }),
      apply(transaction, state, _before, editor) {
        const change = transaction.getMeta(comments);
        if (transaction.getMeta(ySyncPluginKey)) return placed({ ...state, ...change, spans: new Map() }, editor);
        if (change) return placed({ ...state, ...change }, editor);
        if (!transaction.docChanged || !state.spans.size) return state;
        return {
          ...state,
          shown: state.shown.map(transaction.mapping, transaction.doc),
          spans: moved(state, transaction),
        };
      },
    },
    props: {
      decorations: (editor) => comments.getState(editor)?.shown,
      handleClick(view, _position, event) {
        const words = /** @type {Element} */ (event.target).closest?.("[data-thread]");
        if (words instanceof HTMLElement) tell(view, "comment-chosen", Number(words.dataset.thread));
        return false;
      },
    },
  });

/** @param {import("prosemirror-view").EditorView} view @param {string} what @param {unknown} [detail] */
const tell = (view, what, detail) => view.dom.dispatchEvent(new CustomEvent(what, { bubbles: true, detail }));

/** @param {State} state @param {import("prosemirror-state").Transaction} transaction */
function moved({ spans }, { mapping }) {
  const all = [...spans].map(([id, parts]) => {
    const kept = parts.map(({ from, to }) => ({ from: mapping.map(from, 1), to: mapping.map(to, -1) }));
    return /** @type {[number, Span[]]} */ ([id, kept.filter(({ from, to }) => from < to)]);
  });
  return new Map(all);
}
