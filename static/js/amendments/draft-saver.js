// Saves the form of an amendment as a draft while it is written, one request at a time, and says what is saved where.
import { fetchPart, filledIn, Refusal } from "../lib/live/fetch-part.js";
import { remove, save } from "../lib/storage/local-store.js";

const PAUSE_MS = 900; // from the last change until the draft is sent
const RETRY_MS = 5000; // after the line failed

/** @typedef {"" | "saving" | "saved" | "offline" | "refused"} State */

export class DraftSaver {
  #timer = 0;
  #changes = 0; // since the page came
  /** @type {Promise<void> | undefined} the request under way */
  #sending;

  /**
   * @param {HTMLFormElement} form
   * @param {{ key: string, owner: string }} place of what this browser keeps meanwhile
   * @param {(state: State, reason?: string) => void} show
   * @param {(html: string) => boolean} take puts the answer into the page; whether the draft was saved
   */
  constructor(form, place, show, take) {
    this.form = form;
    this.place = place;
    this.show = show;
    this.take = take;
  }

  /** Whether something is on this page that the server does not have. */
  isPending = false;

  /** Whether the last request never came to the server, or its answer never came back. */
  isOffline = false;

  /** Whether no more is to be saved: the form is being sent, or the server has another state of it. */
  isStopped = false;

  changed() {
    this.#changes += 1;
    this.isPending = true;
    save({ ...this.place, fields: fieldsOf(this.form) });
    if (this.isStopped) return;
    if (!this.isOffline) this.show("saving"); // what is saved is not the newest words any more
    this.#later(PAUSE_MS);
  }

  /** Saves what is not saved yet, now. Whether the form itself may be sent: not while the line is down. */
  async flush() {
    window.clearTimeout(this.#timer);
    await this.#sending;
    if (!this.isPending || this.isStopped) return true;
    await this.#start();
    window.clearTimeout(this.#timer);
    return !this.isOffline;
  }

  stop() {
    this.isStopped = true;
    window.clearTimeout(this.#timer);
  }

  /** @param {number} pause */
  #later(pause) {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#start(), pause);
  }

  #start() {
    this.#sending ??= this.#send().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  async #send() {
    const sent = this.#changes;
    this.show("saving");
    try {
      const answer = await fetchPart(this.form.action, filledIn(this.form, null));
      this.isOffline = false;
      if (!this.take(answer)) return this.show("refused");
      if (sent !== this.#changes) return this.#later(PAUSE_MS);
      this.isPending = false;
      await remove(this.place.key);
      this.show("saved");
    } catch (problem) {
      if (problem instanceof Refusal) {
        this.stop();
        return this.show("refused", problem.message);
      }
      this.isOffline = true;
      this.show("offline");
      this.#later(RETRY_MS);
    }
  }
}

/** What is filled in, by name. @param {HTMLFormElement} form */
export const fieldsOf = (form) =>
  [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
