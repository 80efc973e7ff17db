// The editor of a clause and the threads beside it, in one file: they stand on the same page, and share much.
export { default as ClauseEditor } from "../collab/clause-editor.js";
export { default } from "./word-comments.js";
