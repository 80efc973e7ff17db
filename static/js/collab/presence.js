// Who is here and where their carets are. Names and colours come from the server alone.
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";
import { announce } from "../lib/announce.js";
import { socket, wire } from "../lib/socket.js";

const PACE = 100; // milliseconds between two positions sent

/** @typedef {{ id: number, name: string, association: string, colour: number, caret: [Uint8Array, Uint8Array] | null }} Person */

export class Presence {
  /** @type {Map<number, Person>} */
  people = new Map();
  #timer = 0;

  /**
   * @param {import("./provider.js").Provider} provider
   * @param {HTMLElement} list where people are listed by name
   * @param {{ joined: string, left: string }} words with {name} in them
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
    provider.on("people", (/** @type {Person[]} */ people) => this.#reset(people));
    provider.on("person", (/** @type {Person} */ person) => this.#come(person));
    provider.on("gone", (/** @type {number} */ id) => this.#go(id));
  }

  /** @param {Person[]} people */
  #reset(people) {
    this.#sign();
    for (const id of [...this.people.keys()]) this.#forget(id);
    for (const person of people) this.#put(person);
    this.#draw();
    if (people.length) this.#send(); // on a new line nobody knows yet where one's caret is
  }

  /** Carets know themselves by the client id that the server lent. */
  #sign() {
    const { awareness, provider } = this;
    if (awareness.clientID === provider.doc.clientID) return;
    awareness.states.delete(awareness.clientID);
    awareness.clientID = provider.doc.clientID;
    awareness.setLocalState({});
  }

  /** @param {Person} person */
  #come(person) {
    if (!this.people.has(person.id)) announce(this.words.joined.replace("{name}", person.name));
    this.#put(person);
    this.#draw();
  }

  /** @param {number} id */
  #go(id) {
    const person = this.people.get(id);
    if (person) announce(this.words.left.replace("{name}", person.name));
    this.#forget(id);
    this.#draw();
  }

  /** @param {Person} person */
  #put(person) {
    this.people.set(person.id, person);
    if (person.id === this.provider.me) return;
    this.awareness.states.set(person.id, { user: person, cursor: cursor(person.caret) });
    this.awareness.emit("change", [{ added: [], updated: [person.id], removed: [] }, "server"]);
  }

  /** @param {number} id */
  #forget(id) {
    this.people.delete(id);
    this.awareness.states.delete(id);
    this.awareness.emit("change", [{ added: [], updated: [], removed: [id] }, "server"]);
  }

  #draw() {
    /** @type {Map<string, HTMLLIElement>} */
    const shown = new Map();
    for (const person of this.people.values()) {
      const item = document.createElement("li");
      item.className = `person colour-${person.colour}`;
      item.textContent = person.name;
      item.title = person.association;
      if (person.id === this.provider.me) item.dataset.me = "";
      shown.set(person.name, item); // one line for somebody in two tabs
    }
    this.list.replaceChildren(...shown.values());
  }

  #send() {
    if (this.#timer) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = 0;
      const at = this.awareness.getLocalState()?.cursor;
      const caret = at ? [at.anchor, at.head].map((position) => wire(Y.encodeRelativePosition(position))) : null;
      if (socket.connected) socket.emit("caret", this.provider.clauseId, caret);
    }, PACE);
  }

  destroy() {
    window.clearTimeout(this.#timer);
    this.awareness.destroy();
  }
}

/** @param {Person["caret"]} caret */
function cursor(caret) {
  try {
    return caret && read(caret);
  } catch {
    return null; // no position that this browser can read
  }
}

/** @param {[Uint8Array, Uint8Array]} caret */
function read(caret) {
  const [anchor, head] = caret.map((bytes) => Y.decodeRelativePosition(new Uint8Array(bytes)));
  return { anchor, head };
}

/** A caret with its owner's name. @param {Person} person */
export function caretElement(person) {
  const caret = document.createElement("span");
  caret.className = `caret colour-${person.colour}`;
  const name = document.createElement("span");
  name.className = "caret-name";
  name.textContent = person.name;
  caret.append("\u2060", name, "\u2060");
  return caret;
}

/** A selection in its owner's colour. @param {Person} person */
export const selectionAttributes = (person) => ({ class: `selection colour-${person.colour}` });
