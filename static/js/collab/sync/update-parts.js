// Decodes an update into parts and encodes parts as an update: version 1 of the Yjs encoding.
import * as encoding from "lib0/encoding";
import * as Y from "yjs";

/**
 * Something that one client wrote in a row, with the items it depends on; or, without bytes, a range deleted.
 * @typedef {{ client: number, clock: number, length: number, bytes: Uint8Array | null, dependencies: Y.ID[] }} Part
 */

/** @typedef {Y.Item | Y.GC | Y.Skip} Struct */

/**
 * What an update writes, and what it deletes, each client's in the order of its clock.
 * @param {Uint8Array} update @param {number} longest words of one part, in UTF-16 units
 * @returns {{ written: Part[], deleted: Part[] }}
 */
export function decodeParts(update, longest) {
  const { structs, ds } = Y.decodeUpdate(update);
  const deleted = [...ds.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => ({ client, clock, length: len, bytes: null, dependencies: [] })),
  );
  return { written: structs.flatMap((struct) => splitStruct(struct, longest)).map(toPart), deleted };
}

/** @param {Struct} struct @param {number} longest @returns {Struct[]} */
function splitStruct(struct, longest) {
  if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString) || struct.length <= longest)
    return [struct];
  const { id, origin, rightOrigin, parent, parentSub, content } = struct;
  const parts = [];
  for (let from = 0, to = 0; from < struct.length; from = to) {
    to = between(content.str, from + longest);
    const left = from ? Y.createID(id.client, id.clock + from - 1) : origin;
    const words = new Y.ContentString(content.str.slice(from, to));
    const here = Y.createID(id.client, id.clock + from);
    parts.push(new Y.Item(here, null, left, null, rightOrigin, parent, parentSub, words));
  }
  return parts;
}

/** The last place up to a limit that is not inside a character of two units. @param {string} words @param {number} limit */
function between(words, limit) {
  return (words.codePointAt(limit - 1) ?? 0) > 0xffff ? limit - 1 : limit;
}

/** @param {Struct} struct @returns {Part} */
function toPart(struct) {
  const encoder = new Y.UpdateEncoderV1();
  struct.write(encoder, 0);
  const sides = struct instanceof Y.Item ? [struct.origin, struct.rightOrigin, struct.parent] : [];
  const dependencies = /** @type {Y.ID[]} */ (sides.filter((side) => side instanceof Y.ID));
  return {
    client: struct.id.client,
    clock: struct.id.clock,
    length: struct.length,
    bytes: encoder.toUint8Array(),
    dependencies,
  };
}

/** Pieces, each client's without a gap, as one update. @param {Part[]} parts @returns {Uint8Array} */
export function encodeParts(parts) {
  const encoder = encoding.createEncoder();
  const number = (/** @type {number} */ each) => encoding.writeVarUint(encoder, each);
  const clients = [...byClient(parts.filter(({ bytes }) => bytes))].sort(([a], [b]) => b - a); // as Yjs does
  number(clients.length);
  for (const [client, [first, ...more]] of clients) {
    [1 + more.length, client, first.clock].forEach(number);
    for (const { bytes } of [first, ...more]) encoding.writeUint8Array(encoder, /** @type {Uint8Array} */ (bytes));
  }
  const deleted = byClient(parts.filter(({ bytes }) => !bytes));
  number(deleted.size);
  for (const [client, ranges] of deleted) {
    [client, ranges.length].forEach(number);
    for (const { clock, length } of ranges) [clock, length].forEach(number);
  }
  return encoding.toUint8Array(encoder);
}

/** @param {Part[]} parts @returns {Map<number, Part[]>} */
export function byClient(parts) {
  /** @type {Map<number, Part[]>} */
  const all = new Map();
  for (const each of parts) {
    const those = all.get(each.client);
    if (those) those.push(each);
    else all.set(each.client, [each]);
  }
  return all;
}
