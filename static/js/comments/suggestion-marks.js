// Suggestions in the text of a clause: they are marked as comments are, under negative numbers, and their cards stand
// beside the text.

/** @typedef {import("./editor-comments.js").Commented} Commented */

/** What the server tells, or null while the line is down. @param {string | undefined} address */
async function read(address) {
  const answer = address ? await fetch(address).catch(() => null) : null;
  return answer?.ok ? answer.json().catch(() => null) : null;
}

/** What a card of a suggestion says of all; nothing where there is none. */
const ofCards = () => /** @type {HTMLElement | null} */ (document.querySelector(".suggestion-card"))?.dataset;

/**
 * Where the words of threads and of suggestions stand; null while the line is down.
 * @param {DOMStringMap} threads `places` tells where @returns {Promise<Commented[] | null>}
 */
export async function readPlaces({ places }) {
  const [threads, suggestions] = await Promise.all([read(places), read(ofCards()?.places)]);
  return threads && [...threads, ...(suggestions ?? [])];
}

/**
 * Which of its kind is shown: “comment 3 of 12”.
 * @param {DOMStringMap} sentences @param {Commented[]} commented @param {number} id
 */
export function ordinal({ said }, commented, id) {
  const alike = commented.filter((each) => each.id < 0 === id < 0);
  const at = alike.findIndex((each) => each.id === id) + 1;
  const sentence = (id < 0 ? ofCards()?.said : said) ?? "";
  return sentence.replace("{n}", String(at)).replace("{all}", String(alike.length));
}

/** Go to the card of a suggestion. @param {number} id of its words */
export const openCard = (id) => document.getElementById(`suggestion-${-id}`)?.focus();
