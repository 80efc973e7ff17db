// What is said aloud of the line and of the others: what is worth it, once, and together.
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { load } from "../../support/bundle_scripts.mjs";

mock.timers.enable({ apis: ["setTimeout"] });
globalThis.window = globalThis;
const region = { textContent: "" };
globalThis.document = { getElementById: () => region };
globalThis.indexedDB = {};
const { Arrivals, SaveState, delay, isBusy } = await load(
  `export { Arrivals } from "./js/collab/presence/arrivals.js"; export { SaveState } from "./js/collab/sync/save-state.js";
  export { delay } from "./js/lib/connection/reconnect-delay.js"; export { isBusy } from "./js/lib/live/drafts.js";`,
);

/** The comings and goings of a clause, and what was said of them. */
function hall() {
  const said = [];
  const words = { joined: "{name} is here.", left: "{name} has left.", many: "{n} are here." };
  const comings = new Arrivals(words, (sentence) => said.push(sentence));
  const look = (...names) => comings.look(names, names.length);
  look("Me", "Namur");
  mock.timers.tick(10_000);
  return { look, said };
}

test("who leaves and is back within seconds is not told of", () => {
  const { look, said } = hall();
  look("Me");
  mock.timers.tick(3000);
  look("Me", "Namur");
  mock.timers.tick(10_000);
  assert.deepEqual(said, []);
});

test("after one's own line was down, only who has really come or gone is told of", () => {
  const { look, said } = hall();
  look();
  mock.timers.tick(20_000);
  look("Me");
  look("Me", "Namur", "Lyon");
  mock.timers.tick(10_000);
  assert.deepEqual(said, ["Lyon is here."]);
});

test("those who come and go together are told of together, and a crowd by its number", () => {
  const { look, said } = hall();
  look("Me", "Lyon");
  mock.timers.tick(10_000);
  look("Me", "A", "B", "C", "D");
  mock.timers.tick(10_000);
  assert.deepEqual(said, ["Lyon is here. Namur has left.", "5 are here."]);
});

/** A save state, and what is said aloud of it. */
function state() {
  const dataset = { offline: "Offline", saved: "Saved", saving: "Saving", savingSome: "Saving {n}", back: "Back" };
  const place = { dataset: { ...dataset, closed: "Closed", offlineHere: "Offline" }, textContent: "" };
  const shown = new SaveState(place);
  region.textContent = "";
  shown.show("saved", 0);
  return { shown, said: () => region.textContent };
}

test("saving and a line that is down for a moment are not said aloud", () => {
  const { shown, said } = state();
  for (let n = 1; n < 20; n += 1) shown.show(n % 2 ? "saving" : "saved", n);
  shown.show("offline", 3);
  mock.timers.tick(1500);
  shown.show("saving", 3);
  shown.show("saved", 0);
  mock.timers.tick(10_000);
  assert.equal(said(), "");
});

test("a page that has just come says that it is offline only if no line comes", () => {
  const place = { dataset: { state: "", offline: "Offline", offlineHere: "Offline", saved: "Saved" }, textContent: "" };
  const shown = new SaveState(place);
  shown.show("offline", 0);
  assert.equal(place.textContent, "");
  shown.show("saved", 0);
  mock.timers.tick(5000);
  assert.equal(place.textContent, "Saved");
  place.dataset.state = place.textContent = "";
  shown.show("offline", 0);
  mock.timers.tick(1500);
  assert.equal(place.textContent, "Offline");
});

test("a line that stays down is, and once that all is saved again, and what no longer can be", () => {
  const { shown, said } = state();
  shown.show("offline", 3);
  mock.timers.tick(2500);
  assert.equal(said(), "Offline");
  mock.timers.tick(10_000);
  shown.show("saving", 3);
  shown.show("saved", 0);
  assert.equal(said(), "Back");
  mock.timers.tick(10_000);
  shown.show("closed", 0);
  assert.equal(said(), "Closed");
});

test("a hall that lost its line together comes back over seconds", () => {
  const hall = Array.from({ length: 6000 }, () => delay(0));
  const crowded = Math.max(...Array.from({ length: 30 }, (_, at) => hall.filter((ms) => Math.floor(ms / 100) === at).length));
  assert.ok(Math.min(...hall) >= 200 && Math.max(...hall) <= 3000);
  assert.ok(crowded < 6000 / 20, `${crowded} of 6000 in the same tenth of a second`);
  for (const attempts of [3, 10, 1000]) assert.equal(delay(attempts, () => 1), 12_000);
});

test("a part holds the focus while the window is in the background, where styles do not say so", () => {
  const field = { tagName: "TEXTAREA" };
  const part = { contains: (element) => element === field, matches: () => false, querySelectorAll: () => [] };
  document.activeElement = field;
  assert.ok(isBusy(part));
  document.activeElement = { tagName: "BODY" };
  assert.ok(!isBusy(part));
});

test("a part waits until what is pressed in it is let go", () => {
  document.activeElement = { tagName: "BODY" };
  const part = { contains: () => false, matches: (selector) => selector === ":active", querySelectorAll: () => [] };
  assert.ok(isBusy(part));
});

test("a name is said as it is written, signs of money included", () => {
  const { look, said } = hall();
  look("Me", "Namur", "Caisse $& Cie");
  mock.timers.tick(10_000);
  assert.deepEqual(said, ["Caisse $& Cie is here."]);
});
