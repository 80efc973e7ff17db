// Everyone types at their own steady pace, each from a moment of their own.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

const GRACE = 15_000; // milliseconds for what is still on its way when the typing ends
const LOOK = 20;

/** @typedef {import("./client.mjs").Client} Client @typedef {import("../measuring/tally.mjs").Tally} Tally */

/**
 * @param {Client[]} typists
 * @param {import("../options.mjs").Options} options
 * @param {Tally} tally
 */
export async function typeAll(typists, { rate, seconds }, tally) {
  const end = performance.now() + seconds * 1000;
  await Promise.all(typists.map((typist) => typeOne(typist, 1000 / rate, end, tally)));
}

/**
 * @param {Client} typist
 * @param {number} pause between two keystrokes, in milliseconds
 * @param {number} end
 * @param {Tally} tally
 */
async function typeOne(typist, pause, end, tally) {
  for (let due = performance.now() + Math.random() * pause; due < end; due += pause) {
    await sleep(Math.max(0, due - performance.now()));
    tally.lateness.add(Math.max(0, performance.now() - due));
    typist.type();
  }
}

/** Until every observer has every keystroke, or the grace is over. @param {Tally} tally */
export async function settle(tally) {
  const end = performance.now() + GRACE;
  while (tally.delivered < tally.expected && performance.now() < end) await sleep(LOOK);
  tally.end();
}
