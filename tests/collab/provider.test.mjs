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
async function page() {
  Object.assign(line, { connected: true, heard: {}, asked: [] });
  const server = new Y.Doc();
  const provider = new Provider(new Y.Doc(), 3, 1);
  const type = (words) => provider.doc.getText("t").insert(provider.doc.getText("t").length, words);
  const next = (name) => line.asked.splice(line.asked.findIndex((each) => each.name === name), 1)[0];
  const answerOpen = async () => {
    const update = Y.encodeStateAsUpdate(server);
    next("open").resolve({ update, vector: Y.encodeStateVector(server), writable: true, me: 1, people: [] });
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

test("a refusal with nothing unsaved says closed, with something unsaved says so", async () => {
  const { provider } = await page();
  line.heard.refused(3, 1, ["no"]);
  assert.equal(provider.state, "closed");
  provider.destroy();
  const other = await page();
  other.type("a");
  line.heard.refused(3, 1, ["no"]);
  assert.equal(other.provider.state, "refused");
  other.provider.destroy();
});
