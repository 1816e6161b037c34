/** No link of the documentation is dead: its file is there, and so is the heading that it names. And the README is short. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const README_WORDS_MAX = 1200;

const pages = ["docs", "examples", "findings"]
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  )
  .concat("README.md", "CONTRIBUTING.md", "CHANGELOG.md")
  .filter((name) => name.endsWith(".md") && !name.includes("node_modules"));

/** As GitHub and most renderers name a heading. */
function anchorsOf(text: string): Set<string> {
  return new Set(
    [...proseOf(text).matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
        .replaceAll(" ", "-"),
    ),
  );
}

/** Without what is shown as it is typed. */
function proseOf(text: string): string {
  return text.replaceAll(/^( *)```[\s\S]*?^ *```/gm, "").replaceAll(/`[^`\n]*`/g, "");
}

function deadLinksIn(page: string, text: string): string[] {
  const links = [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : normalize(join(dirname(page), path));
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(join(ROOT, target), "utf8")).has(anchor);
    })
    .map((link) => `${page}: ${link}`);
}

it("no link is dead", () => {
  expect(pages.length).toBeGreaterThan(30);
  expect(pages.flatMap((page) => deadLinksIn(page, readFileSync(join(ROOT, page), "utf8")))).toEqual([]);
});

/** Paths of the repository that a page names as such; NAME stands for any. */
function strayPathsIn(page: string, text: string): string[] {
  const paths = [...text.matchAll(/`((?:src|test|scripts|bench|docs)\/[\w./-]+)`/g)].map(
    ([, path = ""]) => path,
  );
  return paths
    .filter((path) => !path.includes("NAME") && !existsSync(join(ROOT, path)))
    .map((path) => `${page}: ${path}`);
}

it("what a page says of the code is there", () => {
  expect(pages.flatMap((page) => strayPathsIn(page, readFileSync(join(ROOT, page), "utf8")))).toEqual([]);
  expect(
    strayPathsIn("a.md", "`src/core/gone.ts`, `src/core/`, `src/protocols/NAME/`, `docs/GUIDE.md`"),
  ).toEqual(["a.md: src/core/gone.ts"]);
});

it("a dead one is found: no file, no heading, and none in what is only shown", () => {
  const text = "# Here\n[a](nowhere.md) [b](#here) [c](#there) [d](GLOSSARY.md#words) `[e](shown.md)`";
  expect(deadLinksIn("docs/GUIDE.md", text)).toEqual([
    "docs/GUIDE.md: nowhere.md",
    "docs/GUIDE.md: #here",
    "docs/GUIDE.md: #there",
  ]);
});

it("the README is read in the first minutes", () => {
  const words = readFileSync(join(ROOT, "README.md"), "utf8").split(/\s+/).length;
  expect(words).toBeLessThan(README_WORDS_MAX);
});
