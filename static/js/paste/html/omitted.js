// What never becomes words of a clause: comments, notes and their signs, hidden text, pictures, what programs store.

const UNSAID = new Set("head title meta link xmp script template noscript xml colgroup col wbr rt rp".split(" "));
/** Elements by the loss that they are. */
const LOST = {
  images: "img svg picture canvas object embed video audio iframe map",
  formulas: "math",
  fields: "input select textarea button meter progress",
};
const KINDS = new Map(
  Object.entries(LOST).flatMap(([loss, tags]) => tags.split(" ").map((tag) => /** @type {const} */ ([tag, loss]))),
);
/** Office elements that hold words: paragraph ends, smart tags, content controls. All others hold what it stores. */
const TRANSPARENT = /^(o:p|st\d+:.*|w:sdt|w:sdtpr)$/;
const COMMENT_CLASS = /(^|\s)(MsoComment(Reference|Text)|msocom\w*|CommentReference|CommentAnchor)(\s|$)/i;
const NOTE_CLASS = /(^|\s)(Mso(Foot|End)note(Reference|Text)|sd(foot|end)note[\w-]*|(Foot|End)noteReference)(\s|$)/i;
const NOTE_ROLE = /^doc-(noteref|footnote|endnotes?)$/;
const COMMENT_TARGET = /#_?(ms)?(cmnt|com_|msocom|anchor_)/i;
const NOTE_TARGET = /#(_?(ftn|edn)|sd(foot|end)note|cite_note|(foot|end)note|fn:?\d)/i;
const PICTOGRAPH = /^\p{Extended_Pictographic}(?:\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u200d|\ufe0f)*$/u;

/**
 * Why the words of an element are no words of the text: what it is, to be said, or "unsaid"; "" when they are.
 * @param {Element} element @param {import("./styles.js").Style} style
 */
export function loss(element, style) {
  const tag = element.localName;
  if (UNSAID.has(tag) || element.classList.contains("EOP")) return "unsaid";
  if (isHidden(element, style)) return "hidden";
  if (isComment(element, style)) return "comments";
  if (isNote(element, style)) return "notes";
  if (tag.includes(":") && !TRANSPARENT.test(tag)) return office(tag);
  return KINDS.get(tag) ?? "";
}

/** @param {Element} element @param {import("./styles.js").Style} style */
function isHidden(element, style) {
  const isShown = style.display !== "none" && style.visibility !== "hidden" && style["mso-hide"] !== "all";
  return !isShown || element.hasAttribute("hidden");
}

/** @param {Element} element @param {import("./styles.js").Style} style */
function isComment(element, style) {
  return (
    /^comment/.test(style["mso-element"] ?? "") ||
    style["mso-special-character"] === "comment" ||
    COMMENT_CLASS.test(element.className) ||
    (element.localName === "a" && COMMENT_TARGET.test(element.getAttribute("href") ?? ""))
  );
}

/** @param {Element} element @param {import("./styles.js").Style} style */
function isNote(element, style) {
  return (
    /^(foot|end)note/.test(style["mso-element"] ?? "") ||
    style["mso-special-character"] === "footnote" ||
    NOTE_CLASS.test(element.className) ||
    NOTE_ROLE.test(element.getAttribute("role") ?? "") ||
    /^sd(foot|end)note\d+$/.test(element.id) ||
    (element.localName === "a" && NOTE_TARGET.test(element.getAttribute("href") ?? ""))
  );
}

/** @param {string} tag */
function office(tag) {
  if (tag.startsWith("v:") || tag === "o:oleobject") return "images";
  return tag.startsWith("m:") ? "formulas" : "unsaid";
}

/** The picture of an emoji that mail programs put in its place, as the letter that it is. @param {Element} element */
export function emoji(element) {
  const alt = element.localName === "img" ? (element.getAttribute("alt") ?? "") : "";
  return PICTOGRAPH.test(alt) ? alt : "";
}
