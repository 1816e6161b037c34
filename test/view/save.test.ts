/** Pictures saved from the page hold what is shown, and no more than one node knows where that is shown. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { linkOf } from "../../src/page/model/link.js";
import { recordingText, simulatedRun } from "../../src/page/model/runs.js";
import { COURSE } from "../../src/page/model/setup.js";
import { open, openPage, PAGE, textOf, useBrowser } from "./browser.js";

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
  const known = await saved(page, "Save as SVG");
  expect(known).toMatch(/^<svg .*\n<title>OM\(2\) with 7 nodes: the message tree of node 4<\/title>/);
  expect(known.match(/>1(\.\d)* {2}/g)).toHaveLength(37);
  expect(known).not.toContain("lie");
  await page.getByRole("button", { name: "all-knowing" }).click();
  expect(await saved(page, "Save as SVG")).toContain("red: a lie");
});

it("the rounds, for who is all-knowing", async () => {
  const page = await openPage("#/rounds");
  expect(await page.getByRole("button", { name: /^Save as/ }).count()).toBe(0);
  await page.getByRole("button", { name: "all-knowing" }).click();
  expect(await saved(page, "Save as SVG")).toContain("3 (traitor: split)");
  expect(await saved(page, "Save as Mermaid")).toContain("sequenceDiagram\n  participant p1 as 1 (general)");
  expect(await saved(page, "Save as CSV")).toMatch(/^round,from,to,at,path,told,owed,lie\n0,1,2,/);
});

it("pixels of both, and a link that holds the recording that was opened", async () => {
  const page = await openPage("#/tree?mode=all");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "PNG" }).click(),
  ]);
  expect(
    readFileSync(await download.path())
      .subarray(1, 4)
      .toString(),
  ).toBe("PNG");
  const text = recordingText(
    simulatedRun({ ...COURSE, n: 4, m: 1, traitors: [{ id: 3, strategy: "flip" }] }).recording,
  );
  const linked = await open(await linkOf(`${PAGE}#/tree?run=file&node=2`, text));
  await expect.poll(() => textOf(linked, "h1 small")).toBe("4 nodes, OM(1), general 1; a recording");
  expect(await textOf(linked, ".detail")).toContain("How node 2 decides");
});
