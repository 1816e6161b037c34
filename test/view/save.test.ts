/** Pictures saved from the page hold what is shown, and no more than one node knows where that is shown. Another program opens them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Resvg } from "@resvg/resvg-js";
import { XmlDocument } from "libxml2-wasm";
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
  expect(await saved(page, "Save as SVG")).not.toMatch(/traitor|split/);
  expect(await page.getByRole("button", { name: "CSV" }).count()).toBe(0);
  await page.getByRole("button", { name: "all-knowing" }).click();
  expect(await saved(page, "Save as SVG")).toContain("3 (traitor: split)");
  expect(await saved(page, "Mermaid")).toContain("sequenceDiagram\n  participant p1 as 1 (general)");
  expect(await saved(page, "CSV")).toMatch(/^round,from,to,at,path,told,owed,lie\n0,1,2,/);
});

const FONT = fileURLToPath(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"));

/** How many pixels of the picture are of this colour, as a program beside the browser draws it. */
function pixelsOf(svg: string, [red, green, blue]: readonly [number, number, number]): number {
  const font = { loadSystemFonts: false, fontFiles: [FONT], defaultFontFamily: "DejaVu Sans" };
  const { pixels } = new Resvg(svg, { font }).render();
  let count = 0;
  for (let at = 0; at < pixels.length; at += 4)
    if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue) count++;
  return count;
}

const ATTACK = [39, 69, 140] as const;
const LIE = [226, 80, 63] as const;

function saidIn(svg: string): string {
  return [...svg.matchAll(/>([^<]+)<\/text>/g)].map(([, text]) => text).join(" ");
}

it.each([
  [
    "#/stage?mode=all&at=40&beat=round",
    "stage-40.svg",
    ["general", "traitor", "Node 2 lies.", "1.7.6", "node 4"],
    true,
  ],
  ["#/stage?at=10", "stage-10.svg", ["general", "1.7.6", "node 4"], false],
  ["#/nodes?protocol=king&node=4", "node-4.svg", ["king: node 3", "strong"], false],
  ["#/nodes?protocol=sm&n=5&traitors=1:split,3:flip&mode=all", "nodes.svg", ["retreat along 1"], false],
  ["#/compare?node=4&other=5", "nodes-4-and-5.svg", ["1.2.3"], false],
  ["#/rounds?node=4", "rounds-to-node-4.svg", ["round 2", "node 7"], false],
  ["#/worlds?mode=all", "two-worlds.svg", ["World 2", "wrong in one of them."], false],
  [
    "#/tree?n=22&traitors=2:flip,3:split,5:flip",
    "groups-of-node-4.svg",
    ["9 × a", "586,051,200 leaves"],
    false,
  ],
  ["#/tree?form=links&mode=all", "tree-of-node-4.svg", ["a lie"], true],
  ["#/tree?n=13&m=3&traitors=2:flip&mode=all", "tree-of-node-3.svg", ["1,465 cells are drawn"], true],
  ["#/lessons?lesson=3&page=1", "lesson-3-2.svg", ["What node 2 was told"], false],
] as const)("what is on the screen: %s", async (hash, name, words, hasLies) => {
  const page = await openPage(hash);
  const button = page.getByRole("button", { name: "Save as SVG" }).first();
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  expect(download.suggestedFilename()).toBe(name);
  const svg = readFileSync(await download.path(), "utf8");
  XmlDocument.fromString(svg).dispose();
  const said = saidIn(svg);
  for (const word of words) expect(said).toContain(word);
  expect(said).not.toMatch(/Save|PNG/);
  expect(pixelsOf(svg, ATTACK)).toBeGreaterThan(100);
  expect(pixelsOf(svg, LIE) > 20).toBe(hasLies);
});

it("every lie there is, in words", async () => {
  const page = await openPage("#/check?n=3&m=1");
  await page.getByRole("button", { name: "Watch it" }).waitFor();
  const svg = await saved(page, "Save as SVG");
  expect(saidIn(svg)).toContain("How IC2 breaks: 1 lie , the least there is");
  expect(svg).not.toMatch(/Watch|PNG/);
});

it.each([
  ["#/stage?node=2&mode=all&at=7", ".says", "Node 3 tells node 4"],
  ["#/compare?node=2&other=4&path=1.3", ".pair-said", "On path 1.3 node 2 was told"],
] as const)(
  "a link to a recording leads to the same moment of the same screen: %s",
  async (hash, where, words) => {
    const text = recordingText(
      simulatedRun({ ...COURSE, n: 4, m: 1, traitors: [{ id: 3, strategy: "split" }] }).recording,
    );
    const page = await open(await linkOf(`${PAGE}${hash}&run=file`, text));
    await expect.poll(() => textOf(page, where)).toContain(words);
    await page.evaluate("void (navigator.clipboard.writeText = async (text) => { window.copied = text; })");
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByText("Copied.").waitFor();
    const again = await open(await page.evaluate<string>("window.copied"));
    await expect.poll(() => textOf(again, where)).toBe(await textOf(page, where));
    expect(await textOf(again, "h1 small")).toBe("4 nodes, OM(1), general 1; a recording");
  },
);

it("an address with a recording stays one, whatever is looked at, and can be loaded again; another leads to its own", async () => {
  const linked = async (general: number) => {
    const { recording } = simulatedRun({ ...COURSE, n: 4, m: 1, general, traitors: [] });
    return linkOf(`${PAGE}#/stage?run=file`, recordingText(recording));
  };
  const page = await open(await linked(1));
  await page.getByRole("button", { name: "Tree", exact: true }).click();
  await page.reload();
  await expect.poll(() => textOf(page, "h1 small")).toBe("4 nodes, OM(1), general 1; a recording");
  await page.goto(await linked(2));
  await expect.poll(() => textOf(page, "h1 small")).toBe("4 nodes, OM(1), general 2; a recording");
  await page.goBack();
  await expect.poll(() => textOf(page, "h1 small")).toBe("4 nodes, OM(1), general 1; a recording");
});

it("a recording that is too large for an address says where it can be saved", async () => {
  const page = await openPage("#/stage?n=13");
  await page.getByRole("button", { name: "Set up", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the recording" }).click(),
  ]);
  await page.getByLabel("Open a recording or a configuration").setInputFiles(await download.path());
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect
    .poll(() => textOf(page, ".save"))
    .toContain("Save the recording as a file instead, under Set up.");
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
