// The provider against a line that misbehaves: what the page calls saved is on the other side, whatever gets lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { LINE, load } from "../../support/bundle_scripts.mjs";

const { Provider, line, Y } = await load(
  `export { Provider } from "./js/collab/sync/provider.js"; export { line } from "./js/lib/connection/socket.js"; export * as Y from "yjs";`,
  LINE,
);
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A page with a clause open, and the server's copy. */
async function page(unsaved) {
  Object.assign(line, { connected: true, heard: {}, asked: [] });
  const server = new Y.Doc();
  const provider = new Provider(new Y.Doc(), 3, 1, unsaved);
  const type = (words) => provider.doc.getText("t").insert(provider.doc.getText("t").length, words);
  const next = (name) => line.asked.splice(line.asked.findIndex((each) => each.name === name), 1)[0];
  const answerOpen = async (more = {}) => {
    const lent = { client: 77, lease: "lease", epoch: "first" };
    const copy = { update: Y.encodeStateAsUpdate(server), vector: Y.encodeStateVector(server) };
    next("join").resolve({ ...lent, ...copy, writable: true, me: 1, participants: [], ...more });
    await settle();
  };
  const keep = (sent) => {
    Y.applyUpdate(server, sent.details[2]);
    line.heard.ack(3, sent.details[1]);
  };
  await answerOpen();
  return { provider, server, type, next, answerOpen, keep, text: () => server.getText("t").toString() };
}

test("what is typed is saving until it is kept", async () => {
  const { provider, type, next, keep, text } = await page();
  assert.equal(provider.state, "saved");
  type("a");
  assert.equal(provider.state, "saving");
  keep(next("update"));
  assert.equal(provider.state, "saved");
  assert.equal(text(), "a");
  provider.destroy();
});

test("an acknowledgement of a later change does not hide an earlier one that was lost", async () => {
  const { provider, type, next, answerOpen, keep, text } = await page();
  type("a");
  next("update"); // never reaches the disk
  type("b");
  line.heard.resync(3);
  line.heard.ack(3, next("update").details[1]); // kept, but without its past
  assert.equal(provider.state, "saving");
  await answerOpen();
  assert.equal(provider.state, "saving");
  keep(next("update"));
  assert.equal(provider.state, "saved");
  assert.equal(text(), "ab");
  provider.destroy();
});

test("a change lost on a line that stays up is sent again", async () => {
  const { provider, type, next, answerOpen, keep, text } = await page();
  type("a");
  next("update").reject(new Error("timed out"));
  await settle();
  await answerOpen();
  keep(next("update"));
  assert.equal(provider.state, "saved");
  assert.equal(text(), "a");
  provider.destroy();
});

test("what is typed offline is sent when the line is back", async () => {
  const { provider, type, next, answerOpen, keep, text } = await page();
  line.connected = false;
  line.heard.disconnect();
  type("a");
  assert.equal(provider.state, "offline");
  assert.equal(provider.pending, 1);
  line.connected = true;
  line.heard.connect();
  await answerOpen();
  assert.equal(provider.state, "saving");
  keep(next("update"));
  assert.equal(provider.state, "saved");
  assert.equal(text(), "a");
  provider.destroy();
});

test("many doubts make one question at a time", async () => {
  const { provider, answerOpen } = await page();
  for (let each = 0; each < 50; each += 1) line.heard.resync(3);
  assert.equal(line.asked.filter(({ name }) => name === "join").length, 1);
  await answerOpen();
  assert.equal(line.asked.filter(({ name }) => name === "join").length, 1);
  provider.destroy();
});

test("a refusal gives the copy up and says whether words are in it", async () => {
  const { provider, type } = await page();
  const refusals = [];
  provider.on("refused", (reasons) => refusals.push([reasons, provider.pending]));
  type("a");
  line.heard.refused(3, 1, ["no"]);
  line.heard.refused(3, 2, ["no"]);
  assert.equal(provider.state, "closed");
  assert.deepEqual(refusals, [[["no"], 1]]);
  provider.destroy();
});

test("words typed offline are given up when the clause has closed meanwhile", async () => {
  const { provider, type, answerOpen } = await page();
  let given = 0;
  provider.on("refused", () => {
    given = provider.pending;
  });
  line.connected = false;
  line.heard.disconnect();
  type("a");
  line.connected = true;
  line.heard.connect();
  await answerOpen({ writable: false });
  assert.equal(given, 1);
  provider.destroy();
});

