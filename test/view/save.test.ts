/** Pictures saved from the page hold what is shown, and no more than one node knows where that is shown. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { openPage, useBrowser } from "./browser.js";

useBrowser();

async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  return readFileSync(await download.path(), "utf8");
}

it("the tree of the node that is shown, with lies only where they are marked", async () => {
  const page = await openPage("#/tree?node=4");
  const known = await saved(page, "Save picture");
  expect(known).toMatch(/^<svg .*\n<title>OM\(2\) with 7 nodes: the message tree of node 4<\/title>/);
  expect(known.match(/>1(\.\d)* {2}/g)).toHaveLength(37);
  expect(known).not.toContain("lie");
  await page.getByRole("button", { name: "all-knowing" }).click();
  expect(await saved(page, "Save picture")).toContain("red: a lie");
});

it("the rounds, for who is all-knowing", async () => {
  const page = await openPage("#/rounds");
  expect(await page.getByRole("button", { name: /^Save as/ }).count()).toBe(0);
  await page.getByRole("button", { name: "all-knowing" }).click();
  expect(await saved(page, "Save as SVG")).toContain("3 (traitor: split)");
  expect(await saved(page, "Save as Mermaid")).toContain("sequenceDiagram\n  participant p1 as 1 (general)");
  expect(await saved(page, "Save as CSV")).toMatch(/^round,from,to,at,path,told,owed,lie\n0,1,2,/);
});
