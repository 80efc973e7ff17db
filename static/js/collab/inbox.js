// What comes from other people while letters are being composed waits: an input method owns the text until it is done.

export class Inbox {
  #isHeld = false;
  /** Whether one's own letters are not in the shared document yet. */
  isOwed = false;
  /** @type {(() => void)[]} */
  #waiting = [];

  get hasMail() {
    return this.#waiting.length > 0;
  }

  /** Do something now, or when the composition is over, in the order of coming. @param {() => void} act */
  take(act) {
    if (this.#isHeld) this.#waiting.push(act);
    else act();
  }

  hold() {
    this.#isHeld = true;
  }

  release() {
    this.#isHeld = false;
    for (const act of this.#waiting.splice(0)) this.take(act);
  }

  /** Forget all of it: nobody is there any more. */
  empty() {
    this.#waiting = [];
  }
}
