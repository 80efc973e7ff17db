// What is counted over one run, for all clients together.
import { Histogram } from "./histogram.mjs";

export class Tally {
  /** From a keystroke to each of its observers. */
  latency = new Histogram();
  /** How late this program was with its keystrokes: large values say that the machine, not the server, was busy. */
  lateness = new Histogram();
  typed = 0;
  expected = 0;
  sent = 0;
  acked = 0;
  refused = 0;
  waits = 0;
  resyncs = 0;
  dropped = 0;
  failed = 0;

  #over = false;

  get delivered() {
    return this.latency.total;
  }

  /** A keystroke reached one observer. @param {number} duration in milliseconds */
  deliver(duration) {
    if (!this.#over) this.latency.add(duration);
  }

  /** What comes from now on comes too late. */
  end() {
    this.#over = true;
  }
}
