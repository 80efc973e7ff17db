// Counts the changes that the server has not acknowledged: it does once they are on its disk.

export class AckCounter {
  #sent = 0;
  #acknowledged = 0;
  #unsent = 0;

  get pending() {
    return this.#sent - this.#acknowledged + this.#unsent;
  }

  /** Whether a resync must come before anything more is sent. */
  get needsResync() {
    return this.#unsent > 0;
  }

  /** The number of the next change sent. */
  next() {
    this.#sent += 1;
    return this.#sent;
  }

  /** Everything up to a number is on disk. @param {number} number */
  acknowledge(number) {
    this.#acknowledged = Math.max(this.#acknowledged, number);
  }

  /** A change was made, or lost, while nothing could be sent. @param {number} [atLeast] so many are not there */
  markUnsent(atLeast = this.#unsent + 1) {
    this.#unsent = Math.max(this.#unsent, atLeast);
  }

  /** After a resync: what the server lacks is about to be sent again. */
  reset() {
    this.#acknowledged = this.#sent;
    this.#unsent = 0;
  }
}
