// Whether everyone ended up with the same words: each client, and somebody who comes afterwards.
import * as Y from "yjs";
import { eachInTurn } from "./assembly.mjs";
import { makeLine } from "./lines/index.mjs";
import { digest } from "./words.mjs";

/** @typedef {import("./room.mjs").Room} Room @typedef {import("./options.mjs").Options} Options */

/**
 * The digest of each document as a newcomer reads it, and how many clients read something else.
 * @param {Options} options
 * @param {Room[]} rooms
 * @param {import("./tally.mjs").Tally} tally
 */
export async function compare(options, rooms, tally) {
  /** @type {Record<string, string>} */
  const digests = {};
  let diverged = 0;
  await eachInTurn(rooms, options.connectRate, async (room) => {
    const line = makeLine(options, 0, room, tally);
    const { state } = await line.join();
    line.close();
    digests[room.name] = digest(withUpdates(new Y.Doc(), [state]));
    diverged += othersThan(digests[room.name], room);
  });
  return { digests, diverged };
}

/** @param {string} expected @param {Room} room */
function othersThan(expected, room) {
  /** @type {Map<import("./path.mjs").Path, string>} */
  const read = new Map(); // those who only watched and received the same hold the same
  return room.clients.filter(({ doc, path }) => {
    if (doc) return digest(withUpdates(new Y.Doc(), [...path.updates(), Y.encodeStateAsUpdate(doc)])) !== expected;
    if (!read.has(path)) read.set(path, digest(withUpdates(new Y.Doc(), path.updates())));
    return read.get(path) !== expected;
  }).length;
}

/** @param {Y.Doc} doc @param {Uint8Array[]} updates */
function withUpdates(doc, updates) {
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}