test("a copy of another life of the document is never merged", async () => {
  const { provider, next } = await page();
  line.heard.resync(3);
  const question = next("join");
  assert.equal(question.details[4], "first");
  question.resolve({ epoch: "second", stale: true });
  await settle();
  assert.equal(provider.state, "closed");
  provider.destroy();
});

test("one writes under the client id that the server lent, and shows its lease again", async () => {
  const { provider, next } = await page();
  assert.equal(provider.doc.clientID, 77);
  line.heard.resync(3);
  assert.deepEqual(next("join").details[5], ["lease"]);
  provider.destroy();
});

test("who is too fast waits, and nothing is lost", async () => {
  const { provider, server, type, next, answerOpen, keep, text } = await page();
  type("a");
  next("update").resolve({ wait: 1 });
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(provider.state, "saving");
  await answerOpen();
  keep(next("update"));
  assert.equal(provider.state, "saved");
  assert.equal(text(), "a");
  assert.ok(server);
  provider.destroy();
});

test("what an earlier page left is sent, under its own lease", async () => {
  const earlier = new Y.Doc();
  earlier.getText("t").insert(0, "yesterday");
  const unsaved = {
    leases: ["old lease"],
    applyTo: (doc, epoch) => {
      assert.equal(epoch, "first");
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(earlier), "unsaved");
      return "applied";
    },
  };
  const { provider, next, keep, text } = await page(unsaved);
  keep(next("update"));
  assert.equal(text(), "yesterday");
  provider.destroy();
});

/** A page that was offline while many words were typed, and is back. */
async function back(words) {
  const all = await page();
  line.connected = false;
  line.heard.disconnect();
  all.type(words);
  line.connected = true;
  line.heard.connect();
  await all.answerOpen();
  /** The server takes in the next part, and keeps it. */
  const take = async () => {
    const sent = all.next("update");
    assert.ok(sent.details[2].length <= 64 * 1024);
    sent.resolve();
    all.keep(sent);
    await settle();
  };
  return { ...all, take, sent: () => line.asked.filter(({ name }) => name === "update").length };
}

test("hours of work offline go part by part, and are saved with the last", async () => {
  const { provider, type, take, sent, text } = await back("x".repeat(200_000));
  type(" more");
  type(" and more");
  let rounds = 0;
  for (; provider.state !== "saved"; rounds += 1) {
    assert.equal(provider.state, "saving");
    assert.equal(sent(), 1); // one at a time
    await take();
  }
  assert.ok(rounds > 3 && rounds < 12, `${rounds} rounds`);
  assert.equal(text(), `${"x".repeat(200_000)} more and more`);
  provider.destroy();
});

test("a part that has to wait is sent again with all that follow, and nothing overtakes it", async () => {
  const { provider, type, next, take, sent, answerOpen, text } = await back("x".repeat(100_000));
  await take();
  next("update").resolve({ wait: 1 });
  await settle();
  type("!");
  assert.equal(sent(), 0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await answerOpen();
  while (provider.state !== "saved") await take();
  assert.equal(text(), `${"x".repeat(100_000)}!`);
  provider.destroy();
});

test("a line cut between two parts loses and doubles nothing", async () => {
  const { provider, type, next, take, answerOpen, text } = await back("x".repeat(100_000));
  await take();
  const { pending } = provider;
  next("update").reject(new Error("gone"));
  line.connected = false;
  line.heard.disconnect();
  type("!");
  await settle();
  assert.equal(provider.state, "offline");
  assert.ok(provider.pending >= pending);
  line.connected = true;
  line.heard.connect();
  await answerOpen();
  while (provider.state !== "saved") await take();
  assert.equal(text(), `${"x".repeat(100_000)}!`);
  provider.destroy();
});

test("a refusal between two parts sends no more and says that words are left", async () => {
  const { provider, next, take, sent } = await back("x".repeat(100_000));
  let left = 0;
  provider.on("refused", () => {
    left = provider.pending;
  });
  await take();
  const second = next("update");
  second.resolve();
  line.heard.refused(3, second.details[1], ["closed"]);
  await settle();
  assert.equal(sent(), 0);
  assert.ok(left > 0);
  provider.destroy();
});

test("a long paste goes in parts too, and short words meanwhile do not overtake it", async () => {
  const { provider, type, next, keep, text } = await page();
  type("x".repeat(100_000));
  type("!");
  while (provider.state !== "saved") {
    const sent = next("update");
    sent.resolve();
    keep(sent);
    await settle();
  }
  assert.equal(text(), `${"x".repeat(100_000)}!`);
  provider.destroy();
});
