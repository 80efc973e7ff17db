// The sentence that tells the truth about what is on the server's disk, and where the rest is.
import { announce } from "../../lib/announce.js";
import { isAvailable } from "../../lib/storage/local-store.js";

const OFFLINE_MS = 2000; // for which one is offline until that is worth saying
const FIRST_CONNECTION_MS = 1000; // for which a page that has just come is not offline yet

export class SaveState {
  #timer = 0;
  #first = 0;
  #wasOffline = false; // as far as was said

  /** @param {HTMLElement} place with words for each state: also for `Some` changes, and for words that are only `Here` */
  constructor(place) {
    this.place = place;
  }

  /** @param {string} state @param {number} pending */
  show(state, pending) {
    window.clearTimeout(this.#first);
    const isFirst = !this.place.dataset.state && state === "offline" && !pending;
    // Each page begins so. The sentence, gone at once, would move what somebody is about to press.
    if (isFirst) this.#first = window.setTimeout(() => this.#put(state, pending), FIRST_CONNECTION_MS);
    else this.#put(state, pending);
  }

  /** @param {string} state @param {number} pending */
  #put(state, pending) {
    const { place } = this;
    const before = place.dataset.state;
    const words = this.#words(state, pending);
    place.dataset.state = state;
    place.dataset.pending = String(pending);
    if (place.textContent !== words) place.textContent = words;
    if (before && before !== state) this.#say(state);
  }

  /** Aloud, only what changes what one can do: offline, back and saved, no more to be written. @param {string} state */
  #say(state) {
    window.clearTimeout(this.#timer);
    if (state === "offline") {
      this.#timer = window.setTimeout(() => {
        this.#wasOffline = true;
        announce(this.place.textContent ?? "");
      }, OFFLINE_MS);
    } else if (state === "saved" && this.#wasOffline) {
      this.#wasOffline = false;
      announce(this.place.dataset.back ?? "");
    } else if (state === "readonly" || state === "closed") announce(this.place.textContent ?? "");
  }

  /** The most exact words there are. @param {string} state @param {number} pending */
  #words(state, pending) {
    const names = [state + (isAvailable() ? "" : "Here"), state].flatMap((name) => [
      ...(pending ? [`${name}Some`] : []),
      name,
    ]);
    const exact = names.find((name) => name in this.place.dataset);
    return (this.place.dataset[exact ?? ""] ?? "").replace("{n}", String(pending));
  }
}
