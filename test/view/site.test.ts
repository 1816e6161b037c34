/** The static site: no link of it is dead, and a plain web server, or none, shows all of it. */
import { execFileSync } from "node:child_process";
import {
  createReadStream,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dirname, normalize } from "node:path/posix";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTENTS } from "../../site/contents.js";
import { outOf } from "../../site/paths.js";
import { foundIn } from "./axe.js";
import { open, textOf, useBrowser } from "./browser.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SITE = mkdtempSync(join(tmpdir(), "strategos-"));
/** Where a course page may have it. */
const UNDER = "/courses/agreement";
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  css: "text/css",
  svg: "image/svg+xml",
  png: "image/png",
};

let server: Server;
let address = "";
const refused: string[] = [];

beforeAll(async () => {
  const bundled = join(ROOT, "dist/site");
  execFileSync("npx", ["rolldown", "site/main.ts", "--dir", bundled, "--platform", "node"], {
    cwd: ROOT,
    stdio: "ignore",
  });
  execFileSync(process.execPath, [join(bundled, "main.js"), SITE], { stdio: "ignore" });
  server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    const file = join(SITE, path.slice(UNDER.length));
    if (!path.startsWith(`${UNDER}/`) || !existsSync(file) || !statSync(file).isFile()) {
      refused.push(path);
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": TYPES[file.split(".").at(-1) ?? ""] ?? "application/octet-stream",
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${UNDER}`;
});

afterAll(() => {
  server.close();
  rmSync(SITE, { recursive: true });
});

const files = () => readdirSync(SITE, { recursive: true, encoding: "utf8" });

/** Of one page: what it links to that is not there, or has no such anchor. `#/…` is an address of the stage. */
function deadLinksIn(at: string, html: string): string[] {
  const links = [...html.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, link = ""]) =>
    link.replaceAll("&amp;", "&"),
  );
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = "", anchor = ""] = link.split("#");
      const target = path === "" ? at : normalize(join(dirname(at), decodeURI(path)));
      const file = join(SITE, target);
      if (target.startsWith("..") || !existsSync(file) || !statSync(file).isFile()) return true;
      if (anchor === "" || anchor.startsWith("/")) return false;
      return !readFileSync(file, "utf8").includes(`id="${decodeURI(anchor)}"`);
    })
    .map((link) => `${at}: ${link}`);
}

describe("the files", () => {
  const texts = () =>
    files().filter((file) => file.endsWith(".html") && !/^(?:stage|recordings\/(?!index))/.test(file));

  it("no link is dead", () => {
    expect(texts().length).toBeGreaterThan(60);
    expect(texts().flatMap((at) => deadLinksIn(at, readFileSync(join(SITE, at), "utf8")))).toEqual([]);
  });

  it("a dead one is found: no file, no anchor, or out of the site", () => {
    const html =
      '<a href="FAQ.html">x</a> <a href="NO.html">x</a> <a href="FAQ.html#no">x</a> <img src="../../x.png">';
    expect(deadLinksIn("docs/GUIDE.html", html)).toEqual([
      "docs/GUIDE.html: NO.html",
      "docs/GUIDE.html: FAQ.html#no",
      "docs/GUIDE.html: ../../x.png",
    ]);
  });

  it("every page of the documentation is in the contents", () => {
    const listed = CONTENTS.flatMap(([, entries]) => entries.map(({ path }) => path));
    const pages = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
    expect(pages.filter((name) => !listed.includes(`docs/${name}`))).toEqual([]);
  });

  it("nothing is asked of another server", () => {
    const asking = texts().filter((at) =>
      /<(?:script|iframe)|(?:src|<link[^>]*href)="https?:/.test(readFileSync(join(SITE, at), "utf8")),
    );
    expect(asking).toEqual([]);
  });
});

const fits = (page: Page) => page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth");

describe("in a browser", () => {
  useBrowser();
  const phone = { viewport: { width: 390, height: 844 } };

  it("every text is readable on a phone, and asks for nothing that is not there", async () => {
    const page = await openText("index.html", phone);
    const texts = CONTENTS.flatMap(([, entries]) => entries.map(({ path }) => outOf(path)));
    const tooWide: string[] = [];
    for (const at of texts.filter((one) => one === "index.html" || one.startsWith("docs/"))) {
      await page.goto(`${address}/${at}`);
      if (!(await fits(page))) tooWide.push(at);
    }
    expect(tooWide).toEqual([]);
    expect(refused).toEqual([]);
  });

  it("axe finds nothing, in the light and in the dark", async () => {
    const page = await openText("docs/TEACHING.html", { colorScheme: "light" });
    expect(await foundIn(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await foundIn(page, "color-contrast")).toEqual([]);
  });

  it("from the first page to the stage and the lessons, which go on by themselves", async () => {
    const page = await openText("index.html");
    await page.locator(".lead").getByText("The stage").click();
    await page.getByRole("button", { name: "On", exact: true }).click();
    await expect.poll(() => textOf(page, "main")).toContain("Round 0");
    await page.getByRole("link", { name: "Docs" }).click();
    expect(page.url()).toBe(`${address}/index.html`);
    await page.getByRole("navigation", { name: "All pages" }).getByText("Lessons", { exact: true }).click();
    await page.locator(".contents button").first().click();
    await expect.poll(() => textOf(page, ".lesson-text")).toContain("Lesson 1 of");
    expect(refused).toEqual([]);
  });

  it.each(["served", "from disk"])("recordings play, %s", async (how) => {
    const base = how === "served" ? address : pathToFileURL(SITE).href;
    const page = await openText("recordings/index.html", {}, base);
    await page.getByRole("link", { name: "Seven nodes, two traitors" }).click();
    await expect.poll(() => textOf(page, "h1 small")).toBe("7 nodes, OM(2), general 1; a recording");
    await page.getByRole("button", { name: "On", exact: true }).click();
    await expect.poll(() => textOf(page, "main")).toMatch(/Round 0\. The general tells node \d attack/);
    await page.getByRole("link", { name: "Recordings" }).click();
    await page.getByRole("link", { name: "A log that loses its leader" }).click();
    await expect.poll(() => textOf(page, "h1 small")).toBe("a log of 4 members; a recording");
    expect(refused).toEqual([]);
  });

  function openText(at: string, options = {}, base = address): Promise<Page> {
    return open(`${base}/${at}`, options, null, "main");
  }
});
