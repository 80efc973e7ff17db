// When to connect again: a hall that lost its line together must not come back in one instant.

const MIN_DELAY_MS = 200;
const FIRST_SPREAD_MS = 3000; // over which the first attempts of everybody are spread
const MAX_SPREAD_MS = 12_000; // over which later ones are, while the server stays away

/**
 * Milliseconds until the next attempt, evenly spread.
 * @param {number} attempts that have failed @param {() => number} [random] from 0 to 1
 */
export function delay(attempts, random = Math.random) {
  const widest = Math.min(MAX_SPREAD_MS, FIRST_SPREAD_MS * 2 ** attempts);
  return Math.round(MIN_DELAY_MS + random() * (widest - MIN_DELAY_MS));
}
