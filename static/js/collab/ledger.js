// How many changes are on their way to the server's disk, and who hears of one clause.
import { socket } from "../lib/socket.js";

export class Ledger {
  #sent = 0;
  #kept = 0;
  #unsent = 0;

  get pending() {
    return this.#sent - this.#kept + this.#unsent;
  }

  /** The number of the next change sent. */
  send() {
    this.#sent += 1;
    return this.#sent;
  }

  /** Everything up to a number is on disk. @param {number} number */
  keep(number) {
    this.#kept = Math.max(this.#kept, number);
  }

  /** A change was made, or lost, while nothing could be sent. */
  miss(atLeast = this.#unsent + 1) {
    this.#unsent = Math.max(this.#unsent, atLeast);
  }

  /** Both sides were compared: what is missing is about to be sent anew. */
  settle() {
    this.#kept = this.#sent;
    this.#unsent = 0;
  }
}

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
