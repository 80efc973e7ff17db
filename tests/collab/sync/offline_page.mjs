// A page that wrote offline: its work, in the parts that it sends. Reads [document, client id] and prints the parts.
import { text } from "node:stream/consumers";
import { load } from "../../support/bundle_scripts.mjs";
import { change, dice, fragment } from "../../support/random_edits.mjs";

const { splitUpdate, Y } = await load(`export { splitUpdate } from "./js/collab/sync/split-update.js"; export * as Y from "yjs";`);
const [document, client] = JSON.parse(await text(process.stdin));
const page = new Y.Doc();
Y.applyUpdate(page, Buffer.from(document, "base64"));
const known = Y.encodeStateVector(page);
page.clientID = client;
const roll = dice(client);
for (let each = 0; each < 300; each += 1) change(Y, page, roll);
const paragraph = new Y.XmlElement("paragraph");
paragraph.insert(0, [new Y.XmlText("Hors ligne. ".repeat(20_000))]);
fragment(page).push([paragraph]);
const parts = splitUpdate(Y.encodeStateAsUpdate(page, known));
console.log(JSON.stringify(parts.map((part) => Buffer.from(part).toString("base64"))));
