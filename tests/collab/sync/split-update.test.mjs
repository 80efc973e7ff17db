// Parts of an update: any number of them, in their order, is a document; all of them are the whole.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "../../support/bundle_scripts.mjs";
import { change, dice, fragment } from "../../support/random_edits.mjs";

const { splitUpdate, Y } = await load(`export { splitUpdate } from "./js/collab/sync/split-update.js"; export * as Y from "yjs";`);

const words = (doc) => fragment(doc).toString().replace(/<.?strong>/g, "");

/** A server's copy, and a page of somebody who wrote offline on top of it. */
function offline(roll) {
  const server = new Y.Doc();
  server.clientID = 1 + roll(400);
  for (let each = 0; each < 20; each += 1) change(Y, server, roll);
  const mine = new Y.Doc({ gc: roll(2) === 0 });
  return { server, mine: goOn(mine, server, roll, 500) };
}

/** Another page of the same person, on top of one. */
function goOn(page, from, roll, client) {
  page.clientID = client + roll(400);
  Y.applyUpdate(page, Y.encodeStateAsUpdate(from));
  for (let each = 0; each < 100; each += 1) change(Y, page, roll);
  return page;
}

/** A server's copy after one update with everything it lacks. */
function atOnce(mine, server) {
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(server));
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(mine, Y.encodeStateVector(server)));
  return copy;
}

/** Send a server what it lacks, part by part. */
function sendSlices(mine, server) {
  const parts = splitUpdate(Y.encodeStateAsUpdate(mine, Y.encodeStateVector(server)), 200);
  assert.ok(parts.length > 1);
  for (const part of parts) {
    assert.ok(part.length <= 200, `${part.length} bytes`);
    Y.applyUpdate(server, part);
    assert.equal(server.store.pendingStructs, null);
    assert.equal(server.store.pendingDs, null);
  }
}

test("each part is small and builds only on what is there; together they are the whole", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const roll = dice(seed);
    const { server, mine } = offline(roll);
    const later = goOn(new Y.Doc(), mine, roll, 1000);
    for (let each = 0; each < 20; each += 1) change(Y, server, roll); // other people, meanwhile
    Y.applyUpdate(later, Y.encodeStateAsUpdate(server));
    const whole = atOnce(later, server);
    sendSlices(later, server);
    assert.equal(words(server), words(whole));
    assert.deepEqual(Y.encodeStateVector(server), Y.encodeStateVector(whole));
  }
});

test("a long paste arrives with its marks, whole lines before the next", () => {
  const mine = new Y.Doc();
  const lines = Array.from({ length: 40 }, (_, number) => {
    const paragraph = new Y.XmlElement("paragraph");
    const text = new Y.XmlText();
    text.applyDelta([{ insert: `line ${number} ` }, { insert: "in bold", attributes: { strong: {} } }, { insert: "." }]);
    paragraph.insert(0, [text]);
    return paragraph;
  });
  fragment(mine).insert(0, lines);
  const server = new Y.Doc();
  sendSlices(mine, server);
  assert.equal(fragment(server).toString(), fragment(mine).toString());
  assert.ok(fragment(server).toString().includes("line 39 <strong>in bold</strong>."));
});

test("one long paste is cut between characters", () => {
  const doc = new Y.Doc();
  doc.getText("t").insert(0, "👩".repeat(5000));
  const copy = new Y.Doc();
  for (const part of splitUpdate(Y.encodeStateAsUpdate(doc), 1001)) {
    assert.ok(part.length <= 1001);
    Y.applyUpdate(copy, part);
    assert.match(copy.getText("t").toString(), /^(👩)+$/u);
  }
  assert.equal(copy.getText("t").length, 10_000);
});

test("one's own words that are gone again never show, and what was there before goes last", () => {
  const server = new Y.Doc();
  server.getText("t").insert(0, "before");
  const mine = new Y.Doc({ gc: false });
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(server));
  const text = mine.getText("t");
  text.insert(6, "gone ".repeat(30));
  text.delete(6, 150);
  text.delete(0, 6);
  text.insert(0, "after ".repeat(100));
  const parts = splitUpdate(Y.encodeStateAsUpdate(mine, Y.encodeStateVector(server)), 300);
  for (const [number, part] of parts.entries()) {
    Y.applyUpdate(server, part);
    const now = server.getText("t").toString();
    assert.ok(!now.includes("gone"));
    assert.equal(now.includes("before"), number < parts.length - 1);
  }
  assert.equal(server.getText("t").toString(), "after ".repeat(100));
});

test("a small update stays as it is", () => {
  const doc = new Y.Doc();
  doc.getText("t").insert(0, "a");
  const update = Y.encodeStateAsUpdate(doc);
  assert.deepEqual(splitUpdate(update), [update]);
});
