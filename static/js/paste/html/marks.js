// What holds for the words inside an element: marks, struck out, a link.
import { isLink, MARKS } from "../../content/schema.js";

/**
 * @typedef {import("./styles.js").Style} Style
 * @typedef {import("../../content/schema.js").Mark} Mark
 * @typedef {{ names: string[], struck?: boolean, href?: string, isPre?: boolean, isUnderlined?: boolean }} Marks `names`: of
 *   the marks of the schema that take no address
 */

const PASTED = Object.entries(MARKS).filter(([, mark]) => !mark.attrs && mark.is_pasted !== false);
const TAKEN = new Set(PASTED.flatMap(([, { tag, aliases = [] }]) => [tag, ...aliases]));

/** A cut for each program that marks deleted words by a class: Word, Word for the web. */
const DELETED = /(^|\s)(msoDel|msoMoveFrom|Track(ed)?Change\w*Delet\w*)(\s|$)/i;

/**
 * The marks inside an element: those around it, and its own, whose style may also take one back.
 * @param {Element} element @param {Style} style @param {Marks} around @returns {Marks}
 */
export function inside(element, style, around) {
  const tag = element.localName;
  return {
    ...around,
    names: names(tag, style, around.names),
    struck: around.struck || isStruck(element, style),
    href: link(element) ?? around.href,
    isPre: style["white-space"] ? /^(pre|break)/.test(style["white-space"]) : around.isPre || tag === "pre",
    isUnderlined: around.isUnderlined || isUnderlined(element, style),
  };
}

/** The marks around, without those that the element takes back or the place of, and its own. @param {string} tag @param {Style} style @param {string[]} around */
function names(tag, style, around) {
  /** @type {string[]} */
  const own = [];
  const isReplaced = (/** @type {string} */ name) => own.some((each) => MARKS[each].instead_of?.includes(name));
  for (const [name, mark] of PASTED) if (isOwn(mark, tag, style) && !isReplaced(name)) own.push(name);
  const kept = around.filter((name) => says(MARKS[name], style) !== false && !isReplaced(name));
  return [...new Set([...kept, ...own])];
}

/** @param {Mark} mark @param {string} tag @param {Style} style */
function isOwn(mark, tag, style) {
  return says(mark, style) ?? (tag === mark.tag || Boolean(mark.aliases?.includes(tag)));
}

/**
 * Whether a style says that the words bear a mark; undefined when it says nothing. Only what words inherit can be taken
 * back: a sheet that resets `sup` to the baseline raises it by other means.
 * @param {Mark} mark @param {Style} style
 */
function says({ css }, style) {
  if (!css) return undefined;
  const isInherited = css.property.startsWith("font-");
  const said = style[css.property];
  if (said === undefined && isInherited && new RegExp(`\\b(${css.values})\\b`).test(style.font ?? "")) return true;
  if (!said || said === "inherit") return undefined;
  return new RegExp(`^(${css.values})`).test(said) || (isInherited ? false : undefined);
}

/** @param {Style} style */
const decoration = (style) => `${style["text-decoration"] ?? ""} ${style["text-decoration-line"] ?? ""}`;

/** @param {Element} element @param {Style} style */
function isStruck(element, style) {
  const tag = element.localName;
  if (tag === "del" || DELETED.test(element.className) || /line-through/.test(decoration(style))) return true;
  return (tag === "s" || tag === "strike") && !/none/.test(decoration(style));
}

/** What was inserted is underlined until it is accepted, and a link always. @param {Element} element @param {Style} style */
function isUnderlined({ localName, className }, style) {
  if (localName === "a" || localName === "ins" || /\bmsoIns\b/i.test(className)) return false;
  return !TAKEN.has("u") && (localName === "u" || /underline/.test(decoration(style)));
}

/** @param {Element} element */
function link(element) {
  const href = element.localName === "a" ? element.getAttribute("href")?.trim() : undefined;
  return href && isLink(href) ? href : undefined;
}
