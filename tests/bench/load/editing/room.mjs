// One document, and everything that was ever sent about it.
//
// A server sends the same bytes to everyone in a room. So each distinct frame is read once, whoever gets it first, and
// everyone else only looks it up: reading it for each of 2,000 observers would measure this program, not the server.
import { findMarkers } from "./markers.mjs";
import { Path } from "./path.mjs";

/** @typedef {{ update: Uint8Array, markers: number[] }} Batch what one frame carries */

export class Room {
  /** @type {Map<string, Batch | null>} null for frames that do not matter */
  #frames = new Map();
  /** @type {number[][]} when each keystroke of each typist was made */
  typed = [];
  /** @type {import("./client.mjs").Client[]} */
  clients = [];
  start = new Path();

  /** @param {string} name of the document, as the server knows it */
  constructor(name) {
    this.name = name;
  }

  /** @param {string} frame @returns {Batch | null | undefined} undefined for a frame that was never seen */
  known(frame) {
    return this.#frames.get(frame);
  }

  /** @param {string} frame */
  ignore(frame) {
    this.#frames.set(frame, null);
  }

  /**
   * Read an update out of a frame that was never seen.
   * @param {string} frame
   * @param {Uint8Array} update
   */
  learn(frame, update) {
    const bytes = Buffer.from(update); // a copy: the original is a view on a much larger read of the socket
    const batch = { update: bytes, markers: this.#plausible(findMarkers(bytes.toString("latin1"))) };
    this.#frames.set(frame, batch);
    return batch;
  }

  /** Numbers in the encoding may look like a marker by chance; only what was typed counts. @param {number[]} markers */
  #plausible(markers) {
    return markers.filter((_, index) => {
      const pair = index - (index % 2);
      return markers[pair + 1] < (this.typed[markers[pair]]?.length ?? 0);
    });
  }
}
