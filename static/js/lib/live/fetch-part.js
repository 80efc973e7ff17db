/** A whole page came instead of a part: it says why. */
export class Refusal extends Error {}

/**
 * The HTML of a part alone.
 * @param {string} address
 * @param {FormData} [body]
 */
export async function fetchPart(address, body) {
  const answer = await fetch(address, { method: body ? "POST" : "GET", body, headers: { "X-Part": "1" } });
  const html = await answer.text();
  if (answer.headers.has("X-Part")) return html;
  const page = new DOMParser().parseFromString(html, "text/html");
  throw new Refusal(page.querySelector("main [role=alert]")?.textContent?.trim() ?? answer.statusText);
}

/**
 * What a form sends, with the button that was pressed.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} by
 */
export function filledIn(form, by) {
  const fields = new FormData(form);
  if (by instanceof HTMLButtonElement && by.name) fields.append(by.name, by.value);
  return fields;
}
