// The page's one connection: websocket first, long-polling where a proxy blocks it.
import { io } from "socket.io-client";
import parser from "socket.io-msgpack-parser";
import { read, write } from "../storage/session-store.js";
import { delay } from "./reconnect-delay.js";

/** @typedef {{ refused?: string[], [more: string]: any }} Answer */

const TIMEOUT_MS = 10_000; // of an answer, or of a connection
const WEBSOCKET_TIMEOUT_MS = 5000; // within which a websocket that opens has let something through both ways
const BLOCKED = "websockets-blocked"; // remembered for this tab, so that the next page does not wait again
const order = (/** @type {boolean} */ blocked) => (blocked ? ["polling", "websocket"] : ["websocket", "polling"]);

export const socket = io({
  parser,
  transports: order(read(BLOCKED) === "yes"),
  timeout: WEBSOCKET_TIMEOUT_MS,
});
const manager = /** @type {any} */ (socket.io); // whose types hide when it connects again
manager.backoff.duration = () => delay(manager.backoff.attempts++);

// From the first failure on, polling opens the line and a websocket replaces it where it can: this also gets through
// proxies that accept a websocket and then close it or let nothing pass.
function distrust() {
  write(BLOCKED, "yes");
  socket.io.opts.transports = order(true);
  socket.io.timeout(TIMEOUT_MS);
}
socket.on("connect_error", distrust);

// A websocket that opens may still carry nothing from here to the server, which then never lets us in.
socket.io.on("open", () => {
  const { engine } = socket.io;
  if (engine.transport.name !== "websocket") return;
  const entering = setTimeout(() => engine.close(), WEBSOCKET_TIMEOUT_MS);
  engine.once("close", distrust);
  socket.once("connect", () => {
    clearTimeout(entering);
    engine.off("close", distrust);
  });
});

/**
 * Ask the server something; rejects when the line is down or the answer does not come.
 * @param {string} event
 * @param {...any} details
 * @returns {Promise<Answer>}
 */
export function ask(event, ...details) {
  return socket.timeout(TIMEOUT_MS).emitWithAck(event, ...details);
}

// The server hung up, because a session ended: connect again, and hear from it what one may still do.
socket.on("disconnect", (reason) => {
  if (reason === "io server disconnect") setTimeout(() => socket.connect(), 1000 + Math.random() * 3000);
});

/**
 * Bytes as the parser takes them: it knows array buffers, not views on them.
 * @param {Uint8Array} bytes
 */
export const wire = (bytes) => bytes.slice().buffer;

const REFRESH_SPREAD_MS = 5000; // over which everybody looks again when the server itself has missed something
/** @type {Map<string, number>} */
const watched = new Map();

/**
 * Hear of changes to a topic, such as `clause:12`, for as long as the returned function has not been called.
 * @param {string} topic
 * @param {(part: string, number?: number) => void} onChange told which part, and, if that is all that changed, its
 *   number; also called, with "", after each reconnection: something may have been missed
 */
export function watch(topic, onChange) {
  /** @type {(changed: string, part: string, number?: number) => void} */
  const onChanged = (changed, part, number) => changed === topic && onChange(part, number);
  const rejoin = async () => {
    await ask("watch", topic).catch(() => {}); // the next connection asks again
    onChange("");
  };
  watched.set(topic, (watched.get(topic) ?? 0) + 1);
  const missed = () => setTimeout(() => onChange(""), Math.random() * REFRESH_SPREAD_MS);
  socket.on("changed", onChanged);
  socket.on("missed", missed);
  socket.on("connect", rejoin);
  if (socket.connected) ask("watch", topic).catch(() => {}); // the next connection asks again
  return () => {
    socket.off("changed", onChanged);
    socket.off("missed", missed);
    socket.off("connect", rejoin);
    const left = (watched.get(topic) ?? 1) - 1;
    watched.set(topic, left);
    if (left === 0 && socket.connected) socket.emit("unwatch", topic);
  };
}

const HIDDEN_TIMEOUT_MS = 60_000; // after which a hidden tab disconnects
let disconnectTimer = 0;
document.addEventListener("visibilitychange", () => {
  clearTimeout(disconnectTimer);
  if (!document.hidden && !socket.connected) socket.connect();
  if (document.hidden) disconnectTimer = window.setTimeout(disconnect, HIDDEN_TIMEOUT_MS);
});

/** Unless somebody objects, because something is still on its way. */
function disconnect() {
  if (window.dispatchEvent(new Event("line-idle", { cancelable: true }))) socket.disconnect();
  else disconnectTimer = window.setTimeout(disconnect, HIDDEN_TIMEOUT_MS);
}
