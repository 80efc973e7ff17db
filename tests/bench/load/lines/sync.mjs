// The sync protocol of Yjs, which both peers speak: each message is a kind, a step and some bytes.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { Line } from "./line.mjs";

const NOTHING_HELD = new Uint8Array([0]); // the state vector of an empty document
export const SYNC = 0;
export const STEP = { ask: 0, answer: 1, update: 2 };

export class SyncLine extends Line {
  /** @type {((state: Uint8Array) => void) | null} */
  #answered = null;

  /** @param {string} url @param {...any} base */
  constructor(url, ...base) {
    super(.../** @type {ConstructorParameters<typeof Line>} */ (base));
    this.url = url;
  }

  /** Ask for the document once the server listens; a seed goes first, so the answer holds it. @param {Uint8Array} [seed] */
  async enter(seed) {
    await this.ready();
    if (seed) this.post(STEP.update, seed);
    this.post(STEP.ask, NOTHING_HELD);
    const state = await new Promise((resolve) => {
      this.#answered = resolve;
    });
    return { state };
  }

  /** When the server listens to sync messages. */
  ready() {
    return new Promise((resolve) => this.socket.once("open", resolve));
  }

  /** @param {Uint8Array} update */
  send(update) {
    this.tally.sent += 1;
    this.post(STEP.update, update);
  }

  /** @param {number} step @param {Uint8Array} content */
  post(step, content) {
    const message = this.message(SYNC);
    encoding.writeVarUint(message, step);
    encoding.writeVarUint8Array(message, content);
    this.socket.send(encoding.toUint8Array(message));
  }

  /** The start of a message. @param {number} kind */
  message(kind) {
    const message = encoding.createEncoder();
    encoding.writeVarUint(message, kind);
    return message;
  }

  /** @param {Buffer} frame @param {string} bytes */
  hearNew(frame, bytes) {
    const message = decoding.createDecoder(frame);
    this.hearKind(decoding.readVarUint(message), message, bytes);
  }

  /** @param {number} kind @param {decoding.Decoder} message what follows @param {string} bytes all of it */
  hearKind(kind, message, bytes) {
    if (kind !== SYNC) return;
    const step = decoding.readVarUint(message);
    if (step === STEP.update) this.learn(bytes, decoding.readVarUint8Array(message));
    if (step === STEP.answer) this.#answered?.(decoding.readVarUint8Array(message));
  }
}
