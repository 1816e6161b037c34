/** On paper there are the picture and its words: nothing that can only be pressed, and nothing is cut off. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { openPage, useBrowser } from "./browser.js";

useBrowser();

/** As wide as A4 across, between its margins. */
const PAPER = { viewport: { width: 1032, height: 700 } };

/** What is to be pressed and yet printed, and what ends beyond the paper or is cut where it stands. */
function faultsOn(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll("main *")].flatMap((one) => {
    const box = one.getBoundingClientRect();
    const isSeen = one.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1;
    if (!isSeen) return [];
    const name = one.tagName + "." + one.className;
    const isTool = one.matches(".tools, .save, .stage-controls, .hand, input, button.main, summary") || (one.matches("select") && getComputedStyle(one).borderTopWidth !== "0px");
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
  expect(await page.locator(picture).first().isVisible()).toBe(true);
  expect(await page.locator(".head nav").isVisible()).toBe(false);
  expect(await faultsOn(page)).toEqual([]);
});

it("planted: on the screen the same look finds what is pressed, and what is cut", async () => {
  const page = await openPage("#/nodes?protocol=king&mode=all", PAPER);
  const found = await faultsOn(page);
  expect(found).toContainEqual(expect.stringMatching(/^pressed .*tools/));
  expect(found).toContainEqual(expect.stringMatching(/^cut .*scroller/));
});
