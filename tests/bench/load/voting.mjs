// 2,000 electors vote within ten seconds while 600 pages show how many have; prints what came of it as a line of JSON.
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { eachInTurn } from "./editing/assembly.mjs";
import { Browser } from "./voting/elector.mjs";
import { Histogram } from "./measuring/histogram.mjs";
import { cpuMicroseconds } from "./measuring/process.mjs";
import { Watcher } from "./voting/watcher.mjs";

const CHOICES = ["for", "for", "for", "against", "abstain"];
const CONNECT_RATE = 200; // a second
const PATIENCE = 15_000; // milliseconds for the last number to reach everyone

const FLAGS = Object.fromEntries(
  ["url", "pid", "cookies", "vote", "watching", "seconds"].map((name) => [name, { type: /** @type {const} */ ("string") }]),
);

/** @typedef {{ post: Histogram, page: Histogram, late: Histogram, accepted: number, refused: number, failed: number }} Tally */

/** @param {Record<string, string>} options */
async function run({ url, pid, cookies, vote, watching = "600", seconds = "10" }) {
  const [chair, ...keys] = readFileSync(cookies, "utf8").split("\n").filter(Boolean);
  const electors = keys.map((cookie) => new Browser(url, cookie));
  const path = `/votes/${vote}`;
  await eachInTurn(electors, CONNECT_RATE, (elector) => elector.read(path));
  const watchers = electors.slice(0, Number(watching)).map((elector) => new Watcher(elector, Number(vote)));
  await eachInTurn(watchers, CONNECT_RATE, (watcher) => watcher.join());
  const tally = { post: new Histogram(), page: new Histogram(), late: new Histogram(), accepted: 0, refused: 0, failed: 0 };
  const [before, start] = [cpuMicroseconds(Number(pid)), performance.now()];
  await Promise.all(electors.map((elector) => voteAtSomeMoment(elector, path, Number(seconds), start, tally)));
  const last = performance.now();
  await settled(watchers, tally.accepted);
  const cpu = cpuMicroseconds(Number(pid)) - before;
  const closing = await close(new Browser(url, chair), path);
  for (const watcher of watchers) watcher.close();
  for (const elector of electors) elector.close();
  return { ...told(tally), ...seen(watchers, tally.accepted, last), cpu_s: rounded(cpu / 1e6), close: rounded(closing) };
}

/**
 * @param {Browser} elector @param {string} path @param {number} seconds @param {number} start @param {Tally} tally
 */
async function voteAtSomeMoment(elector, path, seconds, start, tally) {
  const due = start + Math.random() * seconds * 1000;
  await sleep(due - performance.now());
  tally.late.add(Math.max(0, performance.now() - due));
  try {
    const choice = CHOICES[Math.floor(Math.random() * CHOICES.length)];
    const answer = await elector.post(`${path}/ballot`, { choice }, { "X-Part": "1" });
    tally.post.add(answer.took);
    if (answer.status !== 303) {
      tally.refused += 1;
      return;
    }
    tally.accepted += 1;
    const page = await elector.part(answer.location.replace(/#.*/, ""));
    if (page.status === 200) tally.page.add(page.took);
    else tally.failed += 1;
  } catch {
    tally.failed += 1;
  }
}

/** Wait until every page shows all ballots, or for as long as anyone would. @param {Watcher[]} watchers @param {number} cast */
async function settled(watchers, cast) {
  const end = performance.now() + PATIENCE;
  while (performance.now() < end && watchers.some((each) => each.cast < cast)) await sleep(20);
}

/** Close the vote as a moderator does; milliseconds until the answer. @param {Browser} chair @param {string} path */
async function close(chair, path) {
  await chair.read(path);
  const { status, took } = await chair.post(`${path}/closure`, {});
  if (status !== 303) throw new Error(`the vote was not closed: ${status}`);
  chair.close();
  return took;
}

/** @param {Tally} tally */
function told({ post, page, late, ...counts }) {
  const quantiles = (/** @type {Histogram} */ { max }, /** @type {Histogram} */ of) => ({
    ...Object.fromEntries([50, 95, 99].map((each) => [`p${each}`, rounded(of.quantile(each / 100) ?? Number.NaN)])),
    max: rounded(max),
  });
  return { ...counts, post: quantiles(post, post), page: quantiles(page, page), late_p99: rounded(late.quantile(0.99) ?? 0) };
}

/** What the pages that watch got. @param {Watcher[]} watchers @param {number} cast @param {number} last */
function seen(watchers, cast, last) {
  return {
    up_to_date: watchers.filter((each) => each.cast === cast).length,
    dropped: watchers.filter((each) => each.dropped).length,
    told_each: rounded(watchers.reduce((sum, each) => sum + each.heard, 0) / watchers.length),
    fetches: watchers.reduce((sum, each) => sum + each.fetched, 0),
    behind: rounded(Math.max(...watchers.map((each) => each.changed), last) - last),
  };
}

/** Two decimals. @param {number} value */
const rounded = (value) => Math.round(value * 100) / 100;

try {
  const { values } = parseArgs({ options: FLAGS });
  console.log(JSON.stringify(await run(/** @type {Record<string, string>} */ (values))));
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
