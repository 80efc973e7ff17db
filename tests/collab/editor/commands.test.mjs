// What the buttons of the editor do to the selected lines: written as HTML, the selection between brackets.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../support/bundle_scripts.mjs";

const { commands, active, keys, schema, State, Selection, AllSelection } = await load(`
  export { commands, active } from "./js/collab/editor/commands.js";
  export { keys } from "./js/collab/editor/keys.js";
  export { schema } from "./js/content/schema.js";
  export { EditorState as State, TextSelection as Selection, AllSelection } from "prosemirror-state";
`);

const NAMES = { ul: "bullet_list", ol: "ordered_list", li: "list_item", quote: "blockquote", p: "paragraph", h: "heading" };
const SHORT = Object.fromEntries(Object.entries(NAMES).map(([short, name]) => [name, short]));

/** `ul(li(p[a] p[b]) ) p[c]` as a document; `<` and `>` in the words are the ends of the selection. */
function read(text) {
  const tokens = text.match(/\w+\(|\)|\w+\[[^\]]*\]/g) ?? [];
  const nodes = () => {
    const all = [];
    while (tokens.length) {
      const token = tokens.shift();
      if (token === ")") break;
      if (token.endsWith("(")) all.push(schema.nodes[NAMES[token.slice(0, -1)]].create(null, nodes()));
      else {
        const [, name, words] = token.match(/(\w+)\[(.*)\]/);
        all.push(schema.nodes[NAMES[name]].create(null, words ? schema.text(words) : null));
      }
    }
    return all;
  };
  return schema.node("doc", null, nodes());
}

function stateOf(text) {
  const doc = read(text);
  const state = State.create({ doc });
  const ends = {};
  doc.descendants((node, position) => {
    for (const sign of "<>") if (node.isText && node.text.includes(sign)) ends[sign] = position + node.text.indexOf(sign);
  });
  if (ends["<"] === undefined) return state;
  const tr = state.tr;
  if (ends[">"] !== undefined) tr.delete(ends[">"], ends[">"] + 1);
  tr.delete(ends["<"], ends["<"] + 1);
  const to = ends[">"] === undefined ? ends["<"] : ends[">"] - (ends[">"] > ends["<"] ? 1 : 0);
  return state.apply(tr.setSelection(Selection.create(tr.doc, ends["<"], to)));
}

/** A document as `read` takes it, with the selection in it. */
function written({ doc, selection: { from, to, empty } }) {
  const line = (node, position) => {
    const at = (place) => place - position - 1;
    let words = node.textContent;
    const inside = (place) => at(place) >= 0 && at(place) <= words.length;
    const ends = [...(!empty && inside(to) ? [[at(to), ">"]] : []), ...(inside(from) ? [[at(from), "<"]] : [])];
    for (const [place, sign] of ends) words = words.slice(0, place) + sign + words.slice(place);
    return `${SHORT[node.type.name]}[${words}]`;
  };
  const all = (node, start) => {
    const parts = [];
    node.forEach((child, offset) => {
      const position = start + offset;
      if (child.isTextblock) parts.push(line(child, position));
      else parts.push(`${SHORT[child.type.name]}(${all(child, position + 1)})`);
    });
    return parts.join(" ");
  };
  return all(doc, 0);
}

function press(text, ...names) {
  let state = stateOf(text);
  for (const name of names) commands[name](state, (tr) => { state = state.apply(tr); });
  state.doc.check();
  return written(state);
}

const same = (text, names, expected) => assert.equal(press(text, ...names.split(" ")), expected, `${names}: ${text}`);

test("a list button makes a list of the selected lines, and takes it back", () => {
  same("p[<a] p[b>]", "bullet_list", "ul(li(p[<a]) li(p[b>]))");
  same("p[<a] p[b>]", "bullet_list bullet_list", "p[<a] p[b>]");
  same("p[<a] p[b>]", "bullet_list bullet_list bullet_list", "ul(li(p[<a]) li(p[b>]))");
  same("p[a<]", "ordered_list ordered_list", "p[a<]");
  same("p[x] p[a<] p[y]", "bullet_list", "p[x] ul(li(p[a<])) p[y]");
  same("p[x] p[<a] h[b] p[c>] p[y]", "bullet_list", "p[x] ul(li(p[<a]) li(h[b]) li(p[c>])) p[y]");
});

test("the other list button converts, the selected items alone", () => {
  same("ul(li(p[<a]) li(p[b>]))", "ordered_list", "ol(li(p[<a]) li(p[b>]))");
  same("ul(li(p[a]) li(p[b<]) li(p[c]))", "ordered_list", "ul(li(p[a])) ol(li(p[b<])) ul(li(p[c]))");
  same("ul(li(p[a]) li(p[b<]) li(p[c]))", "ordered_list bullet_list", "ul(li(p[a]) li(p[b<]) li(p[c]))");
  same("ul(li(p[a] ul(li(p[b<]) li(p[c]))))", "ordered_list", "ul(li(p[a] ol(li(p[b<])) ul(li(p[c]))))");
  same("ul(li(p[<a] ul(li(p[b>]))))", "ordered_list", "ol(li(p[<a] ol(li(p[b>]))))");
});

