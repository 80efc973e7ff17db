// 600 people come to one process in the same instant, as when another one was lost: each connects and opens a clause;
// then all open it again at once. Prints how long the last one took, and the slowest /healthz meanwhile, as JSON.
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

const front = createRequire(new URL("../../../static/package.json", import.meta.url));
const { io } = front("socket.io-client");
const parser = front("socket.io-msgpack-parser");
const PATIENCE = 10_000; // milliseconds, as the pages have
const PAUSE = 1000; // milliseconds until one who was refused, or not answered, asks again
const NOTHING = Buffer.from([0]); // the state vector of an empty copy
const FLAGS = Object.fromEntries(
  ["url", "cookies", "clauses", "people", "protocol", "schema"].map((name) => [name, { type: /** @type {const} */ ("string") }]),
);

/** @param {string} path @returns {string[]} */
const lines = (path) => readFileSync(path, "utf8").split("\n").filter(Boolean);

/** @param {any} socket @param {number} clause @param {number[]} versions @param {{ again: number }} tally */
async function join(socket, clause, versions, tally) {
  for (;;) {
    const answer = await socket.timeout(PATIENCE).emitWithAck("join", ...versions, clause, NOTHING).catch(() => ({}));
    if (answer.update) return performance.now();
    tally.again += 1;
    await sleep(answer.wait ?? PAUSE);
  }
}

/** @param {string} url @param {{ stop: boolean, worst: number }} watch */
async function askHealth(url, watch) {
  while (!watch.stop) {
    const asked = performance.now();
    await new Promise((answered) => get(`${url}/healthz`, (answer) => answer.resume().on("end", answered)).on("error", answered));
    watch.worst = Math.max(watch.worst, performance.now() - asked);
    await sleep(50);
  }
}

/** @param {Record<string, string>} options */
async function run({ url, cookies, clauses, people, protocol, schema }) {
  const [keys, numbers] = [lines(cookies), lines(clauses).map(Number)];
  const [tally, watch] = [{ again: 0 }, { stop: false, worst: 0 }];
  const asking = askHealth(url, watch);
  const started = performance.now();
  const sockets = keys.slice(0, Number(people)).map((cookie) =>
    io(url, { parser, transports: ["websocket"], forceNew: true, extraHeaders: { Cookie: cookie }, timeout: PATIENCE }),
  );
  const enter = (/** @type {any} */ socket, /** @type {number} */ index) =>
    join(socket, numbers[index % numbers.length], [Number(protocol), Number(schema)], tally);
  const connected = await Promise.all(
    sockets.map((socket) => new Promise((resolve) => socket.once("connect", () => resolve(performance.now())))),
  );
  const came = await Promise.all(sockets.map(enter));
  const again = performance.now();
  const reopened = await Promise.all(sockets.map(enter));
  watch.stop = true;
  await asking;
  for (const socket of sockets) socket.disconnect();
  const last = (/** @type {number[]} */ moments, /** @type {number} */ from) => Math.max(...moments) - from;
  return {
    connected: last(connected, started),
    in: last(came, started),
    again: last(reopened, again),
    asked_again: tally.again,
    healthz: watch.worst,
  };
}

const { values } = parseArgs({ options: FLAGS });
console.log(JSON.stringify(await run(/** @type {Record<string, string>} */ (values))));
