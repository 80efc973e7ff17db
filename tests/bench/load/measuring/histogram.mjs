// Durations in fixed buckets: a million samples a second take no memory.

const STEP = 0.1; // milliseconds, up to FINE
const FINE = 10;
const GROWTH = 1.02; // from one bucket to the next, above FINE
const LONGEST = 120_000;
const FINE_BUCKETS = FINE / STEP;
const BUCKETS = FINE_BUCKETS + Math.ceil(Math.log(LONGEST / FINE) / Math.log(GROWTH)) + 1;

export class Histogram {
  #counts = new Float64Array(BUCKETS);
  total = 0;
  max = 0;

  /** @param {number} duration in milliseconds */
  add(duration) {
    this.#counts[bucket(duration)] += 1;
    this.total += 1;
    if (duration > this.max) this.max = duration;
  }

  /**
   * The upper edge of the bucket that holds this share of the samples, so never flattering; null without samples.
   * @param {number} share such as 0.95
   */
  quantile(share) {
    if (this.total === 0) return null;
    let index = 0;
    for (let below = this.#counts[0]; below < share * this.total; below += this.#counts[index]) index += 1;
    return Math.min(edge(index), this.max);
  }
}

/** @param {number} duration */
function bucket(duration) {
  if (duration < FINE) return Math.max(0, Math.floor(duration / STEP));
  const coarse = Math.floor(Math.log(duration / FINE) / Math.log(GROWTH));
  return Math.min(BUCKETS - 1, FINE_BUCKETS + coarse);
}

/** @param {number} index */
function edge(index) {
  return index < FINE_BUCKETS ? (index + 1) * STEP : FINE * GROWTH ** (index - FINE_BUCKETS + 1);
}
