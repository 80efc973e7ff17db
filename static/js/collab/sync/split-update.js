// A large update as several small ones: hours of work offline, or a long paste, get through piece by piece.
import { byClient, join, take } from "./update-parts.js";

export const LARGEST = 32 * 1024; // bytes of one slice: half of what the server takes, some seconds on a weak line
const AUTHOR = 24; // bytes, at most, that one more author costs
const RANGE = 12; // bytes, at most, that one more range deleted costs

/** @typedef {import("./update-parts.js").Piece} Piece */

/**
 * An update as one or more that do the same together, each of which builds only on those before it. Words of the
 * author's own that are deleted again go with them; what was there before is deleted last. So a line that is cut halfway
 * leaves too much and never too little.
 * @param {Uint8Array} update @param {number} [largest] bytes of one
 * @returns {Uint8Array[]}
 */
export function slices(update, largest = LARGEST) {
  if (update.length <= largest) return [update];
  const { written, deleted } = take(update, Math.floor(largest / 4));
  return packed(withDeletions(ordered(written), deleted), largest).map(join);
}

/** Each piece after those that it leans on; at the end, if there are any, those that lean on what is nowhere. @param {Piece[]} written */
function ordered(written) {
  const queues = [...byClient(written).values()].map((queue) => queue.reverse());
  const ends = new Map(queues.map((queue) => [queue[queue.length - 1].client, queue[queue.length - 1].clock]));
  const isThere = (/** @type {import("yjs").ID} */ { client, clock }) => clock < (ends.get(client) ?? Infinity);
  /** @type {Piece[]} */
  const done = [];
  for (let before = -1; before < done.length; ) {
    before = done.length;
    for (const queue of queues) {
      while (queue[queue.length - 1]?.leans.every(isThere)) {
        const next = /** @type {Piece} */ (queue.pop());
        ends.set(next.client, next.clock + next.length);
        done.push(next);
      }
    }
  }
  return [...done, ...queues.flatMap((queue) => queue.reverse())];
}

/** Each deletion once all that it deletes is there. @param {Piece[]} written @param {Piece[]} deleted */
function withDeletions(written, deleted) {
  const starts = new Map([...byClient(written)].map(([client, [first]]) => [client, first.clock]));
  const isOwn = (/** @type {Piece} */ { client, clock, length }) => clock + length > (starts.get(client) ?? Infinity);
  const own = byClient(deleted.filter(isOwn).reverse()); // the next one stands last
  const all = written.flatMap(({ client, clock, length, ...more }) => {
    const due = [];
    const ranges = own.get(client) ?? [];
    for (let last = ranges.at(-1); last && last.clock + last.length <= clock + length; last = ranges.at(-1)) {
      due.push(last);
      ranges.pop();
    }
    return [{ client, clock, length, ...more }, ...due];
  });
  return [...all, ...deleted.filter((range) => !isOwn(range))];
}

/** @param {Piece[]} pieces @param {number} largest bytes of one parcel @returns {Piece[][]} */
function packed(pieces, largest) {
  /** @type {Piece[][]} */
  const parcels = [[]];
  let size = 0;
  const authors = new Set();
  const author = (/** @type {Piece} */ { client, bytes }) => `${client}${bytes ? "" : " deleted"}`;
  const cost = (/** @type {Piece} */ piece) =>
    (piece.bytes?.length ?? RANGE) + (authors.has(author(piece)) ? 0 : AUTHOR);
  for (const piece of pieces) {
    if (size && size + cost(piece) > largest) {
      parcels.push([]);
      size = 0;
      authors.clear();
    }
    size += cost(piece);
    authors.add(author(piece));
    parcels[parcels.length - 1].push(piece);
  }
  return parcels;
}
