// One browser without its looks: keeps its cookie and its connection, and posts the forms of the pages it got.
import { Agent, request } from "node:http";
import { performance } from "node:perf_hooks";

const ENCODINGS = "gzip, deflate, br, zstd"; // what browsers say; timed pages are not unpacked here

/** @typedef {{ status: number, location: string, body: string, took: number }} Answer `took`: to the first byte */

export class Browser {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #token = "";
  #digest = "";

  /** @param {string} url such as http://127.0.0.1:8000 @param {string} cookie */
  constructor(url, cookie) {
    this.url = url;
    this.cookie = cookie;
  }

  /** Read a page and keep what its forms hide. @param {string} path */
  async read(path) {
    const answer = await this.#send("GET", path, { "Accept-Encoding": "identity" });
    this.#token = answer.body.match(/name="csrf_token" value="([^"]+)"/)?.[1] ?? "";
    this.#digest = answer.body.match(/name="digest" value="([^"]+)"/)?.[1] ?? "";
    if (!this.#token) throw new Error(`no form on ${path}: ${answer.status}`);
    return answer;
  }

  /** Fetch a part of a page, as scripts do. @param {string} path */
  part(path) {
    return this.#send("GET", path, { "Accept-Encoding": ENCODINGS, "X-Part": "1" });
  }

  /**
   * Send a form of the page read last.
   * @param {string} path @param {Record<string, string>} fields @param {Record<string, string>} [more] headers
   */
  post(path, fields, more) {
    const body = new URLSearchParams({ csrf_token: this.#token, digest: this.#digest, ...fields }).toString();
    const type = { "Content-Type": "application/x-www-form-urlencoded", "Content-Length": String(body.length) };
    return this.#send("POST", path, { ...type, ...more, "Accept-Encoding": ENCODINGS }, body);
  }

  close() {
    this.#agent.destroy();
  }

  /**
   * @param {string} method @param {string} path @param {Record<string, string>} more @param {string} [body]
   * @returns {Promise<Answer>}
   */
  #send(method, path, more, body) {
    const headers = { Cookie: this.cookie, "Accept-Language": "fr", ...more };
    const started = performance.now();
    return new Promise((resolve, reject) => {
      const asking = request(this.url + path, { method, headers, agent: this.#agent }, (answer) => {
        const took = performance.now() - started;
        this.#remember(answer.headers["set-cookie"]);
        /** @type {Buffer[]} */
        const pieces = [];
        answer.on("data", (piece) => pieces.push(piece));
        answer.on("error", reject);
        answer.on("end", () => {
          const { statusCode: status = 0, headers: told } = answer;
          resolve({ status, location: told.location ?? "", body: Buffer.concat(pieces).toString(), took });
        });
      });
      asking.on("error", reject);
      asking.end(body);
    });
  }

  /** @param {string[] | undefined} cookies */
  #remember(cookies) {
    const session = cookies?.find((each) => each.startsWith(this.cookie.split("=")[0]));
    if (session) this.cookie = session.split(";")[0];
  }
}
