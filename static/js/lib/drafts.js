// What somebody is writing in a part of the page, so that new HTML never takes it away.

/** @typedef {HTMLTextAreaElement | HTMLInputElement} Field */
/** @typedef {{ form: string, name: string, value: string }} Draft */

const WRITABLE = "textarea:not([readonly]), input:not([type=hidden], [type=radio], [type=checkbox], [readonly])";

const CHOICES = "input[type=radio], input[type=checkbox]";

/** The fields of words in which something is written. @param {HTMLElement} part @returns {Field[]} */
const written = (part) =>
  /** @type {Field[]} */ ([...part.querySelectorAll(WRITABLE)]).filter((field) => field.value !== field.defaultValue);

/** Whether a choice was made and not sent yet. @param {HTMLElement} part */
const hasChosen = (part) =>
  /** @type {HTMLInputElement[]} */ ([...part.querySelectorAll(CHOICES)]).some(
    (box) => box.checked !== box.defaultChecked,
  );

/**
 * Whether somebody is in this part, so that it must wait. Words left in a field do not make it wait: they are carried
 * over. The heading, which has the focus after a form was answered, keeps nothing that could be lost.
 * @param {HTMLElement} part
 */
export const isBusy = (part) => (part.matches(":focus-within") && !part.querySelector("h2:focus")) || hasChosen(part);

/** What is written in the forms of a part, but for the one just sent. @param {HTMLElement} part @param {string} [sent] */
export function drafts(part, sent) {
  return written(part)
    .filter((field) => field.form?.id && field.form.id !== sent)
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
