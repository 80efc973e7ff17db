// What somebody is writing in a part of the page, so that new HTML never takes it away.

/** @typedef {HTMLTextAreaElement | HTMLInputElement} Field */
/** @typedef {{ form: string, name: string, value: string }} Draft */

const WRITABLE = "textarea:not([readonly]), input:not([type=hidden], [readonly])";

/** @param {Field} field */
const isDirty = (field) =>
  field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)
    ? field.checked !== field.defaultChecked
    : field.value !== field.defaultValue;

/** @param {HTMLElement} part @returns {Field[]} */
const dirty = (part) => /** @type {Field[]} */ ([...part.querySelectorAll(WRITABLE)]).filter(isDirty);

/**
 * Whether somebody is in this part, or has left something written in it. Its heading, which has the focus after a form
 * was answered, keeps nothing that could be lost.
 * @param {HTMLElement} part
 */
export const isBusy = (part) =>
  (part.matches(":focus-within") && !part.querySelector("h2:focus")) || dirty(part).length > 0;

/** What is written in the forms of a part, but for the one just sent. @param {HTMLElement} part @param {string} sent */
export function drafts(part, sent) {
  return dirty(part)
    .filter((field) => field.form && field.form.id !== sent)
    .map((field) => ({ form: field.form?.id ?? "", name: field.name, value: field.value }));
}

/** Put it back, with its drawer open. @param {HTMLElement} part @param {Draft[]} kept */
export function restore(part, kept) {
  for (const { form, name, value } of kept) {
    const selector = `form[id="${CSS.escape(form)}"] [name="${CSS.escape(name)}"]`;
    const field = /** @type {Field | null} */ (part.querySelector(selector));
    if (!field) continue;
    field.value = value;
    field.closest("details")?.setAttribute("open", "");
  }
}
