// What comes from other people while letters are being composed waits: an input method owns the text until it is done.

export class Inbox {
  #isHeld = false;
  /** Whether one's own letters are not in the shared document yet. */
  hasUncommitted = false;
  /** Whether words of others are waiting, and not only their carets. */
  hasWords = false;
  /** @type {(() => void)[]} */
  #waiting = [];

  /**
   * Do something now, or when the composition is over, in the order of coming.
   * @param {() => void} act @param {boolean} isWords whether it brings words
   */
  take(act, isWords) {
    if (!this.#isHeld) return act();
    this.#waiting.push(act);
    this.hasWords ||= isWords;
  }

  hold() {
    this.#isHeld = true;
  }

  release() {
    this.#isHeld = this.hasWords = false;
    for (const act of this.#waiting.splice(0)) act();
  }

  /** Forget all of it: nobody is there any more. */
  empty() {
    this.#waiting = [];
    this.hasWords = false;
  }
}
