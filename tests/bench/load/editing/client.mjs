// One browser: it has a document open, and may type in it.
import { performance } from "node:perf_hooks";
import * as Y from "yjs";
import { MOST_KEYSTROKES, marker } from "./markers.mjs";
import { place } from "./words.mjs";

const NOTHING = 2; // bytes of an update that says nothing

export class Client {
  /** @type {Y.Doc | null} only typists keep one while the clock runs */
  doc = null;
  /** @type {Y.XmlText | null} */
  #text = null;
  /** @type {number[]} of each typist: the first keystroke that has not come yet */
  #next = [];

  /**
   * @param {import("./room.mjs").Room} room
   * @param {import("../measuring/tally.mjs").Tally} tally
   * @param {import("../lines/line.mjs").Line} line
   * @param {number} typist number within the room; -1 for those who only watch
   */
  constructor(room, tally, line, typist) {
    this.room = room;
    this.tally = tally;
    this.line = line;
    this.typist = typist;
    this.path = room.start;
    line.owner = this;
  }

  /** @param {Uint8Array} [seed] the first words, for the first to come */
  async join(seed) {
    const { state, client } = await this.line.join(seed);
    this.#keep(state);
    if (this.typist >= 0) this.#takePlace(state, client);
    this.room.clients.push(this);
  }

  /** @param {Uint8Array} state */
  #keep(state) {
    const bytes = Buffer.from(state).toString("latin1");
    this.path = this.path.with(this.room.known(bytes) ?? this.room.learn(bytes, state));
  }

  /** @param {Uint8Array} state @param {number | undefined} client */
  #takePlace(state, client) {
    this.doc = new Y.Doc();
    if (client !== undefined) this.doc.clientID = client;
    Y.applyUpdate(this.doc, state);
    this.#text = place(this.doc, this.typist);
    this.room.typed[this.typist] = [];
    this.doc.on("update", (update) => this.line.send(update));
  }

  /**
   * Press one key. The others' words are not applied meanwhile: a person's caret follows their own last letter, and
   * applying them for a hundred typists would take more of the machine than the server does.
   */
  type() {
    const { typed } = this.room;
    const count = typed[this.typist].length;
    if (count >= MOST_KEYSTROKES) throw new Error("more keystrokes than a marker can count");
    typed[this.typist].push(performance.now());
    this.tally.typed += 1;
    this.tally.expected += this.room.clients.length - 1;
    this.#text?.insert(this.#text.length, marker(this.typist, count));
  }

  /** @param {import("./room.mjs").Batch} batch */
  receive(batch) {
    this.path = this.path.with(batch);
    const now = performance.now();
    const { markers } = batch;
    for (let at = 0; at < markers.length; at += 2) this.#count(markers[at], markers[at + 1], now);
  }

  /**
   * A typist's keystrokes come in order; what comes again, because it was sent again, does not count twice.
   * @param {number} typist
   * @param {number} count
   * @param {number} now
   */
  #count(typist, count, now) {
    if (typist === this.typist || count < (this.#next[typist] ?? 0)) return;
    this.#next[typist] = count + 1;
    this.tally.deliver(now - this.room.typed[typist][count]);
  }

  /** The line broke, and nobody asked it to. */
  drop() {
    this.tally.dropped += 1;
  }

  /** The clock at which an update of one's own starts. @param {Uint8Array} update */
  clock(update) {
    return Y.parseUpdateMeta(update).from.get(this.doc?.clientID ?? -1) ?? 0;
  }

  /**
   * Everything one typed from a clock on, in one piece: updates merged across a gap would leave a hole.
   * @param {number} clock
   */
  typedFrom(clock) {
    const doc = /** @type {Y.Doc} */ (this.doc);
    const known = Y.decodeStateVector(Y.encodeStateVector(doc));
    return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(known.set(doc.clientID, clock)));
  }

  /** What this client holds, as a state vector. */
  vector() {
    return this.doc ? Y.encodeStateVector(this.doc) : new Uint8Array([0]);
  }

  /** What the holder of a state vector lacks, or null. @param {Uint8Array} vector */
  lacking(vector) {
    const update = this.doc ? Y.encodeStateAsUpdate(this.doc, vector) : [];
    return update.length > NOTHING ? /** @type {Uint8Array} */ (update) : null;
  }
}
