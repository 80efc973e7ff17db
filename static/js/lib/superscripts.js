// Words above or below the line, in plain text: 10⁶, CO₂, x^(K). As `collab/ydoc/to_prosemirror.py` has them.

const RAISED = pairs("0123456789+-=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ");
const LOWERED = pairs("0123456789+-=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ");

/** @param {string} from @param {string} to @returns {Map<string, string>} */
function pairs(from, to) {
  const letters = [...to];
  return new Map([...from].map((letter, place) => [letter, letters[place]]));
}

/** @param {string} words @param {(mark: string) => boolean} has whether they bear a mark */
export function levelled(words, has) {
  if (!has("superscript") && !has("subscript")) return words;
  const [letters, sign] = has("superscript") ? [RAISED, "^"] : [LOWERED, "_"];
  const said = [...words].map((letter) => (letter.trim() ? letters.get(letter) : letter));
  return said.includes(undefined) ? `${sign}(${words})` : said.join("");
}
