// Brings scripts of the page into Node.
import { fileURLToPath } from "node:url";

const front = new URL("../../static/", import.meta.url);
const { build } = await import(new URL("node_modules/esbuild/lib/main.js", front));
const { mends } = await import(new URL("mends.mjs", front));

/** A line to the server in the hands of a test: what is asked waits for its answer, what is said is written down. */
export const LINE = `
  export const line = { connected: true, heard: {}, asked: [], said: [], emit: (...words) => line.said.push(words) };
  line.on = (name, heard) => { line.heard[name] = heard; };
  line.off = () => {};
  export { line as socket };
  export const wire = (bytes) => bytes;
  export const ask = (name, ...details) =>
    new Promise((resolve, reject) => line.asked.push({ name, details, resolve, reject }));
`;

/**
 * What some scripts export, such as `export { Provider } from "./js/collab/sync/provider.js"`.
 * @param {string} contents @param {string} [socket] what stands in the place of the page's connection
 */
export async function load(contents, socket = "") {
  const line = {
    name: "line",
    setup: (esbuild) => esbuild.onLoad({ filter: /lib\/connection\/socket\.js$/ }, () => ({ contents: socket })),
  };
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(front) },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    plugins: [line, mends],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}
