// Hocuspocus: each message names its document; one introduces oneself first, and updates are acknowledged.
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { SYNC, SyncLine } from "./sync.mjs";

const KIND = { auth: 2, syncReply: 4, syncStatus: 8 };
const AUTH = { token: 0, authenticated: 2 };
const VERSION = "4.7.0"; // of the provider that this stands for

export class HocuspocusLine extends SyncLine {
  /** @type {(() => void) | null} */
  #letIn = null;

  target() {
    return { address: this.url };
  }

  async ready() {
    await super.ready();
    const hello = this.message(KIND.auth);
    encoding.writeVarUint(hello, AUTH.token);
    encoding.writeVarString(hello, "");
    encoding.writeVarString(hello, VERSION);
    const letIn = new Promise((resolve) => {
      this.#letIn = () => resolve(undefined);
    });
    this.socket.send(encoding.toUint8Array(hello));
    await letIn;
  }

  /** @param {number} kind */
  message(kind) {
    const message = encoding.createEncoder();
    encoding.writeVarString(message, this.room.name);
    encoding.writeVarUint(message, kind);
    return message;
  }

  /** @param {Buffer} frame @param {string} bytes */
  hearNew(frame, bytes) {
    const message = decoding.createDecoder(frame);
    decoding.readVarString(message);
    this.hearKind(decoding.readVarUint(message), message, bytes);
  }

  /** @param {number} kind @param {decoding.Decoder} message @param {string} bytes */
  hearKind(kind, message, bytes) {
    if (kind === KIND.auth && decoding.readVarUint(message) === AUTH.authenticated) this.#letIn?.();
    else if (kind === KIND.syncStatus) this.#acknowledge(decoding.readVarUint(message) === 1);
    else super.hearKind(kind === KIND.syncReply ? SYNC : kind, message, bytes);
  }

  /** The first words of a document are acknowledged too, but are no keystroke. @param {boolean} kept */
  #acknowledge(kept) {
    if (!this.tally.sent) return;
    if (kept) this.tally.acked += 1;
    else this.tally.refused += 1;
  }
}
