// Carries a Y.Doc over the socket and knows which of its changes are on the server's disk. Knows nothing of editors.
import { Observable } from "lib0/observable";
import * as Y from "yjs";
import { ask, socket, wire } from "../../lib/connection/socket.js";
import { hear } from "./clause-events.js";
import { Inbox } from "./inbox.js";
import { Opening } from "./join.js";
import { Outbox } from "./outbox.js";

const PATIENCE = 15_000; // milliseconds without news of what was sent until both sides are compared

/**
 * Emits `state`; `incoming` before other people's words; `people` on a new line, `moved` after that; and `refused` when
 * this copy cannot go on: the server will not take its words, or holds another life of the document. What is not
 * acknowledged is sent again. @extends {Observable<string>}
 */
export class Provider extends Observable {
  #opened = false;
  #stopped = false;
  #deaf = () => {};
  inbox = new Inbox();
  #watchdog = 0; // runs while something waits for its acknowledgement
  writable = false;
  me = 0;
  epoch = "";
  leases = /** @type {string[]} */ ([]);
  shared = /** @type {Uint8Array} */ (new Uint8Array([0])); // the state vector of what both sides surely have

  /**
   * @param {Y.Doc} doc @param {number} clauseId @param {number} version of the schema
   * @param {import("./unsaved.js").Unsaved} [unsaved] what earlier pages left
   */
  constructor(doc, clauseId, version, unsaved) {
    super();
    this.doc = doc;
    this.clauseId = clauseId;
    this.version = version;
    this.unsaved = unsaved;
    doc.on("update", this.#typed);
    this.#deaf = hear(clauseId, this.#heard, { connect: this.open, disconnect: this.#cut }, this.inbox);
    if (socket.connected) this.open();
  }

  get pending() {
    return this.#outbox.pending + Number(this.inbox.isOwed);
  }

  get state() {
    if (this.#stopped) return "closed";
    if (!socket.connected || !this.#opened) return "offline";
    if (!this.writable) return "readonly";
    return this.pending ? "saving" : "saved";
  }

  /** Enter the room, or ask again what it holds and whether one may type. */
  open = () => this.#opening.ask();

  #opening = new Opening(
    () => {
      const leases = [...this.leases, ...(this.unsaved?.leases ?? [])];
      return ask("open", this.clauseId, wire(Y.encodeStateVector(this.doc)), this.version, this.epoch, leases);
    },
    (answer) => this.inbox.take(() => this.#enter(answer), true),
    () => this.tell(),
  );

  #enter(/** @type {import("../../lib/connection/socket.js").Answer} */ answer) {
    if (answer.refused || answer.stale) return this.#refuse(answer.refused ?? [], answer.outdated);
    const { update, vector, writable, me, people, count, epoch, client, lease } = answer;
    if (!this.leases.length) Object.assign(this, { leases: [lease] }).doc.clientID = client;
    Object.assign(this, { writable, me, epoch });
    Y.applyUpdate(this.doc, new Uint8Array(update), this);
    const earlier = this.unsaved?.applyTo(this.doc, epoch);
    const owed = this.pending > 0 || earlier === "applied";
    if (earlier === "stranded" || (owed && !writable)) return this.#refuse([]);
    this.shared = new Uint8Array(vector);
    this.#opened = true;
    this.#outbox.settle(owed ? Y.encodeStateAsUpdate(this.doc, this.shared) : null);
    this.emit("people", [people, count]);
  }

  #typed = (/** @type {Uint8Array} */ update, /** @type {unknown} */ origin) => {
    if (origin === this || origin === "unsaved" || this.#stopped || !this.writable) return;
    if (socket.connected && this.#opened) this.#outbox.put(update);
    else this.#outbox.miss();
    this.tell();
  };

  #outbox = new Outbox(
    (number, update) => ask("update", this.clauseId, number, wire(update)),
    (reasons) => this.#refuse(reasons),
    (pause) => this.#compare(pause),
  );

  /** Something may be missing on the other side: compare, and send what is. */
  #compare(pause = 0) {
    this.#outbox.hold(1);
    return socket.connected ? this.#opening.later(pause) : this.tell();
  }

  #refuse(/** @type {string[]} */ reasons, isOutdated = false) {
    if (this.#stopped) return;
    this.#stopped = true;
    this.writable = false;
    this.#outbox.hold();
    this.#opening.stop();
    this.emit("refused", [reasons, isOutdated]);
    this.tell();
  }

  tell() {
    clearTimeout(this.#watchdog);
    if (this.#outbox.pending && this.state === "saving") this.#watchdog = setTimeout(() => this.#compare(), PATIENCE);
    if (this.state === "saved") this.shared = Y.encodeStateVector(this.doc);
    this.emit("state", [this.state, this.pending]);
  }

  #cut = () => {
    this.#opened = false;
    this.inbox.take(() => this.emit("people", [[], 0]), false);
    this.tell();
  };

  /** @type {Record<string, (...details: any[]) => void>} */
  #heard = {
    update: (update) => {
      this.emit("incoming", []);
      Y.applyUpdate(this.doc, new Uint8Array(update), this);
    },
    kept: (number) => {
      this.#outbox.keep(number);
      this.tell();
    },
    refused: (_number, reasons) => this.#refuse(reasons),
    resync: () => this.#compare(),
    people: (here, gone, count) => this.emit("moved", [here, gone, count]),
  };

  destroy() {
    this.#stopped = true;
    clearTimeout(this.#watchdog);
    this.#outbox.hold();
    this.inbox.empty();
    this.#opening.stop();
    this.doc.off("update", this.#typed);
    this.#deaf();
    if (socket.connected) socket.emit("leave", this.clauseId);
    super.destroy();
  }
}
