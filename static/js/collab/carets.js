// Other people's carets and selections in the text, as the editor shows them.
import * as Y from "yjs";
import { wire } from "../lib/socket.js";

/** @typedef {{ id: number, name: string, association: string, colour: number, caret: [Uint8Array, Uint8Array] | null, idle: number }} Person `idle` is how many seconds they have not acted for */
/** @typedef {{ anchor: Y.RelativePosition, head: Y.RelativePosition }} Cursor */

/** A cursor as it travels. @param {Cursor | null | undefined} cursor */
export const encoded = (cursor) =>
  cursor ? [cursor.anchor, cursor.head].map((position) => wire(Y.encodeRelativePosition(position))) : null;

/** A caret as it came; null for a position that this browser cannot read. @param {Person["caret"]} caret @returns {Cursor | null} */
export function decoded(caret) {
  if (!caret) return null;
  try {
    const [anchor, head] = caret.map((bytes) => Y.decodeRelativePosition(new Uint8Array(bytes)));
    return { anchor, head };
  } catch {
    return null;
  }
}

/** The editor draws a caret once and then moves it, so those drawn are remembered here. */
export class Carets {
  /** @type {Map<number, HTMLElement>} */
  #drawn = new Map();

  /** @param {(id: number) => boolean} isIdle */
  constructor(isIdle) {
    this.isIdle = isIdle;
  }

  /** A caret with its owner's name. @param {Person} person */
  draw = (person) => {
    const caret = document.createElement("span");
    caret.className = `caret colour-${person.colour}`;
    const name = document.createElement("span");
    name.className = "caret-name";
    name.textContent = person.name;
    caret.append("\u2060", name, "\u2060");
    this.#drawn.set(person.id, caret);
    this.fade(person.id);
    return caret;
  };

  /** A selection in its owner's colour; one that is no longer worked on is not shown. @param {Person} person */
  selection = (person) => (this.isIdle(person.id) ? {} : { class: `selection colour-${person.colour}` });

  /** Show whether the owner is idle. @param {number} id */
  fade(id) {
    this.#drawn.get(id)?.classList.toggle("idle", this.isIdle(id));
  }

  /** Forget those of people who are gone. @param {Map<number, Person>} people */
  keep(people) {
    for (const id of this.#drawn.keys()) if (!people.has(id)) this.#drawn.delete(id);
  }
}
