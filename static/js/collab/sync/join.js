// Asks the server for a clause until it answers, one question at a time.
import { socket } from "../../lib/connection/socket.js";

const AGAIN = 2000; // milliseconds until a question that got no answer is asked again

export class Opening {
  #asking = false;
  #again = false; // something changed while a question was on its way
  /** @type {any} */
  #retry = 0;
  #over = false;

  /**
   * @param {() => Promise<import("../../lib/connection/socket.js").Answer>} question
   * @param {(answer: import("../../lib/connection/socket.js").Answer) => void} heard
   * @param {() => void} done after each question, answered or not
   */
  constructor(question, heard, done) {
    this.question = question;
    this.heard = heard;
    this.done = done;
  }

  ask = async () => {
    if (this.#over) return;
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#retry);
    const answer = await this.question().catch(() => null);
    this.#asking = false;
    if (answer?.wait) this.later(answer.wait);
    else if (answer) this.heard(answer);
    else if (socket.connected) this.later(AGAIN); // otherwise the next connection asks
    this.done();
    if (this.#again) this.ask();
  };

  /** @param {number} pause in milliseconds */
  later(pause) {
    if (!pause) return void this.ask();
    clearTimeout(this.#retry);
    this.#retry = setTimeout(this.ask, pause);
  }

  stop() {
    this.#over = true;
    clearTimeout(this.#retry);
  }
}
