// Where commented words are shown in the editor, and the number of the comment after their last character.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../support/bundle_scripts.mjs";

const { comments, commentsPlugin, lastLength, schema, State, Y, initProseMirrorDoc, ySyncPlugin } = await load(`
  export { comments, commentsPlugin } from "./js/comments/editor-comments.js";
  export { lastLength } from "./js/comments/last-character.js";
  export { schema } from "./js/content/schema.js";
  export { EditorState as State } from "prosemirror-state";
  export { initProseMirrorDoc, ySyncPlugin } from "y-prosemirror";
  export * as Y from "yjs";
`);

const CHARACTERS = ["é", "e\u0301", "🎉", "👩‍🚀", "👍🏽", "🇧🇪", "का", "s"];

test("the last character is whole: an emoji, a flag, a letter with its accent", () => {
  for (const each of CHARACTERS) assert.equal(lastLength(`🇫🇷🇨🇦 texte ${each}`), each.length, each);
});

test("a browser that does not know characters takes the last word", () => {
  for (const each of CHARACTERS) assert.equal(lastLength(`Le texte ${each}`, null), each.length, each);
  assert.equal(lastLength("Le texte ", null), "texte ".length);
});

/** What is drawn over a paragraph with a comment on parts of it: the words of each decoration, those with the number in brackets. */
function drawn(words, ...parts) {
  const text = new Y.XmlText(words);
  const line = new Y.XmlElement("paragraph");
  const fragment = new Y.Doc().getXmlFragment("text");
  line.insert(0, [text]);
  fragment.insert(0, [line]);
  const { client, clock } = text._start.id;
  const ranges = parts.map((part) => [client, clock + words.indexOf(part), part.length]);
  const plugins = [ySyncPlugin(fragment), commentsPlugin()];
  const state = State.create({ doc: initProseMirrorDoc(fragment, schema).doc, plugins });
  const { shown } = comments.getState(
    state.apply(state.tr.setMeta(comments, { commented: [{ id: 1, number: 1, ranges }] })),
  );
  return shown.find().map(({ from, to, type }) => {
    const said = state.doc.textBetween(from, to);
    return type.attrs.class === "comment-end" ? `[${said}]` : said;
  });
}

test("the number of a comment tears no emoji, flag or accent", () => {
  for (const each of CHARACTERS) {
    const words = `vive le texte ${each}`;
    assert.deepEqual(drawn(`Oui, ${words} pour tous`, words).sort(), [words, `[${each}]`].sort());
  }
});

test("what is put between commented words is shown as commented only if it is short", () => {
  assert.deepEqual(drawn("Il est librement et bien accessible", "librement", "accessible"), [
    "librement et bien accessible",
    "[e]",
  ]);
  assert.deepEqual(drawn(`Il est librement ${"et bien ".repeat(9)}accessible`, "librement", "accessible"), [
    "librement",
    "accessible",
    "[e]",
  ]);
});
