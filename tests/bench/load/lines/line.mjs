// A websocket to a server, whichever protocol it speaks.
import { WebSocket } from "ws";

const PATIENCE = 30_000; // milliseconds until a connection that is not answered counts as failed

/**
 * @typedef {{ state: Uint8Array, client?: number }} Joined the document at that moment, and who one is in it
 * @typedef {import("../editing/room.mjs").Room} Room
 * @typedef {import("../measuring/tally.mjs").Tally} Tally
 */

export class Line {
  /** @type {import("../editing/client.mjs").Client | null} told of every update; nobody when one only looks */
  owner = null;
  #closing = false;
  /** @type {WebSocket | null} */
  #socket = null;

  /** @param {Room} room @param {Tally} tally */
  constructor(room, tally) {
    this.room = room;
    this.tally = tally;
  }

  /**
   * Connect and open the document.
   * @param {Uint8Array} [seed] what to write first, into an empty document
   * @returns {Promise<Joined>}
   */
  async join(seed) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE);
    });
    const broken = this.#connect();
    try {
      return await Promise.race([this.enter(seed), late, broken]);
    } catch (error) {
      this.close();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** @returns {Promise<never>} rejects when the line breaks */
  #connect() {
    const { address, headers } = this.target();
    const socket = new WebSocket(address, { headers, perMessageDeflate: false, skipUTF8Validation: true });
    socket.on("message", (/** @type {Buffer} */ data, isBinary) => {
      if (isBinary) this.#hear(data);
      else this.hearText(String(data));
    });
    const broken = new Promise((_, reject) => {
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("the server hung up")));
    });
    this.#socket = socket;
    broken.catch(() => this.#closing || this.owner?.drop());
    return /** @type {Promise<never>} */ (broken);
  }

  /** @param {Buffer} frame */
  #hear(frame) {
    const bytes = frame.toString("latin1"); // a string, because that is what a map looks up fast
    const known = this.room.known(bytes);
    if (known) this.owner?.receive(known);
    else if (known === undefined) this.hearNew(frame, bytes);
  }

  /**
   * An update came in a frame that was never seen before.
   * @param {string} bytes of the frame
   * @param {Uint8Array} update
   */
  learn(bytes, update) {
    const batch = this.room.learn(bytes, update);
    this.owner?.receive(batch);
  }

  /** The socket of a line that was joined. */
  get socket() {
    if (!this.#socket) throw new Error("not connected yet");
    return this.#socket;
  }

  close() {
    this.#closing = true;
    this.#socket?.close();
  }

  /** @returns {{ address: string, headers?: Record<string, string> }} */
  target() {
    throw new Error("each protocol says where");
  }

  /** @param {Uint8Array} [_seed] @returns {Promise<Joined>} */
  enter(_seed) {
    throw new Error("each protocol says how");
  }

  /** @param {Uint8Array} _update */
  send(_update) {
    throw new Error("each protocol says how");
  }

  /** @param {Buffer} _frame @param {string} _bytes the same, to look it up by */
  hearNew(_frame, _bytes) {}

  /** @param {string} _text */
  hearText(_text) {}
}
