// The text of one clause in the form of an amendment: the editor of clauses, on a copy that is this form's alone.
import { makePrivateEditor } from "../collab/editor/editor.js";

/**
 * Puts the editor in the place of the fields that serve where there is no script. What it holds is in the form's own
 * field, as JSON: it is sent like any other field.
 * @param {HTMLElement} place with `[data-content]`, `.text`, `.pasted` and `.paragraphs`
 * @param {import("../collab/editor/toolbar.js").Toolbar} toolbar of the whole form
 * @param {() => void} onChange
 */
export function mountWording(place, toolbar, onChange) {
  const field = /** @type {HTMLTextAreaElement} */ (place.querySelector("[data-content]"));
  const paragraphs = /** @type {HTMLFieldSetElement} */ (place.querySelector(".paragraphs"));
  const text = /** @type {HTMLElement} */ (place.querySelector(".text"));
  const view = makePrivateEditor(text, JSON.parse(field.value), {
    label: place.dataset.label ?? "",
    toolbar,
    pasted: /** @type {HTMLElement} */ (place.querySelector(".pasted")),
    onChange: (doc) => {
      field.value = JSON.stringify(withoutDefaults(doc.toJSON()));
      onChange();
    },
  });
  view.dom.addEventListener("focus", () => toolbar.attach(view, () => {}));
  field.disabled = false;
  paragraphs.disabled = paragraphs.hidden = true;
  text.hidden = false;
  return view;
}

/** Attributes at their defaults are left out, as the server has it. @param {any} node @returns {any} */
export function withoutDefaults({ attrs, content, ...rest }) {
  const given = Object.entries(attrs ?? {}).filter(([, value]) => value !== null);
  return {
    ...rest,
    ...(given.length ? { attrs: Object.fromEntries(given) } : {}),
    ...(content ? { content: content.map(withoutDefaults) } : {}),
  };
}
