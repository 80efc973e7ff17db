// A large update as several small ones: hours of work offline, or a long paste, get through part by part.
import { byClient, decodeParts, encodeParts } from "./update-parts.js";

// Of one update sent, some seconds on a weak line: half of what the server takes (MAX_UPDATE_BYTES of sync/validation.py).
export const MAX_BYTES = 32 * 1024;
const CLIENT_BYTES = 24; // at most, that one more client costs
const RANGE_BYTES = 12; // at most, that one more deleted range costs

/** @typedef {import("./update-parts.js").Part} Part */

/**
 * An update as one or more that do the same together, each of which builds only on those before it. Words of the
 * author's own that are deleted again go with them; what was there before is deleted last. So a line that is cut halfway
 * leaves too much and never too little.
 * @param {Uint8Array} update @param {number} [largest] bytes of one
 * @returns {Uint8Array[]}
 */
export function splitUpdate(update, largest = MAX_BYTES) {
  if (update.length <= largest) return [update];
  const { written, deleted } = decodeParts(update, Math.floor(largest / 4));
  return packed(withDeletions(ordered(written), deleted), largest).map(encodeParts);
}

/** Each part after those it depends on; at the end those, if any, that depend on what no part holds. @param {Part[]} written */
function ordered(written) {
  const queues = [...byClient(written).values()].map((queue) => queue.reverse());
  const ends = new Map(queues.map((queue) => [queue[queue.length - 1].client, queue[queue.length - 1].clock]));
  const isKnown = (/** @type {import("yjs").ID} */ { client, clock }) => clock < (ends.get(client) ?? Infinity);
  /** @type {Part[]} */
  const done = [];
  for (let before = -1; before < done.length; ) {
    before = done.length;
    for (const queue of queues) {
      while (queue[queue.length - 1]?.dependencies.every(isKnown)) {
        const next = /** @type {Part} */ (queue.pop());
        ends.set(next.client, next.clock + next.length);
        done.push(next);
      }
    }
  }
  return [...done, ...queues.flatMap((queue) => queue.reverse())];
}

/** Each deletion once all that it deletes is there. @param {Part[]} written @param {Part[]} deleted */
function withDeletions(written, deleted) {
  const starts = new Map([...byClient(written)].map(([client, [first]]) => [client, first.clock]));
  const isOwn = (/** @type {Part} */ { client, clock, length }) => clock + length > (starts.get(client) ?? Infinity);
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

/** @param {Part[]} parts @param {number} largest bytes of one update @returns {Part[][]} */
function packed(parts, largest) {
  /** @type {Part[][]} */
  const updates = [[]];
  let size = 0;
  const clients = new Set();
  const clientOf = (/** @type {Part} */ { client, bytes }) => `${client}${bytes ? "" : " deleted"}`;
  const cost = (/** @type {Part} */ part) =>
    (part.bytes?.length ?? RANGE_BYTES) + (clients.has(clientOf(part)) ? 0 : CLIENT_BYTES);
  for (const part of parts) {
    if (size && size + cost(part) > largest) {
      updates.push([]);
      size = 0;
      clients.clear();
    }
    size += cost(part);
    clients.add(clientOf(part));
    updates[updates.length - 1].push(part);
  }
  return updates;
}
