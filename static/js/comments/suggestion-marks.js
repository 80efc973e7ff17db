// Suggestions in the text of a clause: they are marked as comments are, under negative numbers, and their cards stand
// beside the text.

/** @typedef {import("./editor-comments.js").Commented} Commented */

const SIGN = "✎";

/** What the server tells, or null while the line is down. @param {string | undefined} address */
async function read(address) {
  const answer = address ? await fetch(address).catch(() => null) : null;
  return answer?.ok ? answer.json().catch(() => null) : null;
}

/**
 * Where the words of threads and of suggestions stand; null while the line is down.
 * @param {DOMStringMap} addresses `places` and, where there may be suggestions, `suggested` @returns {Promise<Commented[] | null>}
 */
export async function readPlaces({ places, suggested }) {
  const [threads, suggestions] = await Promise.all([read(places), read(suggested)]);
  const marked = (suggestions ?? []).map((/** @type {{ id: number, ranges: any }} */ { id, ranges }) => ({
    id: -id,
    number: SIGN,
    ranges,
  }));
  return threads && [...threads, ...marked];
}

/** @param {number} id of words */
export const isSuggestion = (id) => id < 0;

/**
 * Which of its kind is shown: “comment 3 of 12”.
 * @param {DOMStringMap} sentences @param {Commented[]} commented @param {number} id
 */
export function ordinal({ said, saidSuggestion }, commented, id) {
  const alike = commented.filter((each) => isSuggestion(each.id) === isSuggestion(id));
  const at = alike.findIndex((each) => each.id === id) + 1;
  const sentence = (isSuggestion(id) ? saidSuggestion : said) ?? "";
  return sentence.replace("{n}", String(at)).replace("{all}", String(alike.length));
}

/** Go to the card of a suggestion. @param {number} id of its words */
export function openCard(id) {
  for (const other of document.querySelectorAll(".suggestion-card.chosen")) other.classList.remove("chosen");
  const card = document.querySelector(`#suggestion-${-id}`);
  if (!(card instanceof HTMLElement)) return;
  card.classList.add("chosen");
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}
