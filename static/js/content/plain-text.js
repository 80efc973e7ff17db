// Words under marks in plain text: 10⁶, CO₂, x^(K). As `charter/content/marks.py` has them.
import { MARKS } from "./schema.js";

/** @param {{ letters: string, as: string }} plain @returns {Map<string, string>} */
function letters(plain) {
  const said = [...plain.as];
  return new Map([...plain.letters].map((letter, place) => [letter, said[place]]));
}

const FORMS = Object.entries(MARKS).flatMap(([name, { plain }]) =>
  plain ? [{ name, sign: plain.sign, letters: letters(plain) }] : [],
);

/** @param {string} words @param {(mark: string) => boolean} has whether they bear a mark */
export function levelled(words, has) {
  const form = FORMS.find(({ name }) => has(name));
  if (!form) return words;
  const said = [...words].map((letter) => (letter.trim() ? form.letters.get(letter) : letter));
  return said.includes(undefined) ? `${form.sign}(${words})` : said.join("");
}