test("a mixed selection becomes one list; what is in it already stays", () => {
  same("p[<a] ul(li(p[b])) p[c>]", "bullet_list", "ul(li(p[<a]) li(p[b]) li(p[c>]))");
  same("p[<a] ol(li(p[b])) p[c>]", "bullet_list", "ul(li(p[<a]) li(p[b]) li(p[c>]))");
  same("ul(li(p[a])) p[b<] ul(li(p[c]))", "bullet_list", "ul(li(p[a]) li(p[b<]) li(p[c]))");
  same("ol(li(p[a])) p[b<]", "bullet_list", "ol(li(p[a])) ul(li(p[b<]))");
  same("p[<a] quote(p[b] ul(li(p[c]))) p[d>]", "bullet_list", "ul(li(p[<a])) quote(ul(li(p[b]) li(p[c]))) ul(li(p[d>]))");
});

test("out of a list is out of all lists; what stood under an item stays a list", () => {
  same("ul(li(p[a] ul(li(p[b<]) li(p[c]))))", "bullet_list", "ul(li(p[a])) p[b<] ul(li(p[c]))");
  same("ul(li(p[a<] ul(li(p[b]) li(p[c]))) li(p[d]))", "bullet_list", "p[a<] ul(li(p[b]) li(p[c])) ul(li(p[d]))");
  same("ul(li(p[<a] ul(li(p[b] ol(li(p[c>]))))))", "bullet_list ordered_list ordered_list", "p[<a] p[b] p[c>]");
  same("quote(ul(li(p[a<]) li(p[b])))", "bullet_list", "quote(p[a<] ul(li(p[b])))");
  same("ul(li(p[a<] p[more]) li(p[b]))", "bullet_list", "p[a<] p[more] ul(li(p[b]))");
});

test("a quote and a heading toggle", () => {
  same("p[a<]", "blockquote", "quote(p[a<])");
  same("p[a<]", "blockquote blockquote", "p[a<]");
  same("quote(quote(p[a<]))", "blockquote", "p[a<]");
  same("p[<a] quote(p[b>])", "blockquote", "quote(p[<a]) quote(p[b>])");
  same("ul(li(p[<a]) li(p[b>]))", "blockquote", "quote(ul(li(p[<a]) li(p[b>])))");
  same("ol(li(p[a]) li(p[b<]) li(p[c]))", "blockquote", "ol(li(p[a]) li(quote(p[b<])) li(p[c]))");
  same("ol(li(p[a]) li(p[b<]) li(p[c]))", "blockquote blockquote", "ol(li(p[a]) li(p[b<]) li(p[c]))");
  same("p[a<]", "heading", "h[a<]");
  same("p[<a] h[b>]", "heading", "h[<a] h[b>]");
  same("p[<a] h[b>]", "heading heading", "p[<a] p[b>]");
});

test("nothing at all becomes something to type in", () => {
  for (const name of ["bullet_list", "ordered_list", "blockquote", "heading"]) {
    assert.equal(press("", name, name), "p[<]");
  }
  same("", "bullet_list", "ul(li(p[<]))");
  same("ul(li())", "bullet_list", "p[<]");
  same("ul()", "bullet_list", "p[<]");
  same("ul()", "ordered_list", "ol(li(p[<]))");
  same("ul()", "heading", "ul(li(h[<]))");
  same("quote(ol())", "bullet_list", "quote(ul(li(p[<])))");
  same("ul()", "blockquote", "quote(ul(li(p[<])))");
});

test("whatever is selected, a second press never goes deeper, and the button says what holds", () => {
  const texts = [
    "p[<a] ul(li(p[b] ol(li(p[c]) li(p[d])) p[e])) quote(p[f] ul(li(p[g]))) h[h>]",
    "quote(ul(li(p[<a] ul(li(p[b])))) p[c>])",
    "ul(li(quote(p[<a] p[b])) li(ul(li(p[c>]))))",
  ];
  for (const text of texts) {
    for (const name of ["bullet_list", "ordered_list", "blockquote", "heading"]) {
      const held = [];
      let state = stateOf(text);
      const words = state.doc.textContent;
      for (let time = 0; time < 4; time += 1) {
        commands[name](state, (tr) => { state = state.apply(tr); });
        held.push(active(state, name));
        assert.equal(state.doc.textContent, words);
      }
      assert.deepEqual(held, held[0] ? [true, false, true, false] : [false, true, false, true], `${name}: ${text}`);
      assert.ok(!written(state).includes("quote(quote("), written(state));
    }
  }
});

