// Socket.IO over an Engine.IO websocket, with packets in MessagePack: as much of it as a page uses.
// @ts-expect-error: it comes without types
import notepack from "notepack.io";
import { Line } from "./line.mjs";

const PACKET = { connect: 0, event: 2, ack: 3, refusal: 4 };
const ENGINE = { open: "0", ping: "2", pong: "3" };

/** @typedef {{ type: number, data: any, id?: number }} Packet */

export class SocketIoLine extends Line {
  #lastId = 0;
  /** @type {Map<number, (answer: any) => void>} */
  #asked = new Map();
  /** @type {((refused?: Error) => void) | null} */
  #connected = null;

  /** Wait for the namespace. @returns {Promise<void>} */
  connected() {
    return new Promise((resolve, reject) => {
      this.#connected = (refused) => (refused ? reject(refused) : resolve());
    });
  }

  /**
   * Send an event; resolves with its acknowledgement.
   * @param {string} name
   * @param {...unknown} details
   * @returns {Promise<any>}
   */
  ask(name, ...details) {
    return new Promise((resolve) => {
      this.#lastId += 1;
      this.#asked.set(this.#lastId, resolve);
      this.#send({ type: PACKET.event, data: [name, ...details], id: this.#lastId });
    });
  }

  /** @param {Partial<Packet>} packet */
  #send(packet) {
    this.socket.send(notepack.encode({ ...packet, nsp: "/" }));
  }

  /** @param {string} text an Engine.IO packet */
  hearText(text) {
    if (text.startsWith(ENGINE.open)) this.#send({ type: PACKET.connect });
    else if (text === ENGINE.ping) this.socket.send(ENGINE.pong);
  }

  /** @param {Buffer} frame @param {string} bytes */
  hearNew(frame, bytes) {
    /** @type {Packet} */
    const { type, data, id } = notepack.decode(frame);
    if (type === PACKET.connect) this.#connected?.();
    else if (type === PACKET.refusal) this.#connected?.(new Error(`not let in: ${JSON.stringify(data)}`));
    else if (type === PACKET.ack) this.#answer(Number(id), data[0]);
    else if (type === PACKET.event) this.hearEvent(data, bytes);
  }

  /** @param {number} id @param {unknown} answer */
  #answer(id, answer) {
    this.#asked.get(id)?.(answer);
    this.#asked.delete(id);
  }

  /** @param {any[]} _event its name and details @param {string} _bytes of its frame */
  hearEvent(_event, _bytes) {}
}
