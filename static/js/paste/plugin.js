// Pasting and dropping into the editor: cleaned on its way in, one step to undo, and what was left out is said.
import { Plugin, PluginKey } from "prosemirror-state";
import { ySyncPluginKey, yUndoPluginKey } from "y-prosemirror";
import { levelled } from "../content/plain-text.js";
import { DEEPEST, TAGS } from "../content/schema.js";
import { clean } from "./clean.js";
import { tidy } from "./html/characters.js";
import { parsed, styleOf } from "./html/parse.js";
import { Notice } from "./notice.js";

/**
 * @typedef {import("prosemirror-view").EditorView} EditorView
 * @typedef {{ is: "" | "pasted" | "edited" }} Last what happened last to the text by this browser
 */

const key = /** @type {PluginKey<Last>} */ (new PluginKey("paste"));
const LINE_DEPTH = 3; // a line in its text: document, line, words
const OWN = new Set(["html", "head", "meta", "body", ...TAGS]);

/** @param {HTMLElement} box where what was left out is said @returns {Plugin} */
export function pasting(box) {
  const notice = new Notice(box);
  /** @type {string[]} */
  let losses = [];

  return new Plugin({
    key,
    state: {
      init: () => /** @type {Last} */ ({ is: "" }),
      apply: (transaction, last) => /** @type {Last} */ (happened(transaction) ?? last),
    },
    view: (first) => {
      notice.attach(first);
      return { update: (view, before) => changed(view, key.getState(before)) };
    },
    props: {
      transformPastedHTML(html, view) {
        begin(view);
        if (isOwn(html)) return html;
        const room = DEEPEST - LINE_DEPTH - Math.max(view.state.selection.$from.depth - 1, 0);
        const cleaned = clean(html, {
          room,
          language: view.dom.lang || view.dom.closest("[lang]")?.getAttribute("lang") || "",
        });
        losses = cleaned.losses;
        return cleaned.html;
      },
      clipboardTextSerializer: ({ content }) => said(content),
      transformPastedText(text, _isPlain, view) {
        begin(view);
        return tidy(text);
      },
      handlePaste(view, event, slice) {
        if (slice.size) return false;
        const text = losses.length ? "" : tidy(event.clipboardData?.getData("text/plain") ?? "");
        if (text.trim()) return view.pasteText(text, event);
        notice.show(losses, false);
        return true; // else what is selected would be replaced by nothing
      },
    },
  });

  /** What is pasted is undone apart from what was typed before. @param {EditorView} view */
  function begin(view) {
    losses = [];
    apart(view);
  }

  /** @param {EditorView} view @param {Last | undefined} before */
  function changed(view, before) {
    const now = key.getState(view.state);
    if (now === before) return;
    if (now?.is !== "pasted") return notice.age();
    apart(view);
    notice.show(losses, true);
    losses = [];
  }
}

/** What is copied, as plain text: an empty line after each line, as the editor's package has it. @param {import("prosemirror-model").Fragment} content @returns {string} */
function said(content) {
  const parts = content.content.map((node) => {
    if (node.isText) return levelled(node.text ?? "", (name) => node.marks.some(({ type }) => type.name === name));
    return node.isLeaf ? "\n" : said(node.content);
  });
  return parts.join(content.firstChild?.isInline ? "" : "\n\n");
}

/** @param {EditorView} view */
const apart = (view) => yUndoPluginKey.getState(view.state)?.undoManager.stopCapturing();

/** What a transaction did to the text by this browser, if anything. @param {import("prosemirror-state").Transaction} transaction */
function happened(transaction) {
  const synced = transaction.getMeta(ySyncPluginKey);
  if (!transaction.docChanged || (synced && !synced.isUndoRedoOperation)) return undefined;
  return { is: /^(paste|drop)$/.test(transaction.getMeta("uiEvent") ?? "") ? "pasted" : "edited" };
}

/** Whether some HTML was copied from a clause, so that nothing need be done to it. @param {string} html */
function isOwn(html) {
  const page = parsed(html);
  const all = [...page.querySelectorAll("*")];
  return page.querySelector("[data-pm-slice]") && all.every((each) => OWN.has(each.localName) && !styleOf(each));
}
