// Loads one server with one scenario and prints what came of it, as one line of JSON.
import { setTimeout as sleep } from "node:timers/promises";
import { assemble, makeRooms } from "./editing/assembly.mjs";
import { compare } from "./editing/convergence.mjs";
import { makeLine } from "./lines/index.mjs";
import { readOptions } from "./options.mjs";
import { cpuMicroseconds, residentKib } from "./measuring/process.mjs";
import { Tally } from "./measuring/tally.mjs";
import { settle, typeAll } from "./editing/typing.mjs";

const REST = 2000; // milliseconds for a server to come to rest before its memory is read

/** @typedef {import("./options.mjs").Options} Options */

/** @param {Options} options */
async function run(options) {
  const tally = new Tally();
  const rooms = makeRooms(options);
  await warmUp(options, rooms[0], tally);
  const empty = memory(options);
  const clients = await assemble(options, rooms, tally);
  await sleep(REST);
  const idle = memory(options);
  const typists = clients.filter(({ doc }) => doc);
  const cpu = await cpuOf(options, async () => {
    await typeAll(typists, options, tally);
    await settle(tally); // what is delivered late was not free either
  });
  const end = memory(options);
  const { digests, diverged } = await compare(options, rooms, tally);
  for (const { line } of clients) line.close();
  return {
    server: options.server,
    scenario: options.scenario,
    connected: clients.length,
    ...counts(tally, options),
    ...times(tally),
    cpu_us_per_delivered: rounded(cpu / tally.delivered),
    rss_kib_per_idle: rounded((idle - empty) / clients.length),
    rss_end_mib: rounded(end / 1024),
    converged: diverged === 0 && tally.delivered === tally.expected,
    diverged,
    text_sha256: digests,
  };
}

/**
 * One visit, so that what a server loads once is not taken for what a connection costs.
 * @param {Options} options
 * @param {import("./editing/room.mjs").Room} room
 * @param {Tally} tally
 */
async function warmUp(options, room, tally) {
  const line = makeLine(options, 0, room, tally);
  await line.join();
  line.close();
  await sleep(REST);
}

/** @param {Options} options @returns {number} KiB, or NaN when nobody said which process to look at */
const memory = ({ pid }) => (pid ? residentKib(pid) : Number.NaN);

/**
 * Microseconds of the server's processors while something runs.
 * @param {Options} options
 * @param {() => Promise<void>} act
 */
async function cpuOf({ pid }, act) {
  const before = pid ? cpuMicroseconds(pid) : Number.NaN;
  await act();
  return pid ? cpuMicroseconds(pid) - before : Number.NaN;
}

/** y-websocket acknowledges nothing. @param {Tally} tally @param {Options} options */
function counts({ latency, lateness, acked, ...counted }, { server }) {
  const delivered = latency.total;
  const share = delivered / counted.expected;
  return { ...counted, delivered, share, acked: server === "y-websocket" ? null : acked };
}

/** In milliseconds. @param {Tally} tally */
function times({ latency, lateness }) {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => rounded(latency.quantile(share)));
  return { p50, p95, p99, max: rounded(latency.max), late_p99: rounded(lateness.quantile(0.99)) };
}

/** Two decimals; null for what is not known. @param {number | null} value */
const rounded = (value) => (value === null || !Number.isFinite(value) ? null : Math.round(value * 100) / 100);

try {
  console.log(JSON.stringify(await run(readOptions(process.argv.slice(2)))));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
