// Who hears what about one clause.
import { socket } from "../lib/socket.js";

/**
 * Hear what concerns one clause, until the returned function is called.
 * @param {number} clauseId
 * @param {Record<string, (...details: any[]) => void>} handlers
 * @param {Record<string, () => void>} line what concerns all clauses: the line comes and goes
 */
export function hear(clauseId, handlers, line) {
  const listeners = Object.entries(handlers).map(([name, handler]) => {
    const heard = (/** @type {number} */ id, /** @type {any[]} */ ...details) => {
      if (id === clauseId) handler(...details);
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
