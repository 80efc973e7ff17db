// People have a clause open while a moderator puts amendments into it; prints, for each clause, how long until the
// answer came and until the last of them had the new text, in milliseconds, as a line of JSON.
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { eachInTurn } from "./editing/assembly.mjs";
import { Room } from "./editing/room.mjs";
import { makeLine } from "./lines/index.mjs";
import { Tally } from "./measuring/tally.mjs";

const CONNECT_RATE = 200; // a second
const PATIENCE = 15_000; // milliseconds for the text to reach everyone
const REST = 500;

const FLAGS = Object.fromEntries(
  ["url", "watching", "cookies", "clauses", "moderator"].map((name) => [name, { type: /** @type {const} */ ("string") }]),
);

/** @param {string} file */
const lines = (file) => readFileSync(file, "utf8").split("\n").filter(Boolean);

/** @param {Record<string, string>} options @param {string} clause */
async function incorporate({ url, watching, cookies, moderator }, clause) {
  const [room, tally] = [new Room(clause), new Tally()];
  const options = /** @type {any} */ ({ server: "charter", url: url.replace("http", "ws"), cookies: lines(cookies) });
  const watchers = Array.from({ length: Number(watching) }, (_, index) => makeLine(options, index, room, tally));
  await eachInTurn(watchers, CONNECT_RATE, (line) => line.join());
  await sleep(REST);
  const seen = Promise.all(watchers.map(told));
  const started = performance.now();
  const headers = { Cookie: lines(moderator)[0] };
  const answer = await fetch(`${url}/bench/incorporation/${clause}`, { headers, redirect: "manual" });
  const answered = performance.now() - started;
  if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
  const last = Math.max(...(await Promise.race([seen, late()]))) - started;
  for (const line of watchers) line.close();
  return { answer: answered, seen: last };
}

/** When somebody hears of the new text. @param {import("./lines/line.mjs").Line} line @returns {Promise<number>} */
function told(line) {
  return new Promise((resolve, reject) => {
    const receive = () => resolve(performance.now());
    line.owner = /** @type {any} */ ({ receive, drop: () => reject(new Error("the server hung up")) });
  });
}

/** @returns {Promise<number[]>} */
async function late() {
  await sleep(PATIENCE);
  throw new Error("somebody never heard of it");
}

const options = /** @type {Record<string, string>} */ (parseArgs({ options: FLAGS }).values);
const measured = [];
for (const clause of lines(options.clauses)) measured.push(await incorporate(options, clause));
console.log(JSON.stringify(measured));
process.exit(0);
