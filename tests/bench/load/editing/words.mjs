// The shape of a document: a fragment of paragraphs, each with one text.
import { createHash } from "node:crypto";
import * as Y from "yjs";

const ROOT = "prosemirror";
export const PARAGRAPHS = 10;
const FIRST_WORDS = "Une phrase de longueur ordinaire, comme en compte une charte. ".repeat(3).trim();

/** What the first to come gives to a server that starts with nothing. */
export function firstWords() {
  const doc = new Y.Doc();
  const paragraphs = Array.from({ length: PARAGRAPHS }, () => {
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [new Y.XmlText(FIRST_WORDS)]);
    return paragraph;
  });
  doc.getXmlFragment(ROOT).insert(0, paragraphs);
  return Y.encodeStateAsUpdate(doc);
}

/**
 * The text that the typist of this number writes in.
 * @param {Y.Doc} doc
 * @param {number} typist
 */
export function place(doc, typist) {
  const root = doc.getXmlFragment(ROOT);
  const paragraph = /** @type {Y.XmlElement} */ (root.get(typist % root.length));
  return /** @type {Y.XmlText} */ (paragraph.get(0));
}

/** @param {Y.Doc} doc */
export function digest(doc) {
  const lines = doc.getXmlFragment(ROOT).toArray().map(plain);
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

/** @param {any} node an element or a text @returns {string} */
function plain(node) {
  if (node instanceof Y.XmlElement) return node.toArray().map(plain).join("");
  return node
    .toDelta()
    .map((/** @type {{ insert: string }} */ run) => run.insert)
    .join("");
}
