// The command line, and what each scenario means unless it says otherwise.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SERVERS } from "./lines/index.mjs";
import { MOST_TYPISTS } from "./editing/markers.mjs";

/**
 * @typedef {{ connected: number, documents: number, typists: number, rate: number, seconds: number }} Scenario
 *   `typists` in all, spread evenly over the documents; `rate` in keystrokes a second for each of them
 * @typedef {Scenario & { server: string, url: string, pid: number, scenario: string, connectRate: number,
 *   cookies: string[], clauses: string[] }} Options
 */

/** @type {Record<string, Scenario>} */
const SCENARIOS = {
  quiet: { connected: 11, documents: 1, typists: 1, rate: 5, seconds: 20 },
  crowd: { connected: 600, documents: 1, typists: 100, rate: 5, seconds: 20 },
  hall: { connected: 2000, documents: 1, typists: 100, rate: 5, seconds: 20 },
  rooms: { connected: 1500, documents: 500, typists: 500, rate: 0.7, seconds: 20 },
};

const USAGE = `usage: run.mjs --server ${SERVERS.join("|")} --url ws://HOST:PORT --scenario ${Object.keys(SCENARIOS).join("|")}
  [--pid PID] [--cookies FILE] [--clauses FILE] [--connect-rate N]
  [--connected N] [--documents N] [--typists N] [--rate KEYS-PER-SECOND] [--seconds N]`;

/** @param {string[]} args @returns {Options} */
export function readOptions(args) {
  const values = /** @type {Record<string, any>} */ (parseArgs({ args, options: FLAGS }).values);
  const scenario = SCENARIOS[values.scenario ?? ""];
  if (!scenario || !values.url || !SERVERS.includes(values.server ?? "")) throw new Error(USAGE);
  const options = {
    ...scenario,
    ...numbers(values),
    server: values.server,
    scenario: values.scenario,
    url: values.url.replace(/\/$/, ""),
    pid: Number(values.pid ?? 0),
    connectRate: Number(values["connect-rate"] ?? 200),
    cookies: lines(values.cookies),
    clauses: lines(values.clauses),
  };
  check(options);
  return options;
}

/** @type {import("node:util").ParseArgsConfig["options"]} */
const FLAGS = {
  ...Object.fromEntries(
    ["server", "url", "pid", "scenario", "cookies", "clauses", "connect-rate"].map((name) => [
      name,
      { type: "string" },
    ]),
  ),
  ...Object.fromEntries(Object.keys(SCENARIOS.quiet).map((name) => [name, { type: "string" }])),
};

/** @param {Record<string, any>} values @returns {Partial<Scenario>} */
function numbers(values) {
  const given = Object.keys(SCENARIOS.quiet).filter((name) => values[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, Number(values[name])]));
}

/** @param {string | undefined} file */
function lines(file) {
  return file ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}

/** @param {Options} options */
function check({ server, cookies, clauses, connected, documents, typists }) {
  if (server === "charter" && (cookies.length === 0 || clauses.length < documents))
    throw new Error(`charter needs --cookies, and --clauses with ${documents} of them`);
  if (connected < documents || typists > connected)
    throw new Error("too few connected for so many documents or typists");
  if (typists / documents > MOST_TYPISTS) throw new Error(`at most ${MOST_TYPISTS} typists in one document`);
}
