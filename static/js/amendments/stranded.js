// Words that a closed clause did not take, put into the form of an amendment to it: each line in the place of the one that
// it was made of, or after all others.
import { difference } from "../collab/sync/unsaved.js";
import { load } from "../lib/storage/local-store.js";

const MIN_LIKENESS = 0.5; // the share of common words from which a line was made of another one

/** @typedef {{ type: string, text?: string, content?: Block[] }} Block */

/**
 * The text with the lines that this browser keeps as drafts of a clause; undefined where it keeps none.
 * @param {Block} content @param {string} clause its id
 */
export async function withStranded(content, clause) {
  const records = await load(`${document.body.dataset.member}:${clause}`);
  const blocks = textBlocks(content);
  const kept = records.map(({ words }) => words ?? "").join("\n");
  const lines = difference(kept, blocks.map(wordsOf).join("\n")).split("\n").filter(Boolean);
  if (!lines.length) return undefined;
  const taken = new Set();
  for (const line of lines) place(content, blocks, taken, line);
  return content;
}

/** @param {Block} content @param {Block[]} blocks @param {Set<Block>} taken @param {string} line */
function place(content, blocks, taken, line) {
  const free = blocks.filter((block) => !taken.has(block));
  const scored = free.map((block) => ({ block, score: likeness(wordsOf(block), line) }));
  const best = scored.sort((one, other) => other.score - one.score)[0];
  const inside = [{ type: "text", text: line }];
  if (!best || best.score < MIN_LIKENESS) {
    content.content = [...(content.content ?? []), { type: "paragraph", content: inside }];
    return;
  }
  taken.add(best.block);
  best.block.content = inside;
}

/** The paragraphs and headings of a text. @param {Block} node @returns {Block[]} */
function textBlocks(node) {
  if (node.type === "paragraph" || node.type === "heading") return [node];
  return (node.content ?? []).flatMap(textBlocks);
}

/** @param {Block} node @returns {string} */
const wordsOf = (node) => node.text ?? (node.type === "hard_break" ? "\n" : (node.content ?? []).map(wordsOf).join(""));

/** The share of common words. @param {string} one @param {string} other */
export function likeness(one, other) {
  const [ours, theirs] = [one, other].map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []));
  const shared = [...ours].filter((word) => theirs.has(word)).length;
  return (2 * shared) / (ours.size + theirs.size || 1);
}
