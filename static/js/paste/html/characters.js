// The characters of pasted text. What programs put between words without anybody having typed it is left out: soft
// hyphens, marks of direction, signs without width. No-break spaces are part of French typography and stay.

const LINE_ENDS = /\r\n?|[\v\f\u0085\u2028\u2029]/g;
const CONTROL = /(?![\t\n])\p{Cc}|\p{Noncharacter_Code_Point}|[\u2800\ufff9-\ufffb]/gu;
const UNSEEN = /\p{Default_Ignorable_Code_Point}/gu;
const JOINER = /[\u200c\u200d]/;
const VARIATION = /[\ufe00-\ufe0f]/;
/** Scripts whose letters no joiner ever parts or joins, and whatever is no letter nor picture. */
const NEEDS_NO_JOINER = /(?:^|[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}\p{P}\p{Z}\s])$/u;
/** Signs of Microsoft's Symbol and Wingdings fonts, which have no meaning in any other. */
const SYMBOLS = { "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→", "\uf02d": "–" };

/** Text without what nobody typed; a line ends with a line feed. @param {string} text */
export function tidy(text) {
  return text
    .replace(LINE_ENDS, "\n")
    .replace(CONTROL, "")
    .replace(UNSEEN, (sign, at, whole) => (isNeeded(sign, whole.slice(Math.max(at - 2, 0), at)) ? sign : ""))
    .replace(/[\uf000-\uf0ff]/g, (sign) => SYMBOLS[/** @type {keyof typeof SYMBOLS} */ (sign)] ?? "");
}

/** Whether a letter without width does something to the one before it. @param {string} sign @param {string} before */
const isNeeded = (sign, before) => VARIATION.test(sign) || (JOINER.test(sign) && !NEEDS_NO_JOINER.test(before));

/** @param {string} text */
export const escaped = (text) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);
