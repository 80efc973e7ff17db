// How many changes are on their way to the server's disk.

export class Ledger {
  #sent = 0;
  #kept = 0;
  #unsent = 0;

  get pending() {
    return this.#sent - this.#kept + this.#unsent;
  }

  /** Whether both sides must be compared before anything more is sent. */
  get behind() {
    return this.#unsent > 0;
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

  /** A change was made, or lost, while nothing could be sent. @param {number} [atLeast] so many are not there */
  miss(atLeast = this.#unsent + 1) {
    this.#unsent = Math.max(this.#unsent, atLeast);
  }

  /** Both sides were compared: what is missing is about to be sent anew. */
  settle() {
    this.#kept = this.#sent;
    this.#unsent = 0;
  }
}