test("one level out, and one level in", () => {
  same("ul(li(p[a]) li(p[b<]) li(p[c]))", "indent", "ul(li(p[a] ul(li(p[b<]))) li(p[c]))");
  same("ul(li(p[a]) li(p[b<]) li(p[c]))", "indent outdent", "ul(li(p[a]) li(p[b<]) li(p[c]))");
  same("ul(li(p[a]) li(p[b<]) li(p[c]))", "outdent", "ul(li(p[a])) p[b<] ul(li(p[c]))");
  same("ul(li(p[a<]))", "indent", "ul(li(p[a<]))");
  same("p[a<]", "indent outdent", "p[a<]");
});

test("a numbered list that is cut in two goes on counting", () => {
  let state = stateOf("ol(li(p[a]) li(p[b<]) li(p[c]))");
  commands.ordered_list(state, (tr) => { state = state.apply(tr); });
  assert.deepEqual(state.doc.content.content.map(({ attrs }) => attrs.start), [null, undefined, 2]);
  commands.ordered_list(state, (tr) => { state = state.apply(tr); });
  assert.deepEqual(state.doc.content.content.map(({ attrs }) => attrs.start), [null, 2]);
});

test("no list goes on beyond the last number that a clause may hold", () => {
  let state = stateOf("ol(li(p[a]) li(p[b<]) li(p[c]))");
  state = state.apply(state.tr.setNodeAttribute(0, "start", 9999));
  commands.ordered_list(state, (tr) => { state = state.apply(tr); });
  assert.deepEqual(state.doc.content.content.map(({ attrs }) => attrs.start), [9999, undefined, 9999]);
});

test("bold goes on whatever is not bold yet, and off when all is", () => {
  let state = stateOf("p[<one two>]");
  const part = state.apply(state.tr.addMark(1, 4, schema.marks.strong.create()));
  assert.equal(active(part, "strong"), false);
  commands.strong(part, (tr) => { state = part.apply(tr); });
  assert.equal(active(state, "strong"), true);
  commands.strong(state, (tr) => { state = state.apply(tr); });
  assert.equal(active(state, "strong"), false);
});

globalThis.document = new EventTarget();

/** What is left after a key, pressed where the editor would hear it. */
function pressed(key, state) {
  const endOfTextblock = () => !view.state.selection.$from.parentOffset;
  const view = { state, endOfTextblock, dispatch: (tr) => { view.state = view.state.apply(tr); } };
  const event = { key, preventDefault() {} };
  view.state.plugins.some((plugin) => plugin.props.handleKeyDown?.call(plugin, view, event));
  return view.state;
}

test("a line break or a deletion over all words leaves a line, whatever they stood in", () => {
  for (const text of ["ul(li(p[<a]) li(p[b>]))", "p[<a] ul(li(p[b>]))", "quote(p[<a]) p[b>]", "p[<a] p[b>]", "p[<a>]"]) {
    const { doc, selection } = stateOf(text);
    for (const over of [selection, new AllSelection(doc)]) {
      for (const key of ["Enter", "Delete", "Backspace"]) {
        const { doc: left } = pressed(key, State.create({ doc, selection: over, plugins: keys(() => false) }));
        assert.equal(left.textContent, "", text);
        assert.ok(left.childCount <= 2 && left.firstChild.isTextblock, `${key} over ${text} leaves ${left}`);
      }
    }
  }
});

/** What is left after so many presses of a key. */
function presses(key, times, text) {
  const { doc, selection } = stateOf(text);
  let state = State.create({ doc, selection, plugins: keys(() => false) });
  for (let time = 0; time < times; time += 1) state = pressed(key, state);
  state.doc.check();
  return written(state);
}

test("an item that is emptied goes with Backspace, and its list is one again", () => {
  for (const [text, expected] of [
    ["ul(li(p[a]) li(p[<b>]) li(p[c]))", "ul(li(p[a<]) li(p[c]))"],
    ["ol(li(p[a]) li(p[<b>]) li(p[c]))", "ol(li(p[a<]) li(p[c]))"],
    ["ul(li(p[a]) li(p[<b>]))", "ul(li(p[a<]))"],
    ["quote(ul(li(p[a]) li(p[<b>]) li(p[c])))", "quote(ul(li(p[a<]) li(p[c])))"],
  ]) {
    assert.equal(presses("Backspace", 3, text), expected);
  }
});

test("Backspace puts what stands under a list on the end of the list", () => {
  assert.equal(presses("Backspace", 1, "ul(li(p[a])) p[<b] ul(li(p[c]))"), "ul(li(p[a<b]) li(p[c]))");
  assert.equal(presses("Backspace", 1, "ul(li(p[a])) p[<b] ol(li(p[c]))"), "ul(li(p[a<b])) ol(li(p[c]))");
  assert.equal(presses("Backspace", 1, "ul(li(p[a] ul(li(p[b])))) p[<c]"), "ul(li(p[a] ul(li(p[b<c]))))");
  assert.equal(presses("Backspace", 2, "ul(li(p[a]) li(p[<b]))"), "ul(li(p[a<b]))");
  assert.equal(presses("Backspace", 1, "p[a] p[<b]"), "p[a<b]");
});
