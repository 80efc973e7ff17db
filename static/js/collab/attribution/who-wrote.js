// “Who wrote this?”: asks the server about the selected words, shows the answer under the text and says it.
import { announce } from "../../lib/announce.js";
import { ask } from "../../lib/connection/socket.js";
import { selectedItems } from "./selected-items.js";

/** @typedef {{ label: string, when: string, colour: string }} Contributor */

export class WhoWrote {
  /** @type {import("prosemirror-view").EditorView | undefined} */
  #view;

  /**
   * @param {HTMLElement} editor with a button `[data-command=who]`, and `.who-wrote` with a list and a button to close
   * @param {number} clauseId
   */
  constructor(editor, clauseId) {
    this.clauseId = clauseId;
    this.box = /** @type {HTMLElement} */ (editor.querySelector(".who-wrote"));
    this.list = /** @type {HTMLElement} */ (this.box.querySelector("ul"));
    editor.querySelector("[data-command=who]")?.addEventListener("click", () => this.#ask());
    this.box.querySelector("[data-close]")?.addEventListener("click", () => this.#close());
    editor.addEventListener("keydown", (event) => event.key === "Escape" && !this.box.hidden && this.#close());
  }

  /** The editor whose words are asked about from now on. @param {import("prosemirror-view").EditorView} view */
  attach(view) {
    this.#view = view;
  }

  async #ask() {
    const items = this.#view ? selectedItems(this.#view.state) : [];
    const { nothing = "", offline = "" } = this.box.dataset;
    if (!items.length) return this.#show([line(nothing)]);
    const answer = await ask("attribution", this.clauseId, items).catch(() => null);
    if (answer?.refused) this.#show(answer.refused.map((reason) => line(reason)));
    else if (!answer?.contributors) this.#show([line(offline)]);
    else this.#show([...answer.contributors.map(named), ...this.#others(answer.more)]);
  }

  /** @param {number} more */
  #others(more) {
    return more ? [line((this.box.dataset.more ?? "").replace("{n}", String(more)))] : [];
  }

  /** @param {HTMLElement[]} lines */
  #show(lines) {
    this.list.replaceChildren(...lines);
    this.box.hidden = false;
    announce(lines.map((each) => each.textContent).join(" ; "));
  }

  #close() {
    this.box.hidden = true;
    this.#view?.focus();
  }
}

/** @param {string} words */
function line(words) {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}

/** @param {Contributor} contributor */
function named({ label, when, colour }) {
  const item = line("");
  const name = document.createElement("strong");
  name.className = `who ${colour}`;
  name.textContent = label;
  const time = document.createElement("small");
  time.textContent = when;
  item.append(name, " ", time);
  return item;
}
