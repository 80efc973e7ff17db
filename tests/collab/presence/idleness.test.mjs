// Who counts as idle, by the clock of the browser that looks and the word of the server.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { load } from "../../support/bundle_scripts.mjs";

const { Idleness, IDLE_MS } = await load(`export { Idleness, IDLE_MS } from "./js/collab/presence/idleness.js";`);
mock.timers.enable({ apis: ["Date"], now: 1_000_000 });

test("who does nothing for two minutes is idle, and at once no longer after an act", () => {
  const all = new Idleness();
  assert.equal(all.receive(1, 0), false);
  mock.timers.tick(IDLE_MS - 1);
  assert.deepEqual(all.became(), []);
  mock.timers.tick(1);
  assert.deepEqual(all.became(), [1]);
  assert.deepEqual(all.became(), []); // once
  assert.ok(all.has(1));
  assert.equal(all.receive(1, 0), true);
  assert.ok(!all.has(1));
});

test("a newcomer counts from what the server says", () => {
  const all = new Idleness();
  all.receive(1, 119);
  all.receive(2, 120);
  assert.deepEqual([all.has(1), all.has(2)], [false, true]);
  mock.timers.tick(1000);
  assert.deepEqual(all.became(), [1]);
});

test("who has gone is forgotten", () => {
  const all = new Idleness();
  all.receive(1, 500);
  all.forget(1);
  assert.ok(!all.has(1));
  mock.timers.tick(IDLE_MS);
  assert.deepEqual(all.became(), []);
});
