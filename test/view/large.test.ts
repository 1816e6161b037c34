/**
 * What a large group takes away is said, and there is a way on. At 13 nodes the comparison was 120,000 pixels tall and
 * ran out of its card; from 10 nodes on a tree lost the time, its heads and every mark of a lie without a word; at 22
 * nodes two screens were dead ends, and real processes were offered that the server then refused. Siblings looked for:
 * every screen at 10, 13 and 22 nodes, light and dark, on a desk and in a hand.
 */

import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { figure, open, openPage, serveView, textOf, useBrowser } from "./browser.js";

useBrowser();

const TEN = "#/tree?n=10&traitors=2:flip,3:split";
const APART = "#/compare?n=13&traitors=2:split,3:split,5:random&node=4&other=7";

/** Elements that stick out of the page at its right side, apart from what can be scrolled. */
function outside(page: Page): Promise<number> {
  return page.evaluate<number>(
    `[...document.querySelectorAll("main *")].filter((one) => !one.closest(".scroller") && one.getBoundingClientRect().right > document.documentElement.clientWidth).length`,
  );
}

/** Whether an element is in sight, all of its first lines. */
function isInSight(page: Page, selector: string): Promise<boolean> {
  return page.evaluate<boolean>(
    `(() => { const { top, bottom } = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return top >= 0 && Math.min(bottom, top + 60) <= innerHeight; })()`,
  );
}

/** How many pixels of the picture have the colour of a lie. */
function liesDrawn(page: Page): Promise<number> {
  return page.evaluate<number>(`(() => {
    const canvas = document.querySelector("canvas.big");
    const [r, g, b] = getComputedStyle(canvas).getPropertyValue("--lie").match(/\\w\\w/g).map((two) => parseInt(two, 16));
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) if (data[at] === r && data[at + 1] === g && data[at + 2] === b) count++;
    return count;
  })()`);
}

describe("the comparison of 13 nodes", () => {
  it.each([
    [1280, 720],
    [1920, 1080],
    [390, 844],
  ])("stays in its card and is a few screens tall, at %i × %i", async (width, height) => {
    const startMs = performance.now();
    const page = await openPage(APART, { viewport: { width, height } });
    await expect.poll(() => textOf(page, ".tally")).toContain("2,800 of 13,345 cells were told differently.");
    figure(`comparison at n = 13, ${width} wide: ${Math.round(performance.now() - startMs)} ms`);
    expect(await outside(page)).toBe(0);
    expect(await page.evaluate<number>(`document.documentElement.scrollWidth`)).toBeLessThanOrEqual(width);
    expect(await page.evaluate<number>(`document.documentElement.scrollHeight`)).toBeLessThan(12_000);
  });

  it("is two pictures that zoom together", async () => {
    const page = await openPage(APART);
    const trees = page.locator(".pair-trees canvas");
    await expect.poll(() => trees.count()).toBe(2);
    await trees.first().click({ position: { x: 120, y: 200 } });
    await expect
      .poll(() => textOf(page, ".pair-said"))
      .toMatch(/^On path 1\.\d+ node 4 was told .*; node 7 was told /);
    const below = await trees.evaluateAll((all) =>
      all.map((one) => /path (.*)$/.exec(one.getAttribute("aria-label") ?? "")?.[1]),
    );
    expect(below).toEqual([expect.stringMatching(/^1\.\d+$/), below[0]]);
  });

  it("shows its rows by and by, and says how many are left", async () => {
    const page = await openPage(APART);
    await page.getByText("The differences as a list").click();
    const rows = page.locator(".pair tbody tr");
    await expect.poll(() => rows.count()).toBe(150);
    await page.getByRole("button", { name: "Show 150 more" }).click();
    await expect.poll(() => rows.count()).toBe(300);
    await expect.poll(() => textOf(page, ".pair + .tally")).toMatch(/^[\d,]+ rows more; .* Show 150 more$/);
  });
});

describe("the stage of 13 nodes", () => {
  it("fills the tree as messages land, and marks lies", async () => {
    const page = await openPage("#/stage?n=13&m=2&traitors=2:flip&mode=all&at=12&beat=round", {
      viewport: { width: 1280, height: 720 },
      reducedMotion: "reduce",
    });
    await expect.poll(() => textOf(page, ".round-heads")).toBe("round 0 round 1 round 2");
    await expect.poll(() => textOf(page, ".legend")).toContain("a lie");
    expect(await liesDrawn(page)).toBe(0);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => liesDrawn(page)).toBeGreaterThan(20);
    expect(await page.evaluate<number>("document.documentElement.scrollHeight - innerHeight")).toBe(0);
  });
});

describe("many rounds", () => {
  it("are pages, the first of which has the round that is looked at", async () => {
    const page = await openPage("#/rounds?protocol=king&n=13&mode=all&round=7&from=3");
    const shown = page.locator(".round-name");
    await expect.poll(() => textOf(page, ".pages")).toMatch(/rounds \d+ to \d+ of 16/);
    expect(await shown.allInnerTexts()).toContainEqual(expect.stringContaining("round 7"));
    const first = await shown.first().innerText();
    await page.getByRole("button", { name: "Later rounds" }).click();
    await expect.poll(() => shown.first().innerText()).not.toBe(first);
    await page.getByRole("button", { name: "Later rounds" }).click();
    expect(await outside(page)).toBe(0);
    expect(
      await page.evaluate<number>(
        `(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)(document.querySelector(".picture > .scroller"))`,
      ),
    ).toBeLessThanOrEqual(0);
  });
});

