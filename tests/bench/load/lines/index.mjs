// Which line leads to which server.
import { CharterLine } from "./charter.mjs";
import { HocuspocusLine } from "./hocuspocus.mjs";
import { YWebsocketLine } from "./y-websocket.mjs";

/**
 * @typedef {import("../options.mjs").Options} Options
 * @typedef {import("./line.mjs").Line} Line
 * @typedef {import("./line.mjs").Room} Room
 * @typedef {import("./line.mjs").Tally} Tally
 */

/** @type {Record<string, (options: Options, index: number, room: Room, tally: Tally) => Line>} */
const LINES = {
  charter: ({ url, cookies }, index, ...base) =>
    new CharterLine({ url, cookie: cookies[index % cookies.length] }, ...base),
  hocuspocus: ({ url }, _index, ...base) => new HocuspocusLine(url, ...base),
  "y-websocket": ({ url }, _index, ...base) => new YWebsocketLine(url, ...base),
};

export const SERVERS = Object.keys(LINES);

/**
 * A line of its own for each client.
 * @param {Options} options
 * @param {number} index of the client among all
 * @param {Room} room
 * @param {Tally} tally
 */
export function makeLine(options, index, room, tally) {
  return LINES[options.server](options, index, room, tally);
}
