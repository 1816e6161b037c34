/** The built page, with what belongs to one use of it: a recording, where to begin, a token. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { escaped } from "../core/markup.js";

/** From the bundled program as from the library, the built page lies in dist/view. */
const PAGE = fileURLToPath(new URL("../view/index.html", import.meta.url));

export interface PageOptions {
  /** JSON Lines */
  readonly recording?: string;
  /** the address that the page begins with, `#/tree?…` */
  readonly start?: string;
  /** a teacher's own, as the page has them */
  readonly lessons?: readonly unknown[];
  readonly token?: string;
  /** processes that one run may have */
  readonly nodesMax?: number;
}

/** The whole page as one HTML file. Nothing that is put in is ever markup. */
export function pageText({ recording, start = "", lessons, token, nodesMax }: PageOptions): string {
  const page = readFileSync(PAGE, "utf8");
  const meta = [metaOf("token", token), metaOf("nodes-max", nodesMax?.toString())].join("");
  const data =
    recording === undefined && start === ""
      ? ""
      : `\n    <script type="application/json" id="recording" data-start="${escaped(start)}">${inert(recording ?? "")}</script>`;
  const own =
    lessons === undefined
      ? ""
      : `\n    <script type="application/json" id="lessons">${inert(lessons)}</script>`;
  return page
    .replace("<title>", () => `${meta}<title>`)
    .replace('<div id="app"></div>', (app) => `${app}${data}${own}`);
}

function metaOf(name: string, content: string | undefined): string {
  return content === undefined ? "" : `<meta name="strategos-${name}" content="${escaped(content)}" />\n    `;
}

/** JSON in which no character can end its element or begin another. */
function inert(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}
