// Draws carets over the text. A name is shown when its owner has moved, and fades, so that the words under it can be read.

/** @typedef {import("prosemirror-view").EditorView} EditorView */
/** @typedef {import("./carets.js").Person} Person */
/** @typedef {{ caret: HTMLElement, name: HTMLElement, marks: HTMLElement[], hides: number }} Drawn */

const NAME_SHOWN_MS = 4000;
const NEAR_PX = 12; // from a caret within which a pointer asks for its name

export class CaretLayer {
  #frame = 0;
  /** @type {Map<number, Drawn>} */
  #drawn = new Map();
  #resized = new ResizeObserver(() => this.draw());

  /**
   * @param {EditorView} view @param {HTMLElement} host positioned, around the text
   * @param {() => Map<number, import("./carets.js").Place>} places where they are now
   * @param {import("./presence.js").Presence} presence whose they are
   */
  constructor(view, host, places, { people, isIdle }) {
    this.view = view;
    this.host = host;
    this.places = places;
    this.people = people;
    this.isIdle = isIdle;
    this.layer = document.createElement("div");
    this.layer.className = "carets";
    this.layer.setAttribute("aria-hidden", "true");
    host.append(this.layer);
    this.#resized.observe(host);
    host.addEventListener("pointermove", this.#point);
  }

  /** Soon: where things are is asked of the browser once for all that has changed. */
  draw() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (!this.view.isDestroyed) this.#drawAll();
    });
  }

  /** Show somebody's name for a while. @param {number} id */
  name(id) {
    const drawn = this.#drawn.get(id) ?? this.#make(id);
    window.clearTimeout(drawn.hides);
    drawn.caret.classList.add("named");
    drawn.hides = window.setTimeout(() => drawn.caret.classList.remove("named"), NAME_SHOWN_MS);
  }

  /** @param {number} id */
  #make(id) {
    const [caret, name] = [document.createElement("div"), document.createElement("div")];
    name.className = "caret-name";
    caret.append(name);
    const drawn = { caret, name, marks: [], hides: 0 };
    this.#drawn.set(id, drawn);
    return drawn;
  }

  #drawAll() {
    const places = this.places();
    const origin = this.host.getBoundingClientRect();
    for (const [id, drawn] of this.#drawn) if (!places.has(id) || !this.people.has(id)) this.#forget(id, drawn);
    for (const [id, { anchor, head }] of places) {
      const person = this.people.get(id);
      if (!person) continue;
      const isNew = !this.#drawn.has(id);
      const drawn = this.#drawn.get(id) ?? this.#make(id);
      this.#drawCaret(drawn, person, head, origin);
      this.#drawSelection(drawn, person, anchor, head, origin);
      if (isNew) this.name(id);
    }
  }

  /** @param {Drawn} drawn @param {Person} person @param {number} head @param {DOMRect} origin */
  #drawCaret({ caret, name }, person, head, origin) {
    const { left, top, bottom } = this.view.coordsAtPos(head);
    const isNamed = caret.classList.contains("named");
    caret.className = `caret colour-${person.colour}`;
    caret.classList.toggle("named", isNamed);
    caret.classList.toggle("idle", this.isIdle(person.id));
    put(caret, left - origin.left, top - origin.top, 0, bottom - top);
    name.textContent = person.name;
    if (!caret.isConnected) this.layer.append(caret);
    const room = origin.right - left - name.offsetWidth; // names at the end of a line go to its start
    name.style.translate = `${Math.min(0, room)}px`;
  }

  /** @param {Drawn} drawn @param {Person} person @param {number} anchor @param {number} head @param {DOMRect} origin */
  #drawSelection(drawn, person, anchor, head, origin) {
    for (const mark of drawn.marks) mark.remove();
    const isShown = anchor !== head && !this.isIdle(person.id);
    drawn.marks = (isShown ? this.#boxes(Math.min(anchor, head), Math.max(anchor, head)) : []).map((box) => {
      const mark = document.createElement("div");
      mark.className = `selection colour-${person.colour}`;
      put(mark, box.left - origin.left, box.top - origin.top, box.width, box.height);
      return mark;
    });
    this.layer.prepend(...drawn.marks);
  }

  /** The boxes of the words between two places, line by line. @param {number} from @param {number} to */
  #boxes(from, to) {
    /** @type {DOMRect[]} */
    const boxes = [];
    this.view.state.doc.nodesBetween(from, to, (node, position) => {
      if (!node.isTextblock) return;
      const range = document.createRange();
      const [start, end] = [Math.max(from, position + 1), Math.min(to, position + node.nodeSize - 1)];
      if (start >= end) return;
      const [first, last] = [this.view.domAtPos(start), this.view.domAtPos(end)];
      range.setStart(first.node, first.offset);
      range.setEnd(last.node, last.offset);
      boxes.push(...range.getClientRects());
    });
    return boxes;
  }

  #point = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    for (const [id, { caret }] of this.#drawn) {
      const { left, top, bottom } = caret.getBoundingClientRect();
      if (Math.abs(clientX - left) < NEAR_PX && clientY > top - NEAR_PX && clientY < bottom) this.name(id);
    }
  };

  /** @param {number} id @param {Drawn} drawn */
  #forget(id, { caret, marks, hides }) {
    window.clearTimeout(hides);
    for (const each of [caret, ...marks]) each.remove();
    this.#drawn.delete(id);
  }

  destroy() {
    cancelAnimationFrame(this.#frame);
    this.#resized.disconnect();
    this.host.removeEventListener("pointermove", this.#point);
    for (const [id, drawn] of this.#drawn) this.#forget(id, drawn);
    this.layer.remove();
  }
}

/** @param {HTMLElement} element @param {number} left @param {number} top @param {number} width @param {number} height */
function put({ style }, left, top, width, height) {
  Object.assign(style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}
