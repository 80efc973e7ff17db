// The sentence that tells the truth about what is on the server's disk, and where the rest is.
import { announce } from "../lib/announce.js";
import { keeps } from "../lib/keep.js";

const WORTH_SAYING = ["offline", "readonly", "closed"];

export class SaveState {
  /** @param {HTMLElement} place with words for each state: also for `Some` changes, and for words that are only `Here` */
  constructor(place) {
    this.place = place;
  }

  /** @param {string} state @param {number} pending */
  show(state, pending) {
    const { place } = this;
    const before = place.dataset.state;
    const words = this.#words(state, pending);
    place.dataset.state = state;
    place.dataset.pending = String(pending);
    if (place.textContent !== words) place.textContent = words;
    if (before && before !== state && WORTH_SAYING.includes(state)) announce(words);
  }

  /** The most exact words there are. @param {string} state @param {number} pending */
  #words(state, pending) {
    const names = [state + (keeps() ? "" : "Here"), state].flatMap((name) => [
      ...(pending ? [`${name}Some`] : []),
      name,
    ]);
    const exact = names.find((name) => name in this.place.dataset);
    return (this.place.dataset[exact ?? ""] ?? "").replace("{n}", String(pending));
  }
}
