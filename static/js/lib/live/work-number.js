import { fetchPart } from "./fetch-part.js";

/** Tells in the header how much waits for the person now: an answer, here or in another tab, may change it. */
export async function recount() {
  const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-work-number]")]);
  const address = places[0]?.dataset.workNumber;
  if (!address) return;
  const number = await fetchPart(address).catch(() => null);
  if (number === null) return; // the line is down, or the person has signed out
  for (const place of places) place.textContent = Number(number) ? number : "";
}
