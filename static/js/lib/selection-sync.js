/** A key that has just moved one's caret is heard of a moment later: hear of it now, before something is done there. */
export const syncSelection = () => document.dispatchEvent(new Event("selectionchange"));
