// Blocks as the HTML of a clause.
import { MARKS } from "../content/schema.js";
import { isLikeHeading } from "./blocks.js";
import { escaped } from "./html/characters.js";
import { marker } from "./lists/lists.js";

/**
 * @typedef {import("./blocks.js").Block} Block
 * @typedef {import("./blocks.js").List} List
 * @typedef {import("./blocks.js").Run} Run
 */

/**
 * @param {Block[]} blocks @param {number} room how many elements may still stand inside one another around lines
 * @param {() => void} flatten hears that a list or a quote stands too deep, and was made lines
 * @returns {string}
 */
export function html(blocks, room, flatten) {
  return blocks
    .map((block) => {
      if ("runs" in block) return `<${block.kind}>${words(block.runs, block.kind === "h3")}</${block.kind}>`;
      if (block.kind === "list") return list(block, room, flatten);
      if (room >= 1) return `<blockquote>${html(block.blocks, room - 1, flatten)}</blockquote>`;
      flatten();
      return html(block.blocks, room, flatten);
    })
    .join("\n");
}

/** @param {List} list @param {number} room @param {() => void} flatten */
function list(list, room, flatten) {
  if (room < 2) {
    flatten();
    return html(
      list.items.flatMap((item, place) => preceded(item, marker(list, place))),
      room,
      flatten,
    );
  }
  const items = list.items.map((item) => `<li>${html(item, room - 2, flatten) || "<p></p>"}</li>`).join("\n");
  const start = list.start === 1 ? "" : ` start="${list.start}"`;
  const type = list.type && ` type="${list.type}"`;
  return list.ordered ? `<ol${start}${type}>\n${items}\n</ol>` : `<ul>\n${items}\n</ul>`;
}

/** Blocks with a marker before the words of the first line. @param {Block[]} blocks @param {string} marker @returns {Block[]} */
export function preceded([first, ...rest], marker) {
  if (first && "runs" in first) return [{ ...first, runs: [{ words: marker }, ...first.runs] }, ...rest];
  return [{ kind: "p", runs: [{ words: marker.trim() }] }, ...(first ? [first] : []), ...rest];
}

/** @param {Run[]} runs @param {boolean} isHeading a heading that looks so as a whole is no more than a heading */
function words(runs, isHeading) {
  const written = isHeading && isLikeHeading(runs) ? runs.map(unlikeHeading) : runs;
  /** @type {Run[]} */
  const merged = [];
  for (const run of written) {
    const before = merged.at(-1);
    if (before && around(before)[0] === around(run)[0]) before.words += run.words;
    else merged.push({ ...run });
  }
  return merged.map(marked).join("");
}

/** @param {Run} run @returns {Run} */
const unlikeHeading = (run) => ({ ...run, marks: run.marks?.filter((name) => !MARKS[name].is_heading_look) });

/** @param {Run} run */
function marked(run) {
  const [opening, closing] = around(run);
  return `${opening}${escaped(run.words).replaceAll("\n", "<br>")}${closing}`;
}

/** The tags around some words: spaces alone, and breaks, are never raised or linked. @param {Run} run */
function around({ words, href, marks }) {
  if (words === "\n") return ["", ""];
  const tags = Object.keys(MARKS).flatMap((name) => (marks?.includes(name) ? [MARKS[name].tag] : []));
  const [opening, closing] = [tags.map((tag) => `<${tag}>`), tags.map((tag) => `</${tag}>`).reverse()];
  const link = href ? [`<a href="${escaped(href)}">`, "</a>"] : ["", ""];
  return [`${link[0]}${opening.join("")}`, `${closing.join("")}${link[1]}`];
}
