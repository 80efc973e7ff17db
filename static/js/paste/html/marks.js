// What holds for the words inside an element: bold, italic, raised, struck out, a link.
import { isLink } from "../../content/schema.js";

/**
 * @typedef {import("./styles.js").Style} Style
 * @typedef {{ strong?: boolean, em?: boolean, position?: "" | "sup" | "sub", struck?: boolean, href?: string,
 *   isPre?: boolean, isUnderlined?: boolean }} Marks
 */

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
    strong: weight(style) ?? (around.strong || tag === "b" || tag === "strong"),
    em: slant(style) ?? (around.em || tag === "i" || tag === "em"),
    position: position(tag, style) || around.position,
    struck: around.struck || isStruck(element, style),
    href: link(element) ?? around.href,
    isPre: style["white-space"] ? /^(pre|break)/.test(style["white-space"]) : around.isPre || tag === "pre",
    isUnderlined: around.isUnderlined || isUnderlined(element, style),
  };
}

/** Whether a style says bold, or not bold; undefined when it says nothing. @param {Style} style */
function weight(style) {
  const said = style["font-weight"] ?? (/\b(bold|[6-9]00)\b/.test(style.font ?? "") ? "bold" : undefined);
  if (!said || said === "inherit") return undefined;
  return /^bold/.test(said) || Number(said) >= 600;
}

/** @param {Style} style */
function slant(style) {
  const said = style["font-style"] ?? (/\b(italic|oblique)\b/.test(style.font ?? "") ? "italic" : undefined);
  return !said || said === "inherit" ? undefined : /^(italic|oblique)/.test(said);
}

/** A sheet that resets `sup` to the baseline raises it by other means, so the tag counts. @param {string} tag @param {Style} style */
function position(tag, style) {
  if (tag === "sup" || style["vertical-align"] === "super") return "sup";
  return tag === "sub" || style["vertical-align"] === "sub" ? "sub" : "";
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
  return localName === "u" || /underline/.test(decoration(style));
}

/** @param {Element} element */
function link(element) {
  const href = element.localName === "a" ? element.getAttribute("href")?.trim() : undefined;
  return href && isLink(href) ? href : undefined;
}
