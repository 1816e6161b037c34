/** The pages of the site: the README, and all that can be reached from it and from the contents. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { dirname, normalize, relative } from "node:path/posix";
import { escaped } from "../src/core/markup.js";
import { CONTENTS, LOOK } from "./contents.js";
import { framed } from "./frame.js";
import { htmlOf } from "./markdown.js";
import { isPicture, outOf } from "./paths.js";

/** What the site consists of: a path on it, and what is there. */
export type Files = ReadonlyMap<string, string | Uint8Array>;

const TITLE = "Strategos";

/** A link that leads out of the repository's files is left as it is, and so is one to nothing: the test of links names it. */
export function pagesOf(root: string): Files {
  const files = new Map<string, string | Uint8Array>();
  const waiting = CONTENTS.flatMap(([, entries]) => entries.map(({ path }) => path)).filter((path) =>
    existsSync(join(root, path)),
  );
  for (const path of waiting) {
    const at = outOf(path);
    if (files.has(at)) continue;
    const follow = (target: string) => {
      waiting.push(target);
      return outOf(target);
    };
    files.set(at, madeOf(root, path, follow));
  }
  return files;
}

/** `follow` is told each file that this one links to, and says where on the site it is. */
function madeOf(root: string, path: string, follow: (target: string) => string): string | Uint8Array {
  const file = join(root, path);
  if (isPicture(path)) return readFileSync(file);
  const at = outOf(path);
  if (statSync(file).isDirectory()) return listing(root, path, follow);
  const text = readFileSync(file, "utf8");
  if (!path.endsWith(".md")) return framed({ at, title: `${path}, ${TITLE}`, html: shown(path, text) });
  const { html, headings } = htmlOf(text, (link) => {
    if (/^(?:[a-z]+:|#)/.test(link)) return link;
    const [to = "", anchor] = link.split("#");
    const target = targetOf(root, normalize(join(dirname(path), to)));
    if (target === null) return link;
    return `${relative(dirname(at), follow(target))}${anchor === undefined ? "" : `#${anchor}`}`;
  });
  const title = headings[0]?.text ?? path;
  if (path === "README.md")
    return framed({ at, title, headings, html: html.replace("</h1>", `</h1>\n${LEAD}`) });
  return framed({ at, title: `${title}, ${TITLE}`, html, headings });
}

/** A folder is what its README says. */
function targetOf(root: string, linked: string): string | null {
  const path = linked.replace(/\/$/, "");
  if (!existsSync(join(root, path))) return null;
  const readme = `${path}/README.md`;
  return existsSync(join(root, readme)) ? readme : path;
}

const LEAD = `<p class="lead">${LOOK.map(({ path, name }) => `<a href="${path}">${name}</a>`).join("")}</p>
`;

function listing(root: string, path: string, follow: (target: string) => string): string {
  const at = outOf(path);
  const entries = readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => {
      const to = relative(dirname(at), follow(`${path}/${name}`));
      return `<li><a href="${escaped(to)}">${escaped(name)}</a></li>`;
    });
  const html = `<h1>${escaped(path)}</h1>\n<ul>${entries.join("")}</ul>\n`;
  return framed({ at, title: `${path}, ${TITLE}`, html });
}

function shown(path: string, text: string): string {
  return `<h1>${escaped(path)}</h1>\n<pre tabindex="0"><code>${escaped(text)}</code></pre>\n`;
}
