// Pasted HTML as a document of its own, in which nothing runs and nothing is loaded.

/**
 * Styles are read here and never applied: under other names the browser has nothing to apply, so that the content policy
 * has nothing to complain of.
 * @param {string} html
 */
export function parsed(html) {
  const chunks = html
    .replace(/<(\/?)style\b/gi, "<$1xmp")
    .split(">")
    .map(renamed);
  return new DOMParser().parseFromString(chunks.join(">"), "text/html");
}

/** Text up to the end of a tag, with the tag's style under another name. @param {string} chunk */
function renamed(chunk) {
  const tag = Math.max(chunk.lastIndexOf("<"), 0);
  return chunk.slice(0, tag) + chunk.slice(tag).replace(/(\s)style(\s*=)/gi, "$1data-style$2");
}

/** @param {Element} element */
export const styleOf = (element) => element.getAttribute("data-style") ?? element.getAttribute("style") ?? "";

/** @param {Document} page */
export const sheetsOf = (page) => [...page.querySelectorAll("xmp")].map((sheet) => sheet.textContent ?? "");
