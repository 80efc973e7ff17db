// Subscribes to the socket events of one clause.
import { socket } from "../../lib/connection/socket.js";

const DEFERRED = ["update", "presence"]; // until a composition is over

/**
 * Subscribe to the events of one clause, until the returned function is called.
 * @param {number} clauseId
 * @param {Record<string, (...details: any[]) => void>} handlers
 * @param {Record<string, () => void>} connection handlers of `connect` and `disconnect`
 * @param {import("./inbox.js").Inbox} inbox
 */
export function subscribe(clauseId, handlers, connection, inbox) {
  const listeners = Object.entries(handlers).map(([name, handler]) => {
    const listener = (/** @type {number} */ id, /** @type {any[]} */ ...details) => {
      if (id !== clauseId) return;
      if (DEFERRED.includes(name)) inbox.take(() => handler(...details), name === "update");
      else handler(...details);
    };
    socket.on(name, listener);
    return /** @type {const} */ ([name, listener]);
  });
  const all = [...listeners, ...Object.entries(connection)];
  for (const [name, listener] of Object.entries(connection)) socket.on(name, listener);
  return () => {
    for (const [name, listener] of all) socket.off(name, listener);
  };
}
