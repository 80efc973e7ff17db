// The editor, where the mark `capitals` is declared too.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../support/bundle_scripts.mjs";

const { active, commands, keys, levelled, schema, State, All } = await load(`
  export { active, commands } from "./js/collab/editor/commands.js";
  export { keys } from "./js/collab/editor/keys.js";
  export { levelled } from "./js/content/plain-text.js";
  export { schema } from "./js/content/schema.js";
  export { EditorState as State, AllSelection as All } from "prosemirror-state";
`);

globalThis.document = new EventTarget(); // a key is told where the caret is

function stateOf(words) {
  const doc = schema.node("doc", null, [schema.node("paragraph", null, schema.text(words))]);
  return State.create({ doc, selection: new All(doc) });
}

test("its command puts it on and takes it off", () => {
  let state = stateOf("Tout");
  const press = () => commands.capitals(state, (tr) => (state = state.apply(tr)));
  press();
  assert.equal(active(state, "capitals"), true);
  assert.deepEqual(schema.marks.capitals.spec.toDOM(), ["mark", 0]);
  press();
  assert.equal(active(state, "capitals"), false);
});

test("its key is bound", () => {
  const plugins = keys(() => false);
  const view = { state: State.create({ doc: stateOf("Tout").doc, plugins }), dispatch: (tr) => (view.state = view.state.apply(tr)) };
  view.dispatch(view.state.tr.setSelection(new All(view.state.doc)));
  const event = { key: "u", ctrlKey: true, preventDefault() {} };
  view.state.plugins.some((plugin) => plugin.props.handleKeyDown?.call(plugin, view, event));
  assert.equal(active(view.state, "capitals"), true);
});

test("HTML that names it is read as it", () => {
  assert.deepEqual(
    schema.marks.capitals.spec.parseDOM.map(({ tag }) => tag),
    ["mark", "big"],
  );
});

test("plain text tells it", () => {
  assert.equal(levelled("ab", (name) => name === "capitals"), "AB");
});
