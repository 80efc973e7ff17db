// Charter: one joins a clause, sends numbered updates, and hears what is on disk.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { SocketIoLine } from "./socketio.mjs";

const SCHEMA = new URL("../../../../charter/content/schema.json", import.meta.url);
const JOIN = new URL("../../../../static/js/collab/sync/join.js", import.meta.url);
const [, PROTOCOL_VERSION] = /PROTOCOL_VERSION = (\d+)/.exec(readFileSync(JOIN, "utf8")) ?? [];
const VERSIONS = [Number(PROTOCOL_VERSION), JSON.parse(readFileSync(SCHEMA, "utf8")).version];
const NOTHING_HELD = new Uint8Array([0]);
const FOR_NOBODY_HERE = new Set(["presence", "changed"]);

/** @param {Uint8Array} bytes as the encoder takes them */
const wire = (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export class CharterLine extends SocketIoLine {
  #number = 0;
  #kept = 0;
  #epoch = "";
  /** @type {string[]} */
  #leases = [];
  #heldFrom = Number.POSITIVE_INFINITY; // the clock of the oldest keystroke that waits, as the server asked
  #comparing = false;

  /** @param {{ url: string, cookie: string }} options @param {...any} base */
  constructor(options, ...base) {
    super(.../** @type {ConstructorParameters<typeof SocketIoLine>} */ (base));
    this.options = options;
    this.clause = Number(this.room.name);
  }

  target() {
    const address = `${this.options.url}/socket.io/?EIO=4&transport=websocket`;
    return { address, headers: { Cookie: this.options.cookie } };
  }

  async enter() {
    await this.connected();
    const { update, client } = await this.#join(NOTHING_HELD);
    return { state: update, client };
  }

  /** @param {Uint8Array} vector what is already here @returns {Promise<any>} */
  async #join(vector) {
    const answer = await this.ask("join", ...VERSIONS, this.clause, wire(vector), this.#epoch, this.#leases);
    if (answer.wait) {
      this.tally.waits += 1;
      await sleep(answer.wait);
      return this.#join(vector);
    }
    if (!answer.update) throw new Error(`not let in: ${answer.refused ?? "the document began anew"}`);
    this.#epoch = answer.epoch ?? "";
    if (answer.lease && !this.#leases.includes(answer.lease)) this.#leases.push(answer.lease);
    return answer;
  }

  /** @param {Uint8Array} update */
  send(update) {
    if (this.#heldFrom === Number.POSITIVE_INFINITY) this.#post(update);
  }

  /** @param {Uint8Array} update */
  async #post(update) {
    this.#number += 1;
    this.tally.sent += 1;
    const answer = await this.ask("update", this.clause, this.#number, wire(update));
    if (answer?.refused) this.tally.refused += 1;
    else if (answer?.wait) this.#hold(update, answer.wait);
  }

  /**
   * Keep back an update, and all that is typed meanwhile, then send them as one.
   * @param {Uint8Array} update
   * @param {number} pause in milliseconds
   */
  #hold(update, pause) {
    this.tally.waits += 1;
    if (!this.owner) return;
    if (this.#heldFrom === Number.POSITIVE_INFINITY) setTimeout(() => this.#release(), pause);
    this.#heldFrom = Math.min(this.#heldFrom, this.owner.clock(update));
  }

  #release() {
    const from = this.#heldFrom;
    this.#heldFrom = Number.POSITIVE_INFINITY;
    if (this.owner) this.#post(this.owner.typedFrom(from));
  }

  /** Something may be missing on either side: ask what, take it, and send what the server lacks. */
  async #compare() {
    this.tally.resyncs += 1;
    if (this.#comparing || !this.owner) return;
    this.#comparing = true;
    try {
      const { update, vector } = await this.#join(this.owner.vector());
      this.learn(update.toString("latin1"), update);
      const lacking = this.owner.lacking(vector);
      if (lacking) this.send(lacking);
    } catch {
      this.tally.refused += 1;
    } finally {
      this.#comparing = false;
    }
  }

  /** @param {any[]} event @param {string} bytes */
  hearEvent([name, , detail], bytes) {
    if (name === "update") this.learn(bytes, detail);
    else if (name === "ack") this.#keep(detail);
    else if (name === "resync") this.#compare();
    else if (name === "refused") this.tally.refused += 1;
    else if (FOR_NOBODY_HERE.has(name)) this.room.ignore(bytes);
  }

  /** A number stands for all before it. @param {number} number */
  #keep(number) {
    this.tally.acked += Math.max(0, number - this.#kept);
    this.#kept = Math.max(this.#kept, number);
  }
}
