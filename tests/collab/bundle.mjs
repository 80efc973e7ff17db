// Brings scripts of the page into Node.
import { fileURLToPath } from "node:url";

const front = new URL("../../static/", import.meta.url);
const { build } = await import(new URL("node_modules/esbuild/lib/main.js", front));

/**
 * What some scripts export, such as `export { Provider } from "./js/collab/provider.js"`.
 * @param {string} contents @param {string} [socket] what stands in the place of the page's connection
 */
export async function load(contents, socket = "") {
  const line = {
    name: "line",
    setup: (esbuild) => esbuild.onLoad({ filter: /lib\/socket\.js$/ }, () => ({ contents: socket })),
  };
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: fileURLToPath(front) },
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
    plugins: [line],
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString("base64")}`);
}
