// What the others are told while somebody types.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { LINE, load } from "../../support/bundle_scripts.mjs";

const { Presence, line, Y } = await load(
  `export { Presence } from "./js/collab/presence/presence.js"; export { line } from "./js/lib/connection/socket.js"; export * as Y from "yjs";`,
  LINE,
);
mock.timers.enable({ apis: ["Date", "setTimeout", "setInterval"], now: 1_000_000 });
globalThis.window = globalThis;

const list = { replaceChildren() {} };
const words = { joined: "", left: "", idle: "", many: "", more: "" };
const soon = () => mock.timers.tick(100);

/** Somebody's presence in a clause, and how to type there. */
function somebody() {
  const doc = new Y.Doc();
  const presence = new Presence({ doc, clauseId: 3, me: 1, on() {} }, list, words);
  const type = () => doc.transact(() => doc.getText("t").insert(0, "a"), "the editor");
  line.said = [];
  return { doc, presence, type };
}

test("typing tells the others each half minute, though the caret stays put", () => {
  const { presence, type } = somebody();
  const told = () => line.said.filter(([name]) => name === "cursor").length;
  for (let second = 0; second < 60; second += 1) {
    type();
    mock.timers.tick(1000);
  }
  assert.equal(told(), 2);
  presence.destroy();
});

test("other people's words are no act of one's own, nor is what the editor tidies up", () => {
  const { doc, presence } = somebody();
  const other = new Y.Doc();
  other.getText("t").insert(0, "b");
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other), "the line");
  doc.transact(() => doc.getText("t").delete(0, 1), null);
  soon();
  assert.deepEqual(line.said, []);
  presence.destroy();
});

test("the first act after a rest is told at once", () => {
  const { presence, type } = somebody();
  type();
  soon();
  mock.timers.tick(600_000);
  line.said = [];
  type();
  soon();
  assert.deepEqual(line.said, [["cursor", 3, null]]);
  presence.destroy();
});
