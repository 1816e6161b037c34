/** On paper there are the picture and its words: nothing that can only be pressed, and nothing is cut off. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { openPage, useBrowser } from "./browser.js";

useBrowser();

/** As wide as A4 across, between its margins. */
const PAPER = { viewport: { width: 1032, height: 700 } };

/** What is computed comes a moment later. */
const DRAWN = "canvas, .icicle, .stage, .blocks, .spacetime, table, .pair-of-worlds";

async function printed(page: Page): Promise<string> {
  return (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
}

/** What is to be pressed and yet printed, and what ends beyond the paper or is cut where it stands. */
function faultsOn(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll("main *")].flatMap((one) => {
    const box = one.getBoundingClientRect();
    const isSeen = one.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1;
    if (!isSeen) return [];
    const name = one.tagName + "." + one.className;
    const isTool = one.matches(".tools, .save, .stage-controls, .hand, .switch, .verdict > button, input, button.main, summary") || (one.matches("select") && getComputedStyle(one).borderTopWidth !== "0px");
    const isBeyond = box.right > innerWidth + 1 && one.closest("svg, .unseen") === null;
    const { overflowX, overflowY } = getComputedStyle(one);
    const isCut =
      (overflowX !== "visible" && one.scrollWidth > one.clientWidth + 1) ||
      (overflowY !== "visible" && one.scrollHeight > one.clientHeight + 2 && !one.matches(".cell, .block"));
    return [isTool && "pressed " + name, isBeyond && "beyond " + name, isCut && !one.matches(".unseen") && "cut " + name].filter(Boolean);
  })`);
}

it.each([
  ["#/stage?mode=all&at=36", ".says"],
  ["#/tree?mode=all&path=1.3.2", ".verdict"],
  ["#/tree?path=1.3.2", ".verdict"],
  ["#/check?n=3&m=1", ".panel"],
  ["#/tree?form=links", ".links"],
  ["#/tree?n=13&traitors=2:flip&mode=all", "canvas"],
  ["#/nodes?protocol=king&mode=all", ".all-held table"],
  ["#/rounds?mode=all&from=3&round=2", ".spacetime"],
  ["#/compare?node=4&other=5&path=1.3", ".pair-trees"],
  ["#/worlds?mode=all", ".conclusion"],
  ["#/lessons?lesson=13", ".spacetime"],
  ["#/lessons?lesson=15&page=2", ".log-views"],
] as const)("holds the picture and its words: %s", async (hash, picture) => {
  const page = await openPage(hash, PAPER);
  await page.emulateMedia({ media: "print" });
  // what is computed comes a moment later
  await page.locator(picture).first().waitFor();
  expect(await page.locator(".head nav").isVisible()).toBe(false);
  expect(await faultsOn(page)).toEqual([]);
});

it.each([
  ["#/stage?mode=all&at=36", 1],
  ["#/stage?protocol=king&node=4&at=60", 1],
  ["#/stage?n=13&m=2&traitors=2:flip&mode=all&at=160", 1],
  ["#/tree?path=1.3.2", 1],
  ["#/compare?traitors=2:split,3:split&node=4&other=5&path=1.3", 2],
  ["#/nodes?protocol=vector&values=1=20.5,2=21,3=19,4=20&combine=median&node=4", 2],
  ["#/worlds?mode=all", 1],
  ["#/tree?n=8", 1],
  ["#/tree?n=9&m=2", 2],
  ["#/tree?n=13&traitors=2:flip&mode=all", 2],
  ["#/tree?n=22&traitors=2:flip,5:silent&mode=all", 1],
  ["#/lessons?lesson=2", 1],
  ["#/lessons?lesson=6&page=2", 1],
  ["#/lessons?lesson=9", 1],
  ["#/lessons?lesson=10&page=1", 1],
  ["#/lessons?lesson=15&page=1", 1],
] as const)("a picture is on one sheet, with the words above it: %s on %i", async (hash, sheets) => {
  const page = await openPage(hash);
  await page.locator(DRAWN).first().waitFor();
  expect((await printed(page)).match(/\/Type \/Page\b/g)).toHaveLength(sheets);
});

it.each([
  "#/stage?mode=all&at=36",
  "#/tree?mode=all",
  "#/tree?n=13&traitors=2:flip&mode=all",
  "#/compare?n=13&traitors=2:split,3:split&node=4&other=7",
  "#/stage?n=13&m=4&traitors=2:flip&mode=all&at=160",
  "#/lessons?lesson=10&page=1",
])("paper is the same from a dark screen as from a light one: %s", async (hash) => {
  const sheets: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await openPage(hash, { colorScheme, reducedMotion: "reduce" });
    await page.locator(DRAWN).first().waitFor();
    sheets.push((await printed(page)).replaceAll(/\(D:\d[^)]*\)/g, ""));
  }
  expect(sheets[1] === sheets[0]).toBe(true);
});

it("a canvas is light as soon as printing begins, since not every browser tells of the sheets", async () => {
  const painted: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await openPage("#/compare?n=13&node=4&other=7", { colorScheme });
    await page.locator("canvas").first().waitFor();
    await page.evaluate('dispatchEvent(new Event("beforeprint"))');
    painted.push(await page.evaluate<string>('document.querySelector("canvas").toDataURL()'));
  }
  expect(painted[1] === painted[0]).toBe(true);
});

it("a canvas is as wide as the sheet leaves it", async () => {
  const page = await openPage("#/lessons?lesson=10&page=1");
  await page.locator("canvas").waitFor();
  await page.evaluate(`
    const canvas = document.querySelector("canvas");
    const widths = () => [canvas.width, canvas.clientWidth];
    matchMedia("print").addEventListener("change", ({ matches }) => matches && (window.onSheet = widths()));
    window.onScreen = widths();`);
  await printed(page);
  const [sheet, screen] = await page.evaluate<number[][]>("[onSheet, onScreen]");
  expect(sheet?.[0]).toBe(sheet?.[1]);
  expect(sheet?.[0]).not.toBe(screen?.[0]);
});

it("what is painted is the screen's again once it is printed", async () => {
  const page = await openPage("#/tree?n=13&traitors=2:flip&mode=all", { colorScheme: "dark" });
  await page.locator("canvas").waitFor();
  const painted = () => page.evaluate<string>('document.querySelector("canvas").toDataURL()');
  const before = await painted();
  await printed(page);
  await expect.poll(painted).toBe(before);
});

it("paper is light, also where the screen is dark", async () => {
  const page = await openPage("#/tree?mode=all", { colorScheme: "dark" });
  const looks = () =>
    page.evaluate<string[]>(
      `[getComputedStyle(document.querySelector(".card")).backgroundColor, getComputedStyle(document.documentElement).colorScheme]`,
    );
  expect(await looks()).toEqual(["rgb(28, 33, 40)", "dark"]);
  await page.emulateMedia({ media: "print" });
  expect(await looks()).toEqual(["rgb(255, 255, 255)", "light"]);
});

it("a table that is printed is not cut at the edge of the paper", async () => {
  const page = await openPage("#/stage?protocol=king&node=4&at=60", PAPER);
  await page.emulateMedia({ media: "print" });
  expect(await faultsOn(page)).toEqual([]);
});

it("planted: on the screen the same look finds what is pressed, and what is cut", async () => {
  const page = await openPage("#/nodes?protocol=king&mode=all", PAPER);
  const found = await faultsOn(page);
  expect(found).toContainEqual(expect.stringMatching(/^pressed .*tools/));
  expect(found).toContainEqual(expect.stringMatching(/^cut .*scroller/));
});
