// Packs what browsers are given, says how large it is, and refuses what has grown too large.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const dist = join(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const PACKED = /\.(js|css|html|svg|json)$/;
const KILOBYTE = 1_000;
const MOST = { console: 150 * KILOBYTE, chat: 60 * KILOBYTE, loader: 5 * KILOBYTE };

const sizes = new Map();
for (const name of readdirSync(dist, { recursive: true }).map(String)) {
  if (!PACKED.test(name)) continue;
  const packed = gzipSync(readFileSync(join(dist, name)), { level: 9 });
  writeFileSync(join(dist, `${name}.gz`), packed);
  sizes.set(name.replaceAll("\\", "/"), packed.length);
}

/** A page with all that it fetches before it shows anything. */
function firstView(page) {
  const html = readFileSync(join(dist, page), "utf8");
  const named = [...html.matchAll(/(?:src|href)="\/console\/([^"]+)"/g)].map(([, name]) => name);
  return [page, ...new Set(named)].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
}

const found = {
  console: firstView("index.html"),
  chat: firstView("chat.html"),
  loader: readFileSync(join(dist, "loader.js")).length,
};
for (const [name, bytes] of Object.entries(found)) {
  const packed = name === "loader" ? "as it is" : "gzipped";
  console.log(`${name}: ${(bytes / KILOBYTE).toFixed(1)} kB ${packed}, at most ${MOST[name] / KILOBYTE}`);
  if (bytes > MOST[name]) process.exitCode = 1;
}
