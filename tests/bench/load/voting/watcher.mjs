// A page that shows how many have voted: it hears of changes as `static/js/lib/live/live-part.js` does, and acts as it does.
import { performance } from "node:perf_hooks";
import { SocketIoLine } from "../lines/socketio.mjs";

const ROOM = { known: () => undefined }; // every frame is read: each says something else

export class Watcher extends SocketIoLine {
  heard = 0;
  fetched = 0;
  cast = 0; // the number shown
  changed = 0; // when it last changed

  /** @param {import("./elector.mjs").Browser} browser @param {number} vote */
  constructor(browser, vote) {
    super(/** @type {any} */ (ROOM), /** @type {any} */ (null));
    this.browser = browser;
    this.vote = vote;
    this.owner = /** @type {any} */ ({ drop: () => (this.dropped = true) });
    this.dropped = false;
  }

  target() {
    const address = `${this.browser.url.replace("http", "ws")}/socket.io/?EIO=4&transport=websocket`;
    return { address, headers: { Cookie: this.browser.cookie } };
  }

  async enter() {
    await this.connected();
    await this.ask("watch", `vote:${this.vote}`);
    return { state: new Uint8Array() };
  }

  /** @param {any[]} event */
  hearEvent([name, topic, part, number]) {
    if (name !== "changed" || topic !== `vote:${this.vote}` || part !== "turnout") return;
    this.heard += 1;
    if (number === undefined || number === null) this.#fetch();
    else this.#show(number);
  }

  async #fetch() {
    this.fetched += 1;
    const { body } = await this.browser.part(`/votes/${this.vote}/turnout`);
    const found = body.match(/value="(\d+)"/);
    if (found) this.#show(Number(found[1]));
  }

  /** @param {number} cast */
  #show(cast) {
    if (cast > this.cast) this.changed = performance.now();
    this.cast = Math.max(this.cast, cast);
  }
}
