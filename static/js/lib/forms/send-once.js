// A form that is sent again at once was pressed twice: the first press counts. In place, the forms see to it themselves.
const SECOND_PRESS_MS = 2000;

/** @param {EventTarget} page where forms are sent @param {() => number} now in milliseconds */
export function sendOnce(page, now = Date.now) {
  /** @type {WeakMap<EventTarget, number>} */
  const sent = new WeakMap();

  page.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (event.defaultPrevented || form.method !== "post") return;

    const last = sent.get(form) ?? Number.NEGATIVE_INFINITY;
    if (Math.abs(now() - last) < SECOND_PRESS_MS) event.preventDefault();
    else sent.set(form, now());
  });
}
