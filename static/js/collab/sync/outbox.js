// The queue of updates to the server: one is sent at once; several go one by one, each after the acknowledgement before.
import * as Y from "yjs";
import { AckCounter } from "./ack-counter.js";
import { MAX_BYTES, splitUpdate } from "./split-update.js";

const EMPTY_BYTES = 2; // of an update without content
const NO_ANSWER = /** @type {Answer} */ ({ wait: 0 });

/** @typedef {import("../../lib/connection/socket.js").Answer} Answer */

export class Outbox {
  #acks = new AckCounter();
  /** @type {Uint8Array[]} */
  #queue = [];
  #busy = false; // sending one by one

  /**
   * @param {(number: number, update: Uint8Array) => Promise<Answer>} send
   * @param {(reasons: string[]) => void} refused
   * @param {(pause: number) => void} needsResync an update may be lost: resync after so many milliseconds; `refused` and
   *   `needsResync` are expected to `pause` what follows
   */
  constructor(send, refused, needsResync) {
    this.send = send;
    this.refused = refused;
    this.needsResync = needsResync;
  }

  /** How many changes are not on the server's disk. */
  get pending() {
    return this.#acks.pending + this.#queue.length;
  }

  /** Send an update, unless a resync must come first. @param {Uint8Array} update */
  put(update) {
    if (this.#acks.needsResync) this.markUnsent();
    else this.#add(update);
  }

  /** A change was made that cannot be sent. */
  markUnsent() {
    this.#acks.markUnsent();
  }

  /** Everything up to a number is on disk. @param {number} number */
  acknowledge(number) {
    this.#acks.acknowledge(number);
  }

  /** Send no more until the next resync. @param {number} [atLeast] changes that the server lacks */
  pause(atLeast = 0) {
    this.#acks.markUnsent(Math.max(atLeast, this.#queue.length));
    this.#queue = [];
  }

  /** After a resync: send what the server lacks. @param {Uint8Array | null} missing */
  resume(missing) {
    this.#acks.reset();
    this.#queue = [];
    if (missing) this.#add(missing);
  }

  /** @param {Uint8Array} update */
  #add(update) {
    if (update.length > EMPTY_BYTES) this.#queue.push(...splitUpdate(update));
    if (this.#busy || !this.#queue.length) return;
    if (this.#queue.length > 1) this.#sendAll();
    else this.#sendNext();
  }

  async #sendAll() {
    this.#busy = true;
    while (this.#queue.length) await this.#sendNext();
    this.#busy = false;
  }

  async #sendNext() {
    const update = this.#next();
    const answer = await this.send(this.#acks.next(), update).catch(() => NO_ANSWER);
    if (answer?.refused) this.refused(answer.refused);
    else if (answer && "wait" in answer) this.needsResync(answer.wait);
  }

  /** What was typed while others waited goes together, as far as it fits. */
  #next() {
    const [first, ...rest] = this.#queue;
    let size = first.length;
    const more = rest.findIndex((update) => {
      size += update.length;
      return size > MAX_BYTES;
    });
    const together = this.#queue.splice(0, 1 + (more < 0 ? rest.length : more));
    return together.length > 1 ? Y.mergeUpdates(together) : first;
  }
}
