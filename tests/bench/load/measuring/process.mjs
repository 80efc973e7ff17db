// What a server takes, from Linux's /proc: its own process and all its descendants.
import { readdirSync, readFileSync } from "node:fs";

const TICKS = 100; // a second: what Linux tells user space, whatever the kernel's own clock
const PAGE_KIB = 4;

/** @param {number} pid */
export function cpuMicroseconds(pid) {
  const ticks = family(pid).map((each) => {
    const stat = readFileSync(`/proc/${each}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" "); // the name before may hold spaces
    return Number(fields[11]) + Number(fields[12]);
  });
  return (sum(ticks) / TICKS) * 1e6;
}

/** @param {number} pid */
export function residentKib(pid) {
  return sum(family(pid).map((each) => Number(readFileSync(`/proc/${each}/statm`, "latin1").split(" ")[1]) * PAGE_KIB));
}

/** @param {number} pid @returns {number[]} */
function family(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "latin1").split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(family)];
}

/** @param {number[]} values */
const sum = (values) => values.reduce((total, each) => total + each, 0);
