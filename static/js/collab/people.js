// The list of who is here.

/** @typedef {import("./carets.js").Person} Person */

/**
 * Show people by name: one line for somebody in two tabs, idle when both are.
 * @param {HTMLElement} list @param {Iterable<Person>} people @param {number} me @param {(id: number) => boolean} isIdle
 * @param {string} idle words with {name} in them
 */
export function showPeople(list, people, me, isIdle, idle) {
  /** @type {Map<string, HTMLLIElement>} */
  const shown = new Map();
  for (const person of people) {
    const resting = person.id !== me && isIdle(person.id);
    if (resting && shown.has(person.name)) continue;
    const item = document.createElement("li");
    item.className = `person colour-${person.colour}`;
    item.classList.toggle("idle", resting);
    item.textContent = resting ? idle.replace("{name}", person.name) : person.name;
    item.title = person.association;
    if (person.id === me) item.dataset.me = "";
    shown.set(person.name, item);
  }
  list.replaceChildren(...shown.values());
}