describe("a tree of 10 nodes", () => {
  it.each(["light", "dark"] as const)(
    "has its rounds named, and marks lies for the all-knowing, %s",
    async (colorScheme) => {
      const page = await openPage(`${TEN}&mode=all`, { colorScheme });
      await expect
        .poll(() => textOf(page, ".round-heads"))
        .toBe("round 0: the order round 1 round 2 round 3: leaves");
      expect(await liesDrawn(page)).toBeGreaterThan(500);
      await expect.poll(() => textOf(page, ".legend")).toContain("a lie");
      await expect.poll(() => textOf(page, ".children")).toContain("a lie");
    },
  );

  it("marks none in what one node knows", async () => {
    const page = await openPage(TEN);
    await page.locator("canvas.big").waitFor();
    expect(await liesDrawn(page)).toBe(0);
    await expect.poll(() => textOf(page, "main")).not.toMatch(/a lie|traitor/);
  });

  it("plays, round by round and fold by fold", async () => {
    const page = await openPage(`${TEN}&step=0`);
    await expect.poll(() => textOf(page, ".children")).toContain("not yet told");
    const slider = page.getByRole("slider", { name: "Step" });
    await slider.focus();
    for (let step = 0; step < 3; step++) await page.keyboard.press("ArrowRight");
    await expect.poll(() => textOf(page, ".children")).not.toContain("not yet told");
    await expect.poll(() => textOf(page, ".children")).not.toContain("→");
    await page.keyboard.press("End");
    await expect.poll(() => textOf(page, ".children")).toContain("→");
    expect(await page.getByRole("button", { name: "Play" }).isEnabled()).toBe(true);
  });

  it("is nodes and links too, two rounds at a time, by clicks and by keys", async () => {
    const page = await openPage(`${TEN}&form=links&mode=all`);
    await expect.poll(() => page.locator(".knot").count()).toBe(1 + 9 + 9 * 8);
    expect(await page.locator(".knot.lie").count()).toBeGreaterThan(0);
    expect(await textOf(page, ".hidden-count")).toBe(
      "The 504 cells of round 3 lie below what is drawn: click a node to see them.",
    );
    await page.locator('.knot[data-path="1.4"]').click();
    await expect.poll(() => page.locator(".knot").count()).toBe(1 + 8 + 8 * 7);
    expect(page.url()).toContain("top=1.4");
    await page.locator('.knot[data-path="1.4"]').focus();
    for (const key of ["ArrowDown", "ArrowRight"]) await page.keyboard.press(key);
    await expect.poll(() => textOf(page, ".detail h2")).toMatch(/^Path 1\.4\.3 at node/);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("top=1.4.3");
    await page.locator('.knot[data-path="1.4.3"]').click();
    await expect.poll(() => page.url()).toMatch(/top=1\.4(&|$)/);
  });

  it("counts its leaves", async () => {
    const page = await openPage(TEN);
    await page.getByLabel("count the leaves instead").check();
    await expect.poll(() => textOf(page, ".leaf-count")).toMatch(/^\d+ \w+ \d+ \w+$/);
  });
});

describe("22 nodes", () => {
  it.each(["rounds", "compare"])("lead on from a picture that cannot be: %s", async (screen) => {
    const page = await openPage(`#/${screen}?n=22&traitors=2:flip`);
    await expect.poll(() => textOf(page, ".empty")).toContain("586,051,200 leaves");
    await page.getByRole("button", { name: "See the tree in groups" }).click();
    await expect.poll(() => textOf(page, ".tally")).toContain("586,051,200 leaves");
    await page.goBack();
    await page.getByRole("button", { name: "Play the 22 nodes with m = 3 here" }).click();
    await expect.poll(() => textOf(page, "h1 small")).toBe("22 nodes, OM(3), general 1; simulated");
    expect(await page.locator(".picture").count()).toBe(1);
    await page.goBack();
    await page.getByRole("button", { name: "Set up fewer nodes" }).click();
    await page.getByLabel("nodes, n").waitFor();
  });

  it("lead on from traitors that are of too many kinds", async () => {
    const page = await openPage("#/tree?n=22&traitors=2:random");
    await expect.poll(() => textOf(page, ".empty")).toContain("Choose another strategy");
    await page.getByRole("button", { name: "Change the setup" }).click();
    await expect.poll(() => page.getByLabel("nodes, n").inputValue()).toBe("22");
  });

  it("are not offered as real processes where the server would refuse them", async () => {
    const { url } = await serveView();
    const page = await open(`${url}#/setup?n=13`);
    await page.getByRole("button", { name: "Run it as 13 real processes" }).waitFor();
    await page.goto(`${url}#/setup?n=14`);
    await expect.poll(() => textOf(page, "main")).toContain("This page starts 13 real processes at most");
    expect(await page.getByRole("button", { name: /real processes/ }).count()).toBe(0);
  });
});

describe("on a phone", () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

  it.each(["light", "dark"] as const)("what is tapped is read without scrolling, %s", async (colorScheme) => {
    const page = await openPage("#/tree", { ...phone, colorScheme });
    for (const path of ["1.3.2", "1.7.6"]) {
      await page.locator(`[data-path="${path}"]`).tap();
      await expect.poll(() => textOf(page, ".detail h2")).toBe(`Path ${path} at node 4`);
      expect(await isInSight(page, ".detail .says")).toBe(true);
    }
    await page.goto(page.url().replace(/#.*/, "#/rounds?mode=all"));
    await page.locator(".pill").first().tap();
    expect(await isInSight(page, ".detail.chosen h2")).toBe(true);
    await page.goto(page.url().replace(/#.*/, TEN));
    await page.locator("canvas.big").tap({ position: { x: 150, y: 200 } });
    await page.locator(".detail .says").waitFor();
    expect(await isInSight(page, ".detail .says")).toBe(true);
  });
});
