// Builds dist/: hashed names, compressed beforehand, and the manifest that the templates read. Copies the PDF's fonts.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
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

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ["js/app.js", "css/app.css", "img/icon.svg"],
  outdir: dist,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  loader: { ".svg": "copy" },
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["chrome109", "firefox115", "safari16"],
  minify: true,
  metafile: true,
  plugins: [mends],
  logLevel: "warning",
});

const manifest = {};
for (const [output, { entryPoint }] of Object.entries(metafile.outputs)) {
  if (entryPoint) manifest[basename(entryPoint)] = relative(dist, join(here, output));
}
for (const name of readdirSync(dist)) {
  const bytes = readFileSync(join(dist, name));
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
  writeFileSync(join(dist, `${name}.br`), brotliCompressSync(bytes, quality));
  writeFileSync(join(dist, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}
writeFileSync(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2));

mkdirSync(join(here, "fonts"), { recursive: true });
for (const [from, files] of Object.entries(FONTS)) {
  for (const file of files) copyFileSync(join(here, "node_modules", from, file), join(here, "fonts", basename(file)));
}
