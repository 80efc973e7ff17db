const EDGE_PX = 60; // from the edge of the window within which it scrolls
const SCROLL_PX = 12;

/** Moves a clause with a pointer. @param {import("./outline-arranger.js").default} outline */
export function dragging(outline) {
  let isDragged = false;

  outline.addEventListener("pointerdown", (event) => {
    const grip = /** @type {Element} */ (event.target).closest(".grip");
    if (!grip || event.button !== 0 || outline.held) return;
    event.preventDefault(); // of selecting words
    /** @type {HTMLElement} */ (grip).focus();
    isDragged = true;
    outline.take(/** @type {HTMLElement} */ (grip.closest("li")));
  });

  window.addEventListener("pointermove", (event) => {
    if (!isDragged) return;
    const under = document.elementFromPoint(event.clientX, event.clientY);
    if (under && outline.contains(under)) outline.held?.over(under, event.clientY);
    if (event.clientY < EDGE_PX) window.scrollBy(0, -SCROLL_PX);
    else if (event.clientY > window.innerHeight - EDGE_PX) window.scrollBy(0, SCROLL_PX);
  });

  window.addEventListener("pointerup", () => {
    if (!isDragged) return;
    isDragged = false;
    outline.putDown();
  });

  window.addEventListener("pointercancel", () => {
    if (!isDragged) return;
    isDragged = false;
    outline.leave();
  });
}
