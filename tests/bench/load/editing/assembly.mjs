// Brings everyone into their documents, no faster than a server can be expected to let them in.
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "./client.mjs";
import { makeLine } from "../lines/index.mjs";
import { Room } from "./room.mjs";
import { firstWords } from "./words.mjs";

const AT_ONCE = 50; // connections under way

/** @typedef {import("../options.mjs").Options} Options @typedef {import("../measuring/tally.mjs").Tally} Tally */

/** @param {Options} options */
export function makeRooms({ clauses, documents }) {
  return Array.from({ length: documents }, (_, index) => new Room(clauses[index] ?? `document-${index}`));
}

/**
 * The first of each document comes first, and writes what others find, unless the server has first words of its own.
 * @param {Options} options
 * @param {Room[]} rooms
 * @param {Tally} tally
 */
export async function assemble(options, rooms, tally) {
  const clients = Array.from({ length: options.connected }, (_, index) => makeClient(options, rooms, tally, index));
  const seed = options.server === "charter" ? undefined : firstWords();
  const [first, others] = [clients.slice(0, rooms.length), clients.slice(rooms.length)];
  await eachInTurn(first, options.connectRate, (client) => client.join(seed).catch(failed));
  await eachInTurn(others, options.connectRate, (client) => client.join().catch(failed));
  return rooms.flatMap((room) => room.clients);

  function failed() {
    tally.failed += 1;
  }
}

/**
 * Clients go round the rooms; those who type are the first in each.
 * @param {Options} options
 * @param {Room[]} rooms
 * @param {Tally} tally
 * @param {number} index
 */
function makeClient(options, rooms, tally, index) {
  const room = rooms[index % rooms.length];
  const typist = index < options.typists ? Math.floor(index / rooms.length) : -1;
  return new Client(room, tally, makeLine(options, index, room, tally), typist);
}

/**
 * Start one after the other at a bounded rate, with a bounded number under way; resolves when all are done.
 * @template Item
 * @param {Item[]} items
 * @param {number} rate a second
 * @param {(item: Item) => Promise<unknown>} act
 */
export async function eachInTurn(items, rate, act) {
  const underWay = new Set();
  for (const item of items) {
    const done = act(item).finally(() => underWay.delete(done));
    underWay.add(done);
    await sleep(1000 / rate);
    while (underWay.size >= AT_ONCE) await Promise.race(underWay);
  }
  await Promise.all(underWay);
}
