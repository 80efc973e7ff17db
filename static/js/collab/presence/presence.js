// Who is here and where their carets are. Names, colours and times come from the server alone.
import { announce } from "../../lib/announce.js";
import { socket } from "../../lib/connection/socket.js";
import { syncSelection } from "../../lib/selection-sync.js";
import { Arrivals } from "./arrivals.js";
import { decoded, encoded, isSame } from "./carets.js";
import { Idleness } from "./idleness.js";
import { showPeople } from "./people.js";

const CURSOR_INTERVAL_MS = 100; // between two positions sent: as BROADCAST_INTERVAL_S of presence/throttle.py
const TYPING_REFRESH_MS = 30_000; // of typing until the others are told again: a caret at the end of a line stays put
const IDLE_CHECK_MS = 10_000; // between two looks at who has become idle

/** @typedef {import("./carets.js").Person} Person */

export class Presence {
  /** @type {Map<number, Person>} */
  people = new Map();
  #idleness = new Idleness();
  isIdle = this.#idleness.has;
  /** @type {Map<number, import("./carets.js").Cursor>} where others are, but for those who are nowhere */
  cursors = new Map();
  /** @type {import("./carets.js").Cursor | null} where one is oneself */
  #own = null;
  #changed = () => {}; // others have moved
  #acted = (/** @type {number} */ _id) => {};
  #comings;
  #timer = 0;
  #count = 0; // how many are here, those who are not shown by name included
  #lastSentAt = 0; // when the caret was last sent
  #look = window.setInterval(() => this.#fade(this.#idleness.became()), IDLE_CHECK_MS);

  /**
   * @param {import("../sync/provider.js").Provider} provider
   * @param {HTMLElement} list where people are listed by name
   * @param {{ joined: string, left: string, idle: string, many: string, more: string }} words with {name} or {n} in them
   */
  constructor(provider, list, words) {
    this.provider = provider;
    this.list = list;
    this.words = words;
    this.#comings = new Arrivals(words, announce);
    provider.doc.on("update", this.#typed);
    provider.on("people", (/** @type {Person[]} */ people, /** @type {number} */ count) => this.#reset(people, count));
    provider.on("moved", this.#move);
    provider.on("incoming", syncSelection);
  }

  /** Call back when carets are to be drawn anew, and when somebody has moved theirs. @param {() => void} changed @param {(id: number) => void} acted */
  watch(changed, acted) {
    this.#changed = changed;
    this.#acted = acted;
  }

  /** One's own caret is there now. @param {import("./carets.js").Cursor | null} cursor */
  place(cursor) {
    if (isSame(this.#own, cursor)) return;
    this.#own = cursor;
    this.#send();
  }

  /** @param {Person[]} people who is shown by name @param {number} count how many are here */
  #reset(people, count) {
    const known = this.people.has(this.provider.me);
    for (const id of [...this.people.keys()]) this.#forget(id);
    for (const person of people) this.#put(person);
    this.#count = count;
    this.#draw();
    if (people.length && !known && this.#caret) this.#send(); // on a new line nobody knows yet where one's caret is
  }

  #move = (/** @type {Person[]} */ here, /** @type {number[]} */ gone, /** @type {number} */ count) => {
    const came = here.some(({ id }) => !this.people.has(id));
    const went = gone.some((id) => this.people.has(id));
    const turned = here.filter((person) => this.#put(person));
    for (const id of gone) this.#forget(id);
    const isNew = came || went || turned.length > 0 || count !== this.#count;
    this.#count = count;
    if (isNew) this.#draw();
  };

  /** Returns whether somebody came back, or went to rest. @param {Person} person */
  #put(person) {
    this.people.set(person.id, person);
    const turned = this.#idleness.receive(person.id, person.idle_s);
    if (person.id === this.provider.me) return turned;
    const cursor = decoded(person.cursor);
    const moved = turned || !isSame(this.cursors.get(person.id) ?? null, cursor);
    if (cursor) this.cursors.set(person.id, cursor);
    else this.cursors.delete(person.id);
    if (moved) this.#acted(person.id);
    this.#changed();
    return turned;
  }

  /** @param {number} id */
  #forget(id) {
    this.people.delete(id);
    this.#idleness.forget(id);
    this.cursors.delete(id);
    this.#changed();
  }

  /** @param {number[]} ids who have become idle */
  #fade(ids) {
    if (!ids.length) return;
    this.#draw();
    this.#changed();
  }

  #draw() {
    showPeople(this, this.#idleness.has, this.#count);
    this.#comings.look(
      [...this.people.values()].map(({ name }) => name),
      this.#count,
    );
  }

  get #caret() {
    return encoded(this.#own);
  }

  #typed = (
    /** @type {Uint8Array} */ _update,
    /** @type {any} */ origin,
    /** @type {any} */ _doc,
    /** @type {any} */ by,
  ) => {
    if (by.local && origin && Date.now() - this.#lastSentAt > TYPING_REFRESH_MS) this.#send();
  };

  #send() {
    if (this.#timer) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      if (!socket.connected) return;
      this.#lastSentAt = Date.now();
      socket.emit("cursor", this.provider.clauseId, this.#caret);
    }, CURSOR_INTERVAL_MS);
  }

  destroy() {
    this.provider.doc.off("update", this.#typed);
    this.#comings.stop();
    window.clearTimeout(this.#timer);
    window.clearInterval(this.#look);
  }
}
