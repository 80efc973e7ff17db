// A keystroke as it can be found again in raw bytes: "#", two digits for who typed it, three for how manyth it is.
// Base 36 keeps it short; plain ASCII keeps it whole in every encoding, and merged updates never cut inside one insert.

const BASE = 36;
const TYPIST_DIGITS = 2;
const COUNT_DIGITS = 3;
const WIDTH = 1 + TYPIST_DIGITS + COUNT_DIGITS;
export const MOST_TYPISTS = BASE ** TYPIST_DIGITS;
export const MOST_KEYSTROKES = BASE ** COUNT_DIGITS;

const VALUES = new Int8Array(256).fill(-1);
for (let value = 0; value < BASE; value += 1) VALUES[value.toString(BASE).charCodeAt(0)] = value;

/**
 * @param {number} typist within the document
 * @param {number} count of keystrokes before this one
 */
export function marker(typist, count) {
  const digits = (/** @type {number} */ value, /** @type {number} */ width) =>
    value.toString(BASE).padStart(width, "0");
  return `#${digits(typist, TYPIST_DIGITS)}${digits(count, COUNT_DIGITS)}`;
}

/**
 * All markers in some bytes, as a flat list: typist, count, typist, count…
 * @param {string} bytes one character for each byte
 */
export function findMarkers(bytes) {
  const found = [];
  for (let at = bytes.indexOf("#"); at !== -1; at = bytes.indexOf("#", at + 1)) {
    const typist = number(bytes, at + 1, TYPIST_DIGITS);
    const count = number(bytes, at + 1 + TYPIST_DIGITS, COUNT_DIGITS);
    if (typist < 0 || count < 0) continue;
    found.push(typist, count);
    at += WIDTH - 1;
  }
  return found;
}

/**
 * @param {string} bytes
 * @param {number} from
 * @param {number} width
 * @returns {number} -1 if these are not all digits
 */
function number(bytes, from, width) {
  let total = 0;
  for (let at = from; at < from + width; at += 1) {
    const value = VALUES[bytes.charCodeAt(at)] ?? -1;
    if (value < 0) return -1;
    total = total * BASE + value;
  }
  return total;
}
