// What the editor does to the marks of words, as the shared document is told of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../support/bundle_scripts.mjs";
import { fragment } from "../../support/random_edits.mjs";

const { commands, schema, State, All, read, write, Y } = await load(`
  export { commands } from "./js/collab/editor/commands.js";
  export { schema } from "./js/content/schema.js";
  export { EditorState as State, AllSelection as All } from "prosemirror-state";
  export { initProseMirrorDoc as read, updateYFragment as write } from "y-prosemirror";
  export * as Y from "yjs";
`);

/** All words of a shared document under a command. */
function press(shared, name) {
  const { doc, mapping } = read(fragment(shared), schema);
  const state = State.create({ schema, doc, selection: new All(doc) });
  commands[name](state, (tr) => write(shared, fragment(shared), tr.doc, { mapping, isOMark: new Map() }));
}

test("one mark traded for another on a whole line reaches the shared document", () => {
  const shared = new Y.Doc();
  const line = new Y.XmlElement("paragraph");
  line.insert(0, [new Y.XmlText("10")]);
  fragment(shared).insert(0, [line]);
  for (const name of ["subscript", "superscript", "subscript"]) {
    press(shared, name);
    assert.equal(line.toString(), `<paragraph><${name}>10</${name}></paragraph>`);
  }
});
