// The words of one clause that are not on the server's disk: kept in this browser, sent again, or offered as a draft.
import * as Y from "yjs";
import { levelled } from "../../content/plain-text.js";
import { load, remove, save } from "../../lib/storage/local-store.js";

const WRITE_PAUSE_MS = 300; // between two writes

/** @typedef {{ key: string, owner: string, epoch: string, leases: string[], update?: Uint8Array, text?: string, words?: string }} Record */

export class UnsavedChanges {
  #timer = 0;
  #applied = false;
  /** @type {Record[]} */
  #earlier = [];

  /** @param {number} clauseId @param {number} memberId */
  constructor(clauseId, memberId) {
    this.owner = `${memberId}:${clauseId}`;
    this.key = `${this.owner}:${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  }

  /** Take up what earlier pages left; returns the drafts among it. */
  async read() {
    /** @type {Record[]} */
    const found = /** @type {any} */ (await load(this.owner));
    this.#earlier = found.filter((record) => record.update);
    return found.filter((record) => record.words);
  }

  /** The leases under which earlier pages wrote. */
  get leases() {
    return this.#earlier.flatMap((record) => record.leases).slice(0, 19);
  }

  /**
   * Put what earlier pages left into a document; "rejected" when it belongs to another life of it.
   * @param {Y.Doc} doc @param {string} epoch @returns {"applied" | "rejected" | undefined}
   */
  applyTo(doc, epoch) {
    if (!this.#earlier.length || this.#applied) return undefined;
    if (this.#earlier.some((record) => record.epoch !== epoch)) return "rejected";
    for (const record of this.#earlier) Y.applyUpdate(doc, new Uint8Array(record.update ?? [0, 0]), "unsaved");
    this.#applied = true;
    return "applied";
  }

  /** The whole text as earlier pages had it. */
  get texts() {
    return this.#earlier.map((record) => record.text ?? "");
  }

  /**
   * Keep what a document has over a state vector.
   * @param {import("./provider.js").Provider} provider @param {() => void} onSaved or at least tried
   */
  saveSoon(provider, onSaved) {
    if (this.#timer) return;
    this.#timer = window.setTimeout(async () => {
      this.#timer = 0;
      if (!provider.pending) return;
      const update = Y.encodeStateAsUpdate(provider.doc, provider.shared);
      const { epoch, leases } = provider;
      const text = plain(provider.doc);
      await save({ key: this.key, owner: this.owner, epoch, leases, update, text });
      onSaved();
    }, WRITE_PAUSE_MS);
  }

  /** Everything is on the server's disk. */
  async clear() {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    const keys = [this.key, ...this.#earlier.map((record) => record.key)];
    this.#earlier = [];
    await Promise.all(keys.map(remove));
  }

  /** Keep words that the server will not take, as a draft of one's own. @param {string} words @returns {Promise<Record>} */
  async saveDraft(words) {
    const draft = { key: `${this.owner}:draft:${Date.now()}`, owner: this.owner, epoch: "", leases: [], words };
    await save(draft);
    return draft;
  }
}

/** The lines of one text that another does not have. @param {string} mine @param {string} theirs */
export function difference(mine, theirs) {
  const known = new Set(theirs.split("\n"));
  return mine
    .split("\n")
    .filter((line) => line.trim() && !known.has(line))
    .join("\n");
}

/** The words of a document, a line for each paragraph. @param {Y.Doc} doc */
export function plain(doc) {
  const fragment = doc.getXmlFragment("prosemirror");
  const texts = /** @type {Y.XmlText[]} */ ([...fragment.createTreeWalker((node) => node instanceof Y.XmlText)]);
  return texts
    .map((text) =>
      text
        .toDelta()
        .map((/** @type {any} */ { insert, attributes = {} }) => levelled(insert, (mark) => mark in attributes))
        .join(""),
    )
    .join("\n");
}
