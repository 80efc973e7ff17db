// Joins a clause: sends the request until the server answers, one at a time.
import { socket } from "../../lib/connection/socket.js";

export const PROTOCOL_VERSION = 2; // of docs/protocol.md; `charter/collab/events.py` holds the same
const RETRY_MS = 2000; // until a request without an answer is sent again

export class Join {
  #isAsking = false;
  #askAgain = false; // something changed while a request was on its way
  /** @type {any} */
  #retry = 0;
  #isStopped = false;

  /**
   * @param {() => Promise<import("../../lib/connection/socket.js").Answer>} request
   * @param {(answer: import("../../lib/connection/socket.js").Answer) => void} onAnswer
   * @param {() => void} onDone after each request, answered or not
   */
  constructor(request, onAnswer, onDone) {
    this.request = request;
    this.onAnswer = onAnswer;
    this.onDone = onDone;
  }

  ask = async () => {
    if (this.#isStopped) return;
    this.#askAgain = this.#isAsking;
    if (this.#isAsking) return;
    this.#isAsking = true;
    clearTimeout(this.#retry);
    const answer = await this.request().catch(() => null);
    this.#isAsking = false;
    if (answer?.wait) this.retryIn(answer.wait);
    else if (answer) this.onAnswer(answer);
    else if (socket.connected) this.retryIn(RETRY_MS); // otherwise the next connection asks
    this.onDone();
    if (this.#askAgain) this.ask();
  };

  /** @param {number} pause in milliseconds */
  retryIn(pause) {
    if (!pause) return void this.ask();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(this.ask, pause);
  }

  stop() {
    this.#isStopped = true;
    clearTimeout(this.#retry);
  }
}
