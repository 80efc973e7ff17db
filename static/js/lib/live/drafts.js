// What somebody is writing in a part of the page, so that new HTML never takes it away.

/** @typedef {HTMLTextAreaElement | HTMLInputElement} Field */
/**
 * @typedef {{ form: string, name: string, value: string, checked?: boolean, unfolded?: string }} Draft
 * `checked`: of a choice; `unfolded`: the id of what somebody opened to read, with nothing else.
 */

const WRITABLE = "textarea:not([readonly]), input:not([type=hidden], [type=radio], [type=checkbox], [readonly])";

const CHOICES = "input[type=radio], input[type=checkbox]";

/** The fields of words in which something is written. @param {HTMLElement} part @returns {Field[]} */
const written = (part) =>
  /** @type {Field[]} */ ([...part.querySelectorAll(WRITABLE)]).filter((field) => field.value !== field.defaultValue);

/** The choices made and not sent yet. @param {HTMLElement} part */
const chosen = (part) =>
  /** @type {HTMLInputElement[]} */ ([...part.querySelectorAll(CHOICES)]).filter(
    (box) => box.checked !== box.defaultChecked,
  );

/**
 * Whether somebody is in this part, so that it must wait. Words left in a field do not make it wait: they are carried
 * over. The heading, which has the focus after a form was answered, keeps nothing that could be lost.
 * @param {HTMLElement} part
 */
export const isBusy = (part) => isPressed(part) || (holdsFocus(part) && !isRead(part)) || chosen(part).length > 0;

/** Between pressing and letting go: not every browser moves the focus there. @param {HTMLElement} part */
const isPressed = (part) => part.matches(":active");

/** Whether the focus is in a part. Styles do not say so while the window is in the background. @param {HTMLElement} part */
export const holdsFocus = (part) => part.contains(document.activeElement);

/** Whether somebody reads a part from its heading on. @param {HTMLElement} part */
export const isRead = (part) => holdsFocus(part) && document.activeElement?.tagName === "H2";

/**
 * What is written and chosen in the forms of a part, but for the one just sent.
 * @param {HTMLElement} part
 * @param {string} [sent]
 * @returns {Draft[]}
 */
export function drafts(part, sent) {
  const words = written(part).map(({ form, name, value }) => ({ form: form?.id ?? "", name, value }));
  const choices = chosen(part).map(({ form, name, value, checked }) => ({
    form: form?.id ?? "",
    name,
    value,
    checked,
  }));
  return [...[...words, ...choices].filter(({ form }) => form && form !== sent), ...unfolded(part)];
}

/** What was opened to read. @param {HTMLElement} part @returns {Draft[]} */
const unfolded = (part) =>
  [...part.querySelectorAll("details[id][open]")].map(({ id }) => ({ form: "", name: "", value: "", unfolded: id }));

/** @param {Element | null | undefined} within */
function unfold(within) {
  for (let each = within?.closest("details"); each; each = each.parentElement?.closest("details"))
    each.setAttribute("open", "");
}

/** Put it back, with its drawer open. @param {HTMLElement} part @param {Draft[]} kept */
export function restore(part, kept) {
  for (const { form, name, value, checked, unfolded: id } of kept) {
    if (id) {
      unfold(part.querySelector(`#${CSS.escape(id)}`));
      continue;
    }
    const among = checked === undefined ? "" : `[value="${CSS.escape(value)}"]`;
    const selector = `form[id="${CSS.escape(form)}"] [name="${CSS.escape(name)}"]${among}`;
    const field = /** @type {HTMLInputElement | null} */ (part.querySelector(selector)); // or a textarea
    if (!field) continue;
    if (checked === undefined) field.value = value;
    else field.checked = checked;
    unfold(field);
  }
}
