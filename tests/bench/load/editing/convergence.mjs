// Whether everyone ended up with the same words: each client, and somebody who comes afterwards.
import * as Y from "yjs";
import { eachInTurn } from "./assembly.mjs";
import { makeLine } from "../lines/index.mjs";
import { digest } from "./words.mjs";

/** @typedef {import("./room.mjs").Room} Room @typedef {import("../options.mjs").Options} Options */
/** @typedef {import("../lines/line.mjs").Line} Line */

/**
 * The digest of each document as a newcomer reads it, and how many clients read something else.
 * @param {Options} options
 * @param {Room[]} rooms
 * @param {import("../measuring/tally.mjs").Tally} tally
 */
export async function compare(options, rooms, tally) {
  /** @type {Record<string, string>} */
  const digests = {};
  let diverged = 0;
  await eachInTurn([...rooms.entries()], options.connectRate, async ([index, room]) => {
    const found = await visit(makeLine(options, index, room, tally));
    digests[room.name] = found;
    diverged += othersThan(found, room);
  });
  return { digests, diverged };
}

/** What a newcomer reads; empty when the server does not let anyone in any more. @param {Line} line */
async function visit(line) {
  try {
    const { state } = await line.join();
    return digest(withUpdates(new Y.Doc(), [state]));
  } catch {
    return "";
  } finally {
    line.close();
  }
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
