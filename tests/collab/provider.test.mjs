// The provider against a line that misbehaves: what the page calls saved is on the other side, whatever gets lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const front = new URL("../../static/", import.meta.url);
const { build } = await import(new URL("node_modules/esbuild/lib/main.js", front));

const LINE = `
  export const line = { connected: true, heard: {}, asked: [], emit() {} };
  line.on = (name, heard) => { line.heard[name] = heard; };
  line.off = () => {};
  export { line as socket };
  export const wire = (bytes) => bytes;
  export const ask = (name, ...details) =>
    new Promise((resolve, reject) => line.asked.push({ name, details, resolve, reject }));
`;

/** The provider, with the line above in the place of the real one. */
const bundled = await build({
  stdin: {
    contents: `export { Provider } from "./js/collab/provider.js"; export { line } from "./js/lib/socket.js"; export * as Y from "yjs";`,
    resolveDir: fileURLToPath(front),
  },
  bundle: true,
  format: "esm",
  platform: "node",
  write: false,
  plugins: [
    {
      name: "line",
      setup: (esbuild) => esbuild.onLoad({ filter: /lib\/socket\.js$/ }, () => ({ contents: LINE })),
    },
  ],
});
const source = Buffer.from(bundled.outputFiles[0].text).toString("base64");
const { Provider, line, Y } = await import(`data:text/javascript;base64,${source}`);
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
    next("open").resolve({ ...lent, ...copy, writable: true, me: 1, people: [], ...more });
    await settle();
  };
  const keep = (sent) => {
    Y.applyUpdate(server, sent.details[2]);
    line.heard.kept(3, sent.details[1]);
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
  line.heard.resync(3);
  type("b");
  line.heard.kept(3, next("update").details[1]); // kept, but without its past
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
  assert.equal(line.asked.filter(({ name }) => name === "open").length, 1);
  await answerOpen();
  assert.equal(line.asked.filter(({ name }) => name === "open").length, 1);
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
  const question = next("open");
  assert.equal(question.details[3], "first");
  question.resolve({ epoch: "second", stale: true });
  await settle();
  assert.equal(provider.state, "closed");
  provider.destroy();
});

test("one writes under the client id that the server lent, and shows its lease again", async () => {
  const { provider, next } = await page();
  assert.equal(provider.doc.clientID, 77);
  line.heard.resync(3);
  assert.deepEqual(next("open").details[4], ["lease"]);
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
