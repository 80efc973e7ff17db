// Who came and who left, told together a moment later; whoever is back by then, or gone again, is not told of.

const SETTLE_MS = 6000; // longer than a line takes to come back
const MAX_NAMES = 3; // people who are still named aloud

export class Arrivals {
  /** @type {Set<string> | null} who is here, as far as was announced; a new page tells of nobody */
  #announced = null;
  /** @type {Set<string>} */
  #here = new Set();
  #count = 0;
  #timer = 0;

  /**
   * @param {{ joined: string, left: string, many: string }} words with {name} or {n} in them
   * @param {(sentence: string) => void} announce
   */
  constructor(words, announce) {
    this.words = words;
    this.announce = announce;
  }

  /** Who is here now; nobody while one's own line is down, which says nothing of the others. @param {Iterable<string>} names @param {number} count */
  look(names, count) {
    this.#here = new Set(names);
    this.#count = count;
    if (!this.#here.size) return this.stop();
    this.#announced ??= this.#here;
    this.#timer ||= window.setTimeout(() => this.#announce(), SETTLE_MS);
  }

  #announce() {
    this.#timer = 0;
    const announced = this.#announced ?? new Set();
    const came = [...this.#here].filter((name) => !announced.has(name)).map((name) => this.#say("joined", name));
    const went = [...announced].filter((name) => !this.#here.has(name)).map((name) => this.#say("left", name));
    this.#announced = this.#here;
    const said = [...came, ...went];
    if (said.length > MAX_NAMES) this.announce(this.words.many.replace("{n}", String(this.#count)));
    else if (said.length) this.announce(said.join(" "));
  }

  /** @param {"joined" | "left"} what @param {string} name */
  #say(what, name) {
    return this.words[what].replace("{name}", () => name);
  }

  stop() {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
