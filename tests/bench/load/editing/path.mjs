// What someone received, in order. Those who received the same share the same object, so that 2,000 identical
// histories take the memory, and later the checking, of one.

/** @typedef {import("./room.mjs").Batch} Batch */

export class Path {
  /** @type {Map<Batch, Path>} */
  #next = new Map();

  /** @param {Batch | null} batch @param {Path | null} before */
  constructor(batch = null, before = null) {
    this.batch = batch;
    this.before = before;
  }

  /** The history with one more batch. @param {Batch} batch @returns {Path} */
  with(batch) {
    const known = this.#next.get(batch);
    if (known) return known;
    const longer = new Path(batch, this);
    this.#next.set(batch, longer);
    return longer;
  }

  /** Everything received, oldest first. */
  updates() {
    const found = [];
    for (let at = /** @type {Path | null} */ (this); at?.batch; at = at.before) found.push(at.batch.update);
    return found.reverse();
  }
}
