/** What a small or a zoomed window must not do to the page: nothing over each other, nothing cut, no text on text. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { openPage, useBrowser } from "./browser.js";

useBrowser();

const viewOf = (width: number, height: number) => ({ viewport: { width, height } });

/** Pairs of nodes that lie over each other by more than the width of a line. */
const nodesOverlapping = (page: Page) =>
  page.evaluate<number>(`(() => {
    const boxes = [...document.querySelectorAll(".ring button, .stage-node")].map((one) => one.getBoundingClientRect());
    const overlap = (a, b) => Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
    return boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => overlap(a, b) > 1.5)).length;
  })()`);

it.each([
  ["#/setup?n=10&m=2", 320, 640],
  ["#/setup?n=12&m=2", 1280, 800],
  ["#/setup?n=16&m=2", 1280, 800],
  ["#/stage?n=13&m=2&mode=all", 320, 640],
  ["#/stage?n=13&m=2&mode=all", 740, 340],
  ["#/stage?protocol=king&n=25&m=2&mode=all", 390, 844],
  ["#/lessons?lesson=15&page=2&step=2", 320, 640],
] as const)("no node stands on another: %s at %i × %i", async (hash, width, height) => {
  const page = await openPage(hash, viewOf(width, height));
  expect(await nodesOverlapping(page)).toBe(0);
});

it.each(["stage", "tree", "setup", "rounds", "compare", "worlds", "check", "lessons"])(
  "no sideways scrolling at four times the size: %s",
  async (screen) => {
    const page = await openPage(`#/${screen}`, viewOf(320, 256));
    await page.locator("main > *").first().waitFor();
    await page.getByText("Checking every lie").waitFor({ state: "hidden" });
    expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBe(320);
  },
);

it.each([
  ["#/stage?mode=all&at=60", 960, 540],
  ["#/stage?n=12&m=2&mode=all&at=230", 1280, 800],
  ["#/stage?n=12&m=2&mode=all&at=230&present=1", 1280, 800],
] as const)("leaves on the stage have a line each: %s at %i × %i", async (hash, width, height) => {
  const page = await openPage(hash, viewOf(width, height));
  const [row, font] = await page.evaluate<[number, number]>(`(() => {
    const leaf = document.querySelector(".cell.leaf");
    return [leaf.getBoundingClientRect().height, Number.parseFloat(getComputedStyle(leaf).fontSize)];
  })()`);
  expect(row).toBeGreaterThanOrEqual(font);
});

it("what a cell folds to is seen whole beside another tree", async () => {
  const page = await openPage("#/compare?traitors=2:split,3:split&node=4&other=5&path=1.3", viewOf(960, 540));
  const cut = await page.evaluate<number>(
    `[...document.querySelectorAll(".cell")].filter((one) => one.scrollWidth > one.clientWidth).length`,
  );
  expect(cut).toBe(0);
});

it("no line ends between an order and its mark", async () => {
  const page = await openPage("#/compare?traitors=2:split,3:split&node=4&other=5&path=1.3");
  const parted: number[] = [];
  for (let width = 300; width < 420; width += 5) {
    await page.setViewportSize({ width, height: 800 });
    parted.push(
      await page.evaluate<number>(`[...document.querySelectorAll(".detail .order-word")].filter((word) => {
        const text = document.createRange();
        text.selectNodeContents(word.lastChild);
        return text.getClientRects()[0].top - word.firstChild.getClientRects()[0].top > 12;
      }).length`),
    );
  }
  expect(parted.filter((count) => count > 0)).toEqual([]);
});

it.each(["stage?mode=all&at=36", "tree?mode=all", "setup", "lessons", "nodes?protocol=king&mode=all"])(
  "what is pressed is 44 pixels wide and high under a finger: %s",
  async (hash) => {
    const page = await openPage(`#/${hash}`, { ...viewOf(390, 844), hasTouch: true, isMobile: true });
    const small =
      await page.evaluate(`[...document.querySelectorAll("button:not(.flight, .ring *), select, summary, .check")]
      .filter((one) => one.checkVisibility())
      .map((one) => [one.innerText, one.getBoundingClientRect()])
      .filter(([, { width, height }]) => width < 44 || height < 44)
      .map(([text]) => text)`);
    expect(small).toEqual([]);
  },
);

it("an echo is hatched in a forced scheme, too", async () => {
  const page = await openPage("#/tree?mode=all", { forcedColors: "active" });
  const hatches = await page.evaluate<string[]>(
    `[".cell.echo", ".sample.echo"].map((name) => getComputedStyle(document.querySelector(name)).backgroundImage)`,
  );
  expect(hatches).toEqual([expect.stringContaining("gradient"), expect.stringContaining("gradient")]);
});
