// What other programs put on the clipboard, as the HTML of a clause: the words that their authors see, and no others.
import { Gathering } from "./blocks.js";
import { parsed } from "./html/parse.js";
import { assembled } from "./lists/lists.js";
import { Reader } from "./reader.js";
import { html } from "./to-html.js";
import { restoreLists } from "./word.js";

const FRENCH = { colon: "\u00a0: ", semicolon: "\u00a0; " };
const ENGLISH = { colon: ": ", semicolon: "; " };

/**
 * @param {string} pasted HTML
 * @param {{ room?: number, language?: string }} [where] how many elements may stand inside one another around its lines,
 *   and the language of the text
 * @returns {{ html: string, losses: string[] }} what could not be kept, by its kind, such as "struck" or "comments"
 */
export function clean(pasted, { room = 11, language = "" } = {}) {
  const page = parsed(pasted);
  restoreLists(page);
  const reader = new Reader(page, language.startsWith("fr") ? FRENCH : ENGLISH);
  const gathered = new Gathering();
  reader.read(page.body, { marks: { names: [] }, depth: 0, level: 0 }, gathered);
  const written = html(assembled(gathered.blocks), room, () => reader.losses.add("levels"));
  return { html: written, losses: [...reader.losses].filter((each) => each !== "unsaid").sort() };
}
