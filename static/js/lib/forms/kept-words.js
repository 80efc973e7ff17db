// What a member writes in the forms of a page, kept in this tab until it is sent: a reload, a refusal or a session that
// ended elsewhere takes nothing away. Choices are not kept: nobody is to find a ballot filled in.
import * as tab from "../storage/session-store.js";

const NAME = "words";
const FIELDS = "textarea:not([readonly]), input:not([type]), input[type=text], input[type=search], input[type=email]";

/** @typedef {HTMLTextAreaElement | HTMLInputElement} Field */
/** @typedef {{ path: string, form: string, name: string, value: string, before: string, sent: boolean }} Words */

const owner = () => document.body.dataset.member ?? "";
const place = (/** @type {Field} */ field) => field.form?.getAttribute("action") ?? "";

/** @returns {Words[]} of the member who is signed in here */
function read() {
  const there = JSON.parse(tab.read(NAME) ?? "null");
  return there?.owner === owner() ? there.words : [];
}

/** @param {Words[]} words */
const write = (words) => tab.write(NAME, JSON.stringify({ owner: owner(), words }));

/** @type {Set<HTMLFormElement>} */
const sent = new Set();

function save() {
  const path = location.pathname;
  const fields = /** @type {Field[]} */ ([...document.querySelectorAll(FIELDS)]);
  const written = fields.filter(({ form, name, value, defaultValue }) => form && name && value !== defaultValue);
  const words = written.map((field) => ({
    path,
    form: place(field),
    name: field.name,
    value: field.value,
    before: field.defaultValue,
    sent: field.form !== null && sent.has(field.form),
  }));
  write([...read().filter((each) => each.path !== path), ...words]);
}

/** What was sent and not refused is the server's. */
function forgetSent() {
  const [way] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const isAnswer = way?.type === "navigate" && !document.querySelector("error-summary[data-error]");
  write(isAnswer ? read().filter((each) => !each.sent) : read().map((each) => ({ ...each, sent: false })));
}

function restore() {
  for (const { path, form, name, value, before } of read()) {
    if (path !== location.pathname) continue;
    const fields = /** @type {NodeListOf<Field>} */ (document.querySelectorAll(`[name="${CSS.escape(name)}"]`));
    for (const field of fields) {
      if (!field.matches(FIELDS) || place(field) !== form || field.value !== before) continue;
      field.value = value;
      field.closest("details")?.setAttribute("open", "");
    }
  }
}

/** Keep words from now on, and put those back that an earlier page kept. */
export function keepWords() {
  if (!owner()) return;
  forgetSent();
  restore();
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    if (!defaultPrevented) sent.add(/** @type {HTMLFormElement} */ (target));
  });
  addEventListener("pagehide", save);
  addEventListener("pageshow", ({ persisted }) => persisted && sent.clear());
}
