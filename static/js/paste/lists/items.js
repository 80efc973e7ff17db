// The items of lists: those of HTML, whose level and number follow from where they stand or are told, and Word's.

import { inside } from "../html/marks.js";
import { loss } from "../html/omitted.js";
import { preceded } from "../to-html.js";
import { reading, readings } from "./lists.js";

/**
 * @typedef {import("../reader.js").Reader} Reader
 * @typedef {import("../reader.js").Context} Context
 * @typedef {import("../blocks.js").Block} Block
 */

/**
 * A paragraph of Word that is an item; one whose marker no list can say, such as "1.2", keeps it as words.
 * @param {Reader} reader @param {Element} element @param {string} list such as "l0 level1 lfo1" @param {Context} context
 * @returns {Block[]}
 */
export function wordItem(reader, element, list, context) {
  const [, name, level] = /** @type {RegExpExecArray} */ (/^(\S+) level(\d)/.exec(list));
  const marker = { text: "" };
  const blocks = reader.apart(element, { ...context, marker });
  const known = readings(marker.text, reader.styles.lists.get(`${name}:level${level}`) ?? "");
  if (!known.length) return preceded(blocks, `${marker.text.trim()} `);
  return [{ kind: "item", level: context.level + Number(level), readings: known, blocks }];
}

/**
 * @param {Reader} reader @param {Element} list @param {import("../html/styles.js").Style} style @param {Context} around
 * @param {import("../blocks.js").Gathering} into
 */
export function htmlList(reader, list, style, around, into) {
  const context = { ...around, level: around.level + 1 };
  const step = list.hasAttribute("reversed") ? -1 : 1;
  const count = [...list.children].filter(({ localName }) => localName === "li").length;
  let number = whole(list.getAttribute("start")) ?? (step < 0 ? count : 1);
  for (const child of list.childNodes) {
    if (!(child instanceof Element) || child.localName !== "li") {
      reader.read(child, context, into);
      continue;
    }
    const own = reader.styles.of(child);
    if (loss(child, own)) continue;
    const said = [own, style].map((each) => each["list-style-type"] ?? each["list-style"]).find(Boolean) ?? "";
    number = whole(child.getAttribute("value")) ?? number;
    const marks = inside(child, own, context.marks);
    into.add(...items(child, reading(list, child, said, number), reader.apart(child, { ...context, marks }), context));
    number += step;
  }
}

/** @param {string | null} said */
const whole = (said) => (/^-?\d{1,9}$/.test(said?.trim() ?? "") ? Number(said) : undefined);

/**
 * An item, then the items of the lists inside it, and what stands after those.
 * @param {Element} element @param {import("./lists.js").Reading} reading @param {Block[]} blocks @param {Context} context
 * @returns {Block[]}
 */
function items(element, reading, blocks, context) {
  const stated = Number(element.getAttribute("aria-level") ?? element.getAttribute("data-aria-level"));
  const level = stated || context.level;
  /** @type {import("../blocks.js").Item[]} */
  const found = [{ kind: "item", level, readings: [reading], blocks: [] }];
  for (const block of blocks) {
    const last = /** @type {import("../blocks.js").Item} */ (found.at(-1));
    if (block.kind === "item") found.push(block);
    else if (last.level === level) last.blocks.push(block);
    else found.push({ kind: "item", level, readings: [reading], blocks: [block], goesOn: true });
  }
  return reading.ordered || found[0].blocks.length ? found : found.slice(1);
}
