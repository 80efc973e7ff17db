// The only entry point: names each element and the file that brings it to life. A page loads only what it contains.
import { sendOnce } from "./lib/forms/send-once.js";

const elements = {
  "clause-editor": () => import("./collab/clause-editor.js"),
  "contents-guide": () => import("./pages/contents-guide.js"),
  "contributor-highlighter": () => import("./collab/attribution/contributor-highlighter.js"),
  "clause-making": () => import("./history/clause-making.js"),
  "error-summary": () => import("./lib/forms/error-summary.js"),
  "live-part": () => import("./lib/live/live-part.js"),
};

for (const [tag, load] of Object.entries(elements)) {
  if (document.querySelector(tag))
    load().then((module) => customElements.get(tag) || customElements.define(tag, module.default));
}

if (document.querySelector("form")) {
  sendOnce(document);
  import("./lib/forms/kept-words.js").then((module) => module.keepWords());
}
