// When to connect again: a hall that lost its line together must not come back in one instant.

const SOONEST = 200; // milliseconds
const FIRST = 3000; // milliseconds over which the first attempts of everybody are spread
const WIDEST = 12_000; // milliseconds over which later ones are, while the server stays away

/**
 * Milliseconds until the next attempt, evenly spread.
 * @param {number} attempts that have failed @param {() => number} [random] from 0 to 1
 */
export function delay(attempts, random = Math.random) {
  const widest = Math.min(WIDEST, FIRST * 2 ** attempts);
  return Math.round(SOONEST + random() * (widest - SOONEST));
}
