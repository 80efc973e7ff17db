// Who has not written nor moved their caret for a while. The server says when they last did; the rest is waiting.

export const IDLE_MS = 120_000;

export class Idleness {
  /** @type {Map<number, number>} when somebody last acted, by this browser's clock */
  #acted = new Map();
  /** @type {Set<number>} */
  #idle = new Set();

  /** Somebody last acted so many seconds ago. @param {number} id @param {number} seconds */
  receive(id, seconds) {
    this.#acted.set(id, Date.now() - seconds * 1000);
    return this.#settle(id);
  }

  /** Those who have become idle since last asked. */
  became() {
    return [...this.#acted.keys()].filter((id) => this.#settle(id));
  }

  /** @param {number} id */
  has = (id) => this.#idle.has(id);

  /** @param {number} id */
  forget(id) {
    this.#acted.delete(id);
    this.#idle.delete(id);
  }

  /** Returns whether it has changed. @param {number} id */
  #settle(id) {
    const before = this.#idle.has(id);
    const now = Date.now() - (this.#acted.get(id) ?? 0) >= IDLE_MS;
    if (now) this.#idle.add(id);
    else this.#idle.delete(id);
    return before !== now;
  }
}
