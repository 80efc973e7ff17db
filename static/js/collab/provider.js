// Carries a Y.Doc over the socket and knows which of its changes are on the server's disk. Knows nothing of editors.
import { Observable } from "lib0/observable";
import * as Y from "yjs";
import { ask, socket, wire } from "../lib/socket.js";

const NOTHING = 2; // bytes of an update that says nothing
const AGAIN = 2000; // milliseconds until a question that got no answer is asked again
const PATIENCE = 15_000; // milliseconds without news of what was sent until both sides are compared

/**
 * Emits `state` (saved, saving, offline, readonly, closed, or refused with words that are not saved), `people`, `person`,
 * `gone`, `refused`. What is not acknowledged is sent again: `open` compares both sides. @extends {Observable<string>}
 */
export class Provider extends Observable {
  #sent = 0;
  #kept = 0;
  #opened = false;
  #dirty = false; // typed while the line was down
  #stopped = false;
  #asking = false;
  #again = false; // something changed while a question was on its way
  #retry = 0;
  #watchdog = 0; // runs while something waits for its acknowledgement
  writable = false;
  me = 0;

  /** @param {Y.Doc} doc @param {number} clauseId @param {number} version of the schema this page was built with */
  constructor(doc, clauseId, version) {
    super();
    this.doc = doc;
    this.clauseId = clauseId;
    this.version = version;
    doc.on("update", this.#typed);
    for (const [name, heard] of Object.entries(this.#heard)) socket.on(name, heard);
    if (socket.connected) this.open();
  }

  get pending() {
    return this.#sent - this.#kept + (this.#dirty ? 1 : 0);
  }

  get state() {
    if (this.#stopped) return this.pending ? "refused" : "closed";
    if (!socket.connected || !this.#opened) return "offline";
    if (!this.writable) return "readonly";
    return this.pending ? "saving" : "saved";
  }

  /** Enter the room, or ask again what it holds and whether one may type; one question at a time. */
  open = async () => {
    if (this.#stopped) return;
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#retry);
    try {
      const answer = await ask("open", this.clauseId, wire(Y.encodeStateVector(this.doc)), this.version);
      if (answer.refused) this.#refuse(answer.refused);
      else this.#enter(answer);
    } catch {
      if (socket.connected) this.#retry = setTimeout(this.open, AGAIN); // otherwise the next connection opens
    }
    this.#asking = false;
    this.#tell();
    if (this.#again) this.open();
  };

  #enter(/** @type {import("../lib/socket.js").Answer} */ { update, vector, writable, me, people }) {
    const owed = this.pending > 0;
    const missing = Y.encodeStateAsUpdate(this.doc, new Uint8Array(vector));
    this.writable = writable;
    this.me = me;
    this.#opened = true;
    this.#kept = this.#sent;
    Y.applyUpdate(this.doc, new Uint8Array(update), this);
    this.#dirty = false;
    if (owed) this.#send(missing);
    this.emit("people", [people]);
  }

  #typed = (/** @type {Uint8Array} */ update, /** @type {unknown} */ origin) => {
    if (origin === this || this.#stopped || !this.writable) return;
    if (socket.connected && this.#opened) this.#send(update);
    else this.#dirty = true;
    this.#tell();
  };

  async #send(/** @type {Uint8Array} */ update) {
    if (update.length <= NOTHING) return;
    this.#sent += 1;
    try {
      const answer = await ask("update", this.clauseId, this.#sent, wire(update));
      if (answer?.refused) this.#refuse(answer.refused);
    } catch {
      this.#compare(); // lost on the way
    }
  }

  /** Something may be missing on the other side, whatever is acknowledged later: compare, and send what is. */
  #compare() {
    this.#dirty = true;
    if (socket.connected) this.open();
    else this.#tell();
  }

  #refuse(/** @type {string[]} */ reasons) {
    this.#stopped = true;
    this.writable = false;
    this.emit("refused", [reasons]);
    this.#tell();
  }

  #tell() {
    clearTimeout(this.#watchdog);
    if (this.state === "saving") this.#watchdog = setTimeout(() => this.#compare(), PATIENCE);
    this.emit("state", [this.state, this.pending]);
  }

  /** @type {Record<string, (...details: any[]) => void>} */
  #heard = {
    connect: () => this.open(),
    disconnect: () => {
      this.#opened = false;
      this.emit("people", [[]]);
      this.#tell();
    },
    update: (id, update) => id === this.clauseId && Y.applyUpdate(this.doc, new Uint8Array(update), this),
    kept: (id, number) => {
      if (id !== this.clauseId) return;
      this.#kept = Math.max(this.#kept, number);
      this.#tell();
    },
    refused: (id, _number, reasons) => id === this.clauseId && this.#refuse(reasons),
    resync: (id) => id === this.clauseId && this.#compare(),
    person: (id, person) => id === this.clauseId && this.emit("person", [person]),
    gone: (id, person) => id === this.clauseId && this.emit("gone", [person]),
  };

  destroy() {
    this.#stopped = true;
    clearTimeout(this.#watchdog);
    clearTimeout(this.#retry);
    this.doc.off("update", this.#typed);
    for (const [name, heard] of Object.entries(this.#heard)) socket.off(name, heard);
    if (socket.connected) socket.emit("leave", this.clauseId);
    super.destroy();
  }
}
