/** `npm run site`: docs, lessons, the stage and recordings as plain files, for any web server or none. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { STAGE } from "./contents.js";
import { pagesOf } from "./pages.js";
import { withWayBack } from "./paths.js";
import { recordingsOf } from "./recordings.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = resolve(process.argv[2] ?? "dist-site");

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const files = new Map([
  ...pagesOf(ROOT),
  ...recordingsOf(ROOT),
  [STAGE, withWayBack(read("dist/view/index.html"), "index.html", "Docs")],
  ["THIRD-PARTY.txt", read("dist/view/THIRD-PARTY.txt")],
  ["style.css", read("src/page/style/colours.css") + read("site/style.css")],
]);

for (const [path, content] of files) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
process.stderr.write(`wrote ${files.size} files into ${folder}: open index.html, or serve the folder\n`);
