// Reads clauses with Yjs, as browsers do: one line of JSON in, with a log of updates and a state; one line out, with
// what the text is for who saw the updates come one by one, for who loads them in one go, and for who loads the state.
// `own` is what the first of these would send: Yjs takes marks away that it finds to be without effect.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const Y = createRequire(new URL("../../../../static/package.json", import.meta.url))("yjs");

function content(node) {
  const inside = node.toArray().flatMap((child) => (child instanceof Y.XmlText ? runs(child) : [element(child)]));
  return inside.length ? { content: inside } : {};
}

function element(node) {
  const attrs = node.getAttributes();
  return { type: node.nodeName, ...(Object.keys(attrs).length ? { attrs } : {}), ...content(node) };
}

function runs(text) {
  return text.toDelta().map(({ insert, attributes }) => ({ text: insert, marks: attributes ?? {} }));
}

const bytes = (encoded) => new Uint8Array(Buffer.from(encoded, "base64"));
const read = (doc) => ({ type: "doc", ...content(doc.getXmlFragment("prosemirror")) });

function taken(updates, inOneGo) {
  const doc = new Y.Doc();
  const own = [];
  doc.on("update", (update, _origin, _doc, { local }) => local && own.push(Buffer.from(update).toString("base64")));
  const all = () => {
    for (const update of updates) Y.applyUpdate(doc, bytes(update));
  };
  if (inOneGo) doc.transact(all);
  else all();
  return { ...read(doc), own: inOneGo ? [] : own, pending: doc.store.pendingStructs !== null || doc.store.pendingDs !== null };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { log, state } = JSON.parse(line);
  const answer = { live: taken(log, false), fresh: taken(log, true), state: taken([state], false) };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
