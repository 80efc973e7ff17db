// Says something to screen readers, politely and not too often; the page's one live region.
const PAUSE_MS = 3000;
/** @type {string[]} */
let waiting = [];
let timer = 0;

/** @param {string} sentence */
export function announce(sentence) {
  if (!waiting.includes(sentence)) waiting.push(sentence);
  if (timer) return;
  speak();
  timer = window.setTimeout(() => {
    timer = 0;
    if (waiting.length) announce(/** @type {string} */ (waiting.shift()));
  }, PAUSE_MS);
}

/** Says where something is that a person moves, in place of what was to be said. @param {string} sentence */
export function announceNow(sentence) {
  waiting = [sentence];
  speak();
}

function speak() {
  const region = document.getElementById("announcements");
  if (region) region.textContent = waiting.join(" ");
  waiting = [];
}
