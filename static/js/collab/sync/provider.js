// Carries a Y.Doc over the socket and knows which of its changes are on the server's disk. Knows nothing of editors.
import { Observable } from "lib0/observable";
import * as Y from "yjs";
import { ask, socket, wire } from "../../lib/connection/socket.js";
import { subscribe } from "./clause-events.js";
import { Inbox } from "./inbox.js";
import { Join, PROTOCOL_VERSION } from "./join.js";
import { Outbox } from "./outbox.js";

const TIMEOUT_MS = 15_000; // without an acknowledgement: resync

/**
 * Emits `state`; `incoming` before other people's words; `people` on a new line, `moved` after that; and `refused` when
 * this copy cannot go on: the server will not take its words, or holds another life of the document. What is not
 * acknowledged is sent again. @extends {Observable<string>}
 */
export class Provider extends Observable {
  #isJoined = false;
  #isStopped = false;
  #unsubscribe = () => {};
  inbox = new Inbox();
  #watchdog = 0; // runs while something waits for its acknowledgement
  writable = false;
  me = 0;
  epoch = "";
  leases = /** @type {string[]} */ ([]);
  shared = /** @type {Uint8Array} */ (new Uint8Array([0])); // the state vector of what both sides surely have

  /** @param {Y.Doc} doc @param {number} clauseId @param {number} version of the schema
   * @param {import("./unsaved.js").UnsavedChanges} [unsaved] what earlier pages left */
  constructor(doc, clauseId, version, unsaved) {
    super();
    this.doc = doc;
    this.clauseId = clauseId;
    this.version = version;
    this.unsaved = unsaved;
    doc.on("update", this.#onUpdate);
    const connection = { connect: this.open, disconnect: this.#onDisconnect };
    this.#unsubscribe = subscribe(clauseId, this.#handlers, connection, this.inbox);
    if (socket.connected) this.open();
  }

  get pending() {
    return this.#outbox.pending + Number(this.inbox.hasUncommitted);
  }

  get state() {
    if (this.#isStopped) return "closed";
    if (!socket.connected || !this.#isJoined) return "offline";
    if (!this.writable) return "readonly";
    return this.pending ? "saving" : "saved";
  }

  /** Join the clause, or ask again what it holds and whether this member may edit. */
  open = () => this.#join.ask();

  #join = new Join(
    () => {
      const leases = [...this.leases, ...(this.unsaved?.leases ?? [])];
      const vector = wire(Y.encodeStateVector(this.doc));
      return ask("join", PROTOCOL_VERSION, this.version, this.clauseId, vector, this.epoch, leases);
    },
    (answer) => this.inbox.take(() => this.#onJoined(answer), true),
    () => this.emitState(),
  );

  #onJoined(/** @type {import("../../lib/connection/socket.js").Answer} */ answer) {
    if (answer.refused || answer.stale) return this.#refuse(answer.refused ?? [], answer.outdated);
    const { update, vector, writable, me, participants, count, epoch, client, lease } = answer;
    if (!this.leases.length) Object.assign(this, { leases: [lease] }).doc.clientID = client;
    Object.assign(this, { writable, me, epoch });
    Y.applyUpdate(this.doc, new Uint8Array(update), this);
    const earlier = this.unsaved?.applyTo(this.doc, epoch);
    const owed = this.pending > 0 || earlier === "applied";
    if (earlier === "rejected" || (owed && !writable)) return this.#refuse([]);
    this.shared = new Uint8Array(vector);
    this.#isJoined = true;
    this.#outbox.resume(owed ? Y.encodeStateAsUpdate(this.doc, this.shared) : null);
    this.emit("people", [participants, count]);
  }

  #onUpdate = (/** @type {Uint8Array} */ update, /** @type {unknown} */ origin) => {
    if (origin === this || origin === "unsaved" || this.#isStopped || !this.writable) return;
    if (socket.connected && this.#isJoined) this.#outbox.put(update);
    else this.#outbox.markUnsent();
    this.emitState();
  };

  #outbox = new Outbox(
    (number, update) => ask("update", this.clauseId, number, wire(update)),
    (reasons) => this.#refuse(reasons),
    (pause) => this.#resync(pause),
  );

  /** An update may be lost: ask for the server's state vector, and send what it lacks. */
  #resync(pause = 0) {
    this.#outbox.pause(1);
    return socket.connected ? this.#join.retryIn(pause) : this.emitState();
  }

  #refuse(/** @type {string[]} */ reasons, isOutdated = false) {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.writable = false;
    this.#outbox.pause();
    this.#join.stop();
    this.emit("refused", [reasons, isOutdated]);
    this.emitState();
  }

  emitState() {
    clearTimeout(this.#watchdog);
    if (this.#outbox.pending && this.state === "saving") this.#watchdog = setTimeout(() => this.#resync(), TIMEOUT_MS);
    if (this.state === "saved") this.shared = Y.encodeStateVector(this.doc);
    this.emit("state", [this.state, this.pending]);
  }

  #onDisconnect = () => {
    this.#isJoined = false;
    this.inbox.take(() => this.emit("people", [[], 0]), false);
    this.emitState();
  };

  /** @type {Record<string, (...details: any[]) => void>} */
  #handlers = {
    update: (update) => {
      this.emit("incoming", []);
      Y.applyUpdate(this.doc, new Uint8Array(update), this);
    },
    ack: (number) => {
      this.#outbox.acknowledge(number);
      this.emitState();
    },
    refused: (_number, reasons) => this.#refuse(reasons),
    resync: () => this.#resync(),
    presence: (here, gone, count) => this.emit("moved", [here, gone, count]),
  };

  destroy() {
    this.#isStopped = true;
    clearTimeout(this.#watchdog);
    this.#outbox.pause();
    this.inbox.empty();
    this.#join.stop();
    this.doc.off("update", this.#onUpdate);
    this.#unsubscribe();
    if (socket.connected) socket.emit("leave", this.clauseId);
    super.destroy();
  }
}
