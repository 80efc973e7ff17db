// Changes to a clause that look random and are the same each time.

/** Numbers that look random and are the same each time (mulberry32). @param {number} seed */
export function dice(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

export const fragment = (doc) => doc.getXmlFragment("prosemirror");
const WORDS = ["a", "long enough to be cut in two, and once more in two ", "🗳️ vote 👩‍💻", "é"];

/** One change somewhere: a paragraph, words, a mark, or something taken away. */
export function change(Y, doc, roll) {
  const root = fragment(doc);
  const place = root.length ? root.get(roll(root.length)) : null;
  const text = place?.get(0);
  const kind = roll(8);
  if (!(text instanceof Y.XmlText) || kind === 0) {
    const paragraph = new Y.XmlElement("paragraph");
    paragraph.insert(0, [new Y.XmlText(WORDS[roll(4)])]);
    root.insert(roll(root.length + 1), [paragraph]);
  } else if (kind === 1 && roll(3) === 0) root.delete(roll(root.length), 1);
  else if (kind === 2 && text.length > 3) text.delete(roll(text.length - 2), 2);
  else if (kind === 3 && text.length > 3) {
    text.format(roll(3), 1 + roll(text.length - 3), { strong: roll(2) ? {} : null });
  } else text.insert(roll(text.length + 1), WORDS[roll(4)].repeat(1 + roll(4)));
}
