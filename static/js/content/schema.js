// What a clause may contain: the server's own file, read here for the browser.
import { Schema } from "prosemirror-model";
import spec from "../../../charter/content/schema.json";

/**
 * @typedef {{ tag: string, attrs?: string[], inclusive?: boolean, aliases?: string[], key?: string, instead_of?: string[],
 *   css?: { property: string, values: string }, is_pasted?: boolean, is_heading_look?: boolean,
 *   plain?: { letters: string, as: string, sign: string } }} Mark as `charter/content/marks.py` describes it
 */

/** Every mark by its name, in the order in which they stand around words. */
export const MARKS = /** @type {Record<string, Mark>} */ (spec.marks);

/** The HTML elements of a clause. */
export const TAGS = [...Object.values(spec.nodes), ...Object.values(MARKS)].flatMap((each) =>
  "tag" in each ? [each.tag] : [],
);

export const VERSION = spec.version;
export const DEEPEST = spec.deepest;
export const LAST = spec.nodes.ordered_list.attrs.start.max; // number that a list may start with
const MAX_LINK_LENGTH = spec.longest_link;

/** @param {string} address */
export function isLink(address) {
  if (address.length > MAX_LINK_LENGTH) return false;
  try {
    return spec.link_schemes.includes(new URL(address).protocol.slice(0, -1)) && !/\s/.test(address);
  } catch {
    return false;
  }
}

/** @param {any} each */
function node(each) {
  if (!each.tag) return each;
  const inside = each.content ? [0] : [];
  const side = each.content === "inline*" ? { dir: "auto" } : {}; // lists and quotes are told theirs by `direction`
  const toDOM = (/** @type {any} */ { attrs }) => [each.tag, { ...side, ...given(attrs) }, ...inside];
  const attrs = Object.fromEntries(Object.keys(each.attrs ?? {}).map((name) => [name, { default: null }]));
  const getAttrs = (/** @type {Element} */ element) => attributes(each.attrs ?? {}, element);
  return { ...each, attrs, toDOM, parseDOM: [{ tag: each.tag, getAttrs }, ...aliases(each)] };
}

/** What an element says of a node's attributes, where a clause may hold it. @param {Record<string, any>} known @param {Element} element */
function attributes(known, element) {
  const read = Object.entries(known).map(([name, allowed]) => [name, value(allowed, element.getAttribute(name))]);
  return Object.fromEntries(read);
}

/** @param {any} allowed @param {string | null} said */
function value(allowed, said) {
  if (allowed.type === "enum") return allowed.values.includes(said) ? said : null;
  const number = /^\d{1,9}$/.test(said ?? "") ? Number(said) : allowed.default;
  return number === allowed.default || number < allowed.min || number > allowed.max ? null : number;
}

/** The attributes that are not at their default. @param {Record<string, any>} attrs */
const given = (attrs) => Object.fromEntries(Object.entries(attrs).filter(([, value]) => value !== null));

/** @param {Mark} each */
function mark(each) {
  const { tag, inclusive = true } = each;
  if (!each.attrs) return { inclusive, toDOM: () => [tag, 0], parseDOM: [{ tag }, ...aliases(each)] };
  return {
    inclusive,
    attrs: { href: {} },
    toDOM: (/** @type {any} */ { attrs }) => [tag, { href: attrs.href, rel: "noopener nofollow" }, 0],
    parseDOM: [
      {
        tag: `${tag}[href]`,
        getAttrs: (/** @type {HTMLAnchorElement} */ a) =>
          isLink(a.getAttribute("href") ?? "") && { href: a.getAttribute("href") },
      },
    ],
  };
}

/** What pasted text may call the same thing. @param {{ aliases?: string[] }} each */
const aliases = (each) => (each.aliases ?? []).map((tag) => ({ tag }));

/** @param {Record<string, any>} all @param {(each: any) => any} read */
const each = (all, read) => Object.fromEntries(Object.entries(all).map(([name, one]) => [name, read(one)]));

export const schema = new Schema(/** @type {any} */ ({ nodes: each(spec.nodes, node), marks: each(spec.marks, mark) }));
