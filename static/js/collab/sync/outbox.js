// Changes on their way to the server: one goes at once; several go one by one, each when the one before has arrived.
import * as Y from "yjs";
import { Ledger } from "./ack-counter.js";
import { LARGEST, slices } from "./split-update.js";

const NOTHING = 2; // bytes of an update that says nothing
const LOST = /** @type {Answer} */ ({ wait: 0 });

/** @typedef {import("../../lib/connection/socket.js").Answer} Answer */

export class Outbox {
  #ledger = new Ledger();
  /** @type {Uint8Array[]} */
  #waiting = [];
  #busy = false; // sending one by one

  /**
   * @param {(number: number, update: Uint8Array) => Promise<Answer>} send
   * @param {(reasons: string[]) => void} refused
   * @param {(pause: number) => void} doubted something did not arrive: compare both sides after so many milliseconds;
   *   both are expected to `hold` what follows
   */
  constructor(send, refused, doubted) {
    this.send = send;
    this.refused = refused;
    this.doubted = doubted;
  }

  /** How many changes are not on the server's disk. */
  get pending() {
    return this.#ledger.pending + this.#waiting.length;
  }

  /** Send a change, unless both sides must be compared before. @param {Uint8Array} update */
  put(update) {
    if (this.#ledger.behind) this.miss();
    else this.#queue(update);
  }

  /** A change was made that cannot be sent. */
  miss() {
    this.#ledger.miss();
  }

  /** Everything up to a number is on disk. @param {number} number */
  keep(number) {
    this.#ledger.keep(number);
  }

  /** Send no more until both sides were compared. @param {number} [atLeast] changes that are missing on the other side */
  hold(atLeast = 0) {
    this.#ledger.miss(Math.max(atLeast, this.#waiting.length));
    this.#waiting = [];
  }

  /** Both sides were compared: send what is missing. @param {Uint8Array | null} missing */
  settle(missing) {
    this.#ledger.settle();
    this.#waiting = [];
    if (missing) this.#queue(missing);
  }

  /** @param {Uint8Array} update */
  #queue(update) {
    if (update.length > NOTHING) this.#waiting.push(...slices(update));
    if (this.#busy || !this.#waiting.length) return;
    if (this.#waiting.length > 1) this.#sendAll();
    else this.#sendNext();
  }

  async #sendAll() {
    this.#busy = true;
    while (this.#waiting.length) await this.#sendNext();
    this.#busy = false;
  }

  async #sendNext() {
    const update = this.#next();
    const answer = await this.send(this.#ledger.send(), update).catch(() => LOST);
    if (answer?.refused) this.refused(answer.refused);
    else if (answer && "wait" in answer) this.doubted(answer.wait);
  }

  /** What was typed while others waited goes together, as far as it fits. */
  #next() {
    const [first, ...rest] = this.#waiting;
    let size = first.length;
    const more = rest.findIndex((update) => {
      size += update.length;
      return size > LARGEST;
    });
    const together = this.#waiting.splice(0, 1 + (more < 0 ? rest.length : more));
    return together.length > 1 ? Y.mergeUpdates(together) : first;
  }
}
