// Who is here and where their carets are. Names, colours and times come from the server alone.
import { Awareness } from "y-protocols/awareness";
import { announce } from "../lib/announce.js";
import { readCaret } from "../lib/caret.js";
import { socket } from "../lib/socket.js";
import { Carets, decoded, encoded } from "./carets.js";
import { Idleness } from "./idleness.js";
import { showPeople } from "./people.js";

const PACE = 100; // milliseconds between two positions sent
const SIGN = 30_000; // milliseconds of typing until the others are told again: a caret at the end of a line stays put
const MOST_SAID = 3; // people who come and go at once and are still named aloud
const LOOK = 10_000; // milliseconds between two looks at who has become idle

/** @typedef {import("./carets.js").Person} Person */

export class Presence {
  /** @type {Map<number, Person>} */
  people = new Map();
  #idleness = new Idleness();
  carets = new Carets(this.#idleness.has);
  #timer = 0;
  #count = 0; // how many are here, those who are not shown by name included
  #told = 0; // when the others were last told
  #look = window.setInterval(() => this.#fade(this.#idleness.became()), LOOK);

  /**
   * @param {import("./provider.js").Provider} provider
   * @param {HTMLElement} list where people are listed by name
   * @param {{ joined: string, left: string, idle: string, many: string, more: string }} words with {name} or {n} in them
   */
  constructor(provider, list, words) {
    this.provider = provider;
    this.list = list;
    this.words = words;
    this.awareness = new Awareness(provider.doc);
    this.awareness.setLocalState({});
    this.awareness.on(
      "change",
      (/** @type {any} */ _changes, /** @type {unknown} */ origin) => origin === "local" && this.#send(),
    );
    provider.doc.on("update", this.#typed);
    provider.on("people", (/** @type {Person[]} */ people, /** @type {number} */ count) => this.#reset(people, count));
    provider.on("moved", this.#move);
    provider.on("incoming", readCaret);
  }

  /** @param {Person[]} people who is shown by name @param {number} count how many are here */
  #reset(people, count) {
    this.#sign();
    const known = this.people.has(this.provider.me);
    for (const id of [...this.people.keys()]) this.#forget(id);
    for (const person of people) this.#put(person);
    this.#count = count;
    this.#draw();
    if (people.length && !known && this.#caret) this.#send(); // on a new line nobody knows yet where one's caret is
  }

  /** Carets know themselves by the client id that the server lent. */
  #sign() {
    const { awareness, provider } = this;
    if (awareness.clientID === provider.doc.clientID) return;
    awareness.states.delete(awareness.clientID);
    awareness.clientID = provider.doc.clientID;
    awareness.setLocalState({});
  }

  #move = (/** @type {Person[]} */ here, /** @type {number[]} */ gone, /** @type {number} */ count) => {
    const { joined, left, many } = this.words;
    const came = here.filter(({ id }) => !this.people.has(id)).map(({ name }) => joined.replace("{name}", name));
    const known = gone.flatMap((id) => this.people.get(id) ?? []);
    const went = known.map(({ name }) => left.replace("{name}", name));
    const said = [...came, ...went];
    for (const sentence of said.length > MOST_SAID ? [many.replace("{n}", String(count))] : said) announce(sentence);
    const turned = here.filter((person) => this.#put(person));
    for (const id of gone) this.#forget(id);
    const isNew = said.length > 0 || turned.length > 0 || count !== this.#count;
    this.#count = count;
    if (isNew) this.#draw();
  };

  /** Returns whether somebody came back, or went to rest. @param {Person} person */
  #put(person) {
    this.people.set(person.id, person);
    const turned = this.#idleness.hear(person.id, person.idle);
    if (person.id === this.provider.me) return turned;
    this.awareness.states.set(person.id, { user: person, cursor: decoded(person.caret) });
    this.#redraw(person.id);
    return turned;
  }

  /** @param {number} id */
  #forget(id) {
    this.people.delete(id);
    this.#idleness.forget(id);
    this.awareness.states.delete(id);
    this.awareness.emit("change", [{ added: [], updated: [], removed: [id] }, "server"]);
  }

  /** @param {number[]} ids who have become idle */
  #fade(ids) {
    if (ids.length) this.#draw();
    for (const id of ids) this.#redraw(id);
  }

  /** @param {number} id */
  #redraw(id) {
    this.carets.fade(id);
    this.awareness.emit("change", [{ added: [], updated: [id], removed: [] }, "server"]);
  }

  #draw() {
    this.carets.keep(this.people);
    showPeople(this, this.#idleness.has, this.#count);
  }

  get #caret() {
    return encoded(this.awareness.getLocalState()?.cursor);
  }

  #typed = (
    /** @type {Uint8Array} */ _update,
    /** @type {any} */ origin,
    /** @type {any} */ _doc,
    /** @type {any} */ by,
  ) => {
    if (by.local && origin && Date.now() - this.#told > SIGN) this.#send();
  };

  #send() {
    if (this.#timer) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      if (!socket.connected) return;
      this.#told = Date.now();
      socket.emit("caret", this.provider.clauseId, this.#caret);
    }, PACE);
  }

  destroy() {
    this.provider.doc.off("update", this.#typed);
    this.awareness.destroy(); // which is a change of one's own
    window.clearTimeout(this.#timer);
    window.clearInterval(this.#look);
  }
}
