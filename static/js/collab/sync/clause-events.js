// Who hears what about one clause.
import { socket } from "../../lib/connection/socket.js";

const OF_OTHERS = ["update", "people"]; // what waits while letters are composed

/**
 * Hear what concerns one clause, until the returned function is called.
 * @param {number} clauseId
 * @param {Record<string, (...details: any[]) => void>} handlers
 * @param {Record<string, () => void>} line what concerns all clauses: the line comes and goes
 * @param {import("./inbox.js").Inbox} inbox
 */
export function hear(clauseId, handlers, line, inbox) {
  const listeners = Object.entries(handlers).map(([name, handler]) => {
    const heard = (/** @type {number} */ id, /** @type {any[]} */ ...details) => {
      if (id !== clauseId) return;
      if (OF_OTHERS.includes(name)) inbox.take(() => handler(...details), name === "update");
      else handler(...details);
    };
    socket.on(name, heard);
    return /** @type {const} */ ([name, heard]);
  });
  const all = [...listeners, ...Object.entries(line)];
  for (const [name, heard] of Object.entries(line)) socket.on(name, heard);
  return () => {
    for (const [name, heard] of all) socket.off(name, heard);
  };
}
