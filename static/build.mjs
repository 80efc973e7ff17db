// Builds dist/: hashed names, compressed beforehand, and the manifest that the templates read. Copies the PDF's fonts.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, context } from "esbuild";
import { mends } from "./mends.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const FONTS = {
  "@expo-google-fonts/source-serif-4": [
    "400Regular/SourceSerif4_400Regular.ttf",
    "400Regular_Italic/SourceSerif4_400Regular_Italic.ttf",
    "700Bold/SourceSerif4_700Bold.ttf",
    "700Bold_Italic/SourceSerif4_700Bold_Italic.ttf",
  ],
  "@expo-google-fonts/noto-serif": [
    "400Regular/NotoSerif_400Regular.ttf",
    "400Regular_Italic/NotoSerif_400Regular_Italic.ttf",
    "700Bold/NotoSerif_700Bold.ttf",
  ],
  "@expo-google-fonts/noto-naskh-arabic": [
    "400Regular/NotoNaskhArabic_400Regular.ttf",
    "700Bold/NotoNaskhArabic_700Bold.ttf",
  ],
  "@expo-google-fonts/noto-serif-hebrew": [
    "400Regular/NotoSerifHebrew_400Regular.ttf",
    "700Bold/NotoSerifHebrew_700Bold.ttf",
  ],
  "@expo-google-fonts/noto-sans-math": ["400Regular/NotoSansMath_400Regular.ttf"],
  "@expo-google-fonts/noto-sans-symbols": ["400Regular/NotoSansSymbols_400Regular.ttf"],
  "@expo-google-fonts/noto-sans-symbols-2": ["400Regular/NotoSansSymbols2_400Regular.ttf"],
  "@expo-google-fonts/noto-emoji": ["400Regular/NotoEmoji_400Regular.ttf"],
};

/** Writes what browsers and templates need beside the built files; the manifest comes last. */
function finish({ outputs }, compressed) {
  const compressible = Object.keys(outputs).filter((output) => !output.endsWith(".woff2"));
  if (compressed) for (const output of compressible) compress(join(here, output));
  cpSync(join(here, "img", "fixed"), join(dist, "fixed"), { recursive: true });
  const manifest = {};
  for (const [output, { entryPoint }] of Object.entries(outputs)) {
    if (entryPoint) manifest[basename(entryPoint)] = relative(dist, join(here, output));
  }
  writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2));
}

function compress(file) {
  const bytes = readFileSync(file);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, quality));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

const options = {
  absWorkingDir: here,
  entryPoints: ["js/app.js", "css/app.css", "img/icon.svg"],
  outdir: dist,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".svg": "copy", ".woff2": "file" },
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["chrome109", "firefox115", "safari16"],
  minify: true,
  metafile: true,
  plugins: [mends],
  logLevel: "warning",
};

/** After each change, for `make dev`: not compressed, and the old files stay until the next whole build. */
const watching = {
  name: "watching",
  setup: ({ onEnd }) => onEnd(({ metafile, errors }) => errors.length || finish(metafile, false)),
};

if (process.argv.includes("--watch")) {
  await (await context({ ...options, plugins: [mends, watching] })).watch();
} else {
  rmSync(dist, { recursive: true, force: true });
  finish((await build(options)).metafile, true);
}

mkdirSync(join(here, "fonts"), { recursive: true });
for (const [from, files] of Object.entries(FONTS)) {
  for (const file of files) copyFileSync(join(here, "node_modules", from, file), join(here, "fonts", basename(file)));
}
