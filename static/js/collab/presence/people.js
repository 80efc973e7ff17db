// The list of who is here.

/**
 * Show people by name, one line for somebody in two tabs, idle when both are; and how many more there are.
 * @param {import("./presence.js").Presence} presence @param {(id: number) => boolean} isIdle @param {number} count
 */
export function showPeople({ list, people, provider: { me }, words }, isIdle, count) {
  /** @type {Map<string, HTMLLIElement>} */
  const shown = new Map();
  for (const person of people.values()) {
    const resting = person.id !== me && isIdle(person.id);
    if (resting && shown.has(person.name)) continue;
    const item = line(resting ? words.idle.replace("{name}", person.name) : person.name);
    item.className = `person colour-${person.colour}`;
    item.classList.toggle("idle", resting);
    item.title = person.association;
    if (person.id === me) item.dataset.me = "";
    shown.set(person.name, item);
  }
  const more = count - shown.size;
  list.replaceChildren(...shown.values(), ...(more > 0 ? [line(words.more.replace("{n}", String(more)))] : []));
}

/** @param {string} words */
function line(words) {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}
