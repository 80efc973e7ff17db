// An update taken to pieces and put together again: version 1 of the Yjs encoding.
import * as encoding from "lib0/encoding";
import * as Y from "yjs";

/**
 * Something that one client wrote in a row, with the items that it leans on; or, without bytes, a range deleted.
 * @typedef {{ client: number, clock: number, length: number, bytes: Uint8Array | null, leans: Y.ID[] }} Piece
 */

/** @typedef {Y.Item | Y.GC | Y.Skip} Struct */

/**
 * What an update writes, and what it deletes, each client's in the order of its clock.
 * @param {Uint8Array} update @param {number} longest words of one piece, in UTF-16 units
 * @returns {{ written: Piece[], deleted: Piece[] }}
 */
export function take(update, longest) {
  const { structs, ds } = Y.decodeUpdate(update);
  const deleted = [...ds.clients].flatMap(([client, ranges]) =>
    ranges.map(({ clock, len }) => ({ client, clock, length: len, bytes: null, leans: [] })),
  );
  return { written: structs.flatMap((struct) => cut(struct, longest)).map(piece), deleted };
}

/** @param {Struct} struct @param {number} longest @returns {Struct[]} */
function cut(struct, longest) {
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

/** @param {Struct} struct @returns {Piece} */
function piece(struct) {
  const encoder = new Y.UpdateEncoderV1();
  struct.write(encoder, 0);
  const sides = struct instanceof Y.Item ? [struct.origin, struct.rightOrigin, struct.parent] : [];
  const leans = /** @type {Y.ID[]} */ (sides.filter((side) => side instanceof Y.ID));
  return {
    client: struct.id.client,
    clock: struct.id.clock,
    length: struct.length,
    bytes: encoder.toUint8Array(),
    leans,
  };
}

/** Pieces, each client's without a gap, as one update. @param {Piece[]} pieces @returns {Uint8Array} */
export function join(pieces) {
  const encoder = encoding.createEncoder();
  const number = (/** @type {number} */ each) => encoding.writeVarUint(encoder, each);
  const authors = [...byClient(pieces.filter(({ bytes }) => bytes))].sort(([a], [b]) => b - a); // as Yjs does
  number(authors.length);
  for (const [client, [first, ...more]] of authors) {
    [1 + more.length, client, first.clock].forEach(number);
    for (const { bytes } of [first, ...more]) encoding.writeUint8Array(encoder, /** @type {Uint8Array} */ (bytes));
  }
  const deleted = byClient(pieces.filter(({ bytes }) => !bytes));
  number(deleted.size);
  for (const [client, ranges] of deleted) {
    [client, ranges.length].forEach(number);
    for (const { clock, length } of ranges) [clock, length].forEach(number);
  }
  return encoding.toUint8Array(encoder);
}

/** @param {Piece[]} pieces @returns {Map<number, Piece[]>} */
export function byClient(pieces) {
  /** @type {Map<number, Piece[]>} */
  const all = new Map();
  for (const each of pieces) {
    const those = all.get(each.client);
    if (those) those.push(each);
    else all.set(each.client, [each]);
  }
  return all;
}
