// Builds the client into the Django app's static files and fails when the core file is too big.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const LIMIT_BYTES = 16 * 1024;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const outfile = here("../python/enliven/static/enliven/enliven.js");

await build({
  entryPoints: [here("src/index.ts")],
  outfile,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  sourcemap: true,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
});

const size = gzipSync(readFileSync(outfile), { level: 9 }).length;
console.log(`enliven.js: ${size} of ${LIMIT_BYTES} bytes gzipped`);
if (size > LIMIT_BYTES) {
  console.error(`enliven.js is ${size - LIMIT_BYTES} bytes over its limit`);
  process.exit(1);
}
