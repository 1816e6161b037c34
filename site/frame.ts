/** What stands around the text of every page: the way to all others. It needs no script. */
import { dirname, relative } from "node:path/posix";
import { escaped } from "../src/core/markup.js";
import { CONTENTS, LOOK } from "./contents.js";
import type { Heading } from "./markdown.js";
import { outOf } from "./paths.js";

export interface Page {
  /** where it is on the site */
  readonly at: string;
  readonly title: string;
  readonly html: string;
  readonly headings?: readonly Heading[];
}

export function framed({ at, title, html, headings = [] }: Page): string {
  const to = (target: string) => relative(dirname(at), target);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${to("style.css")}">
</head>
<body>
<a class="skip" href="#text">To the text</a>
<header>
<a class="name" href="${to("index.html")}">Strategos</a>
<nav aria-label="Look">${LOOK.map(({ path, name }) => `<a href="${to(path)}">${name}</a>`).join("")}<a class="all" href="#pages">All pages</a></nav>
</header>
<main id="text" tabindex="-1">
${html}</main>
<nav id="pages" aria-label="All pages">
${CONTENTS.map(([group, entries]) => `<h2>${group}</h2>\n<ul>${entries.map(entry).join("")}</ul>`).join("\n")}
</nav>
</body>
</html>
`;

  function entry({ path, name }: { path: string; name: string }): string {
    const target = outOf(path);
    if (target !== at) return `<li><a href="${to(target)}">${name}</a></li>`;
    const parts = headings.filter(({ level }) => level === 2);
    const inside = parts.map(({ anchor, text }) => `<li><a href="#${anchor}">${escaped(text)}</a></li>`);
    return `<li><a href="#text" aria-current="page">${name}</a><ul>${inside.join("")}</ul></li>`;
  }
}
