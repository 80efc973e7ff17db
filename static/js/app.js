// The only entry point: names each element and the file that brings it to life. A page loads only what it contains, but
// for what stands on most of them, which costs less here than a request of its own.
import { keepWords } from "./lib/forms/kept-words.js";
import { sendOnce } from "./lib/forms/send-once.js";
import KeyboardShortcuts from "./lib/shortcuts/keyboard-shortcuts.js";
import ContentsGuide from "./pages/contents-guide.js";

const elements = {
  "advice-form": () => import("./amendments/advice-form.js"),
  "amendment-form": () => import("./amendments/amendment-form.js"),
  "clause-editor": () =>
    import("./comments/clause-editor-with-threads.js").then(({ ClauseEditor }) => ({ default: ClauseEditor })),
  "contributor-highlighter": () => import("./collab/attribution/contributor-highlighter.js"),
  "word-comments": () => import("./comments/clause-editor-with-threads.js"),
  "comment-selection": () => import("./comments/comment-selection.js"),
  "drag-order": () => import("./votes/drag-order.js"),
  "clause-making": () => import("./history/clause-making.js"),
  "error-summary": () => import("./lib/forms/error-summary.js"),
  "outline-arranger": () => import("./clauses/outline-arranger.js"),
  "live-part": () => import("./lib/live/live-part.js"),
};

customElements.define("contents-guide", ContentsGuide);
customElements.define("keyboard-shortcuts", KeyboardShortcuts);

for (const [tag, load] of Object.entries(elements)) {
  if (document.querySelector(tag))
    load().then((module) => customElements.get(tag) || customElements.define(tag, module.default));
}

if (document.querySelector("form[method=post]")) {
  sendOnce(document);
  keepWords();
}
