// Faults of packages that are mended in the bundle, until the packages are.
import { readFileSync } from "node:fs";

/**
 * Where all of a line's words trade one mark for another, as raised for lowered, y-prosemirror compares the first with a
 * mark that is not there, finds two without attributes equal, and writes nothing to the shared document.
 */
const MARKS = {
  file: /y-prosemirror\/src\/plugins\/sync-plugin\.js$/,
  wrong: "return equalAttrs(attr, pmarks.find(/** @param {any} mark */ mark => mark.type.name === markname)?.attrs)",
  right: "const mark = pmarks.find(mark => mark.type.name === markname); return !!mark && equalAttrs(attr, mark.attrs)",
};

/** For esbuild. */
export const mends = {
  name: "mends",
  setup(/** @type {import("esbuild").PluginBuild} */ esbuild) {
    esbuild.onLoad({ filter: MARKS.file }, ({ path }) => {
      const [before, after, ...more] = readFileSync(path, "utf8").split(MARKS.wrong);
      if (after === undefined || more.length) throw new Error(`${path} is not as it was: is its fault mended?`);
      return { contents: before + MARKS.right + after, loader: "js" };
    });
  },
};
