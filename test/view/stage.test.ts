/** The stage in the browser: the first screen, by keys and by clicking, in one view, for every protocol. */
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { puzzleOf } from "../../src/page/model/hands.js";
import { momentsOf } from "../../src/page/model/moments.js";
import { simulatedRun } from "../../src/page/model/runs.js";
import { formatState, START } from "../../src/page/model/state.js";
import { PROTOCOLS } from "../../src/protocols/names.js";
import { openPage, textOf, useBrowser } from "./browser.js";

useBrowser();

const LECTURE = { viewport: { width: 1280, height: 720 }, reducedMotion: "reduce" } as const;

/** What of the page lies outside the window, in pixels to the right and below. */
function outside(page: Page): Promise<[number, number]> {
  return page.evaluate<[number, number]>(
    `(() => {
      const boxes = [...document.querySelectorAll("main *:not(.unseen)")].map((one) => one.getBoundingClientRect());
      return [Math.max(...boxes.map(({ right }) => right)) - innerWidth, Math.max(...boxes.map(({ bottom }) => bottom)) - innerHeight];
    })()`,
  );
}

it("is the first screen, and goes by keys alone: on, back, to the end, and by itself", async () => {
  const page = await openPage("", LECTURE);
  await expect.poll(() => textOf(page, ".says")).toContain("7 nodes run OM(2).");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => textOf(page, ".says")).toBe("Round 0. The general tells node 4 attack.");
  expect(await page.locator(".cell:not(.untold)").count()).toBe(1);
  await page.keyboard.press("ArrowRight");
  expect(await page.locator(".cell:not(.untold)").count()).toBe(3);
  await page.keyboard.press("ArrowLeft");
  expect(await page.locator(".cell:not(.untold)").count()).toBe(1);
  await page.keyboard.press("End");
  await expect.poll(() => textOf(page, ".says")).toContain("Node 4 decides attack");
  expect(await page.locator(".cell .fold").count()).toBe(7);
  await page.keyboard.press("Home");
  for (const key of ["+", "+", "Space"]) await page.keyboard.press(key);
  await page.locator(".cell:not(.untold)").nth(3).waitFor();
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
  expect(await page.locator("body").innerText()).not.toMatch(/traitor|lie/);
});

it("a lie changes colour on its way, for the all-knowing alone", async () => {
  const page = await openPage("#/stage?at=7&mode=all", { viewport: LECTURE.viewport });
  expect(await page.locator(".flight.lie .face").count()).toBe(2);
  expect(await textOf(page, ".says")).toContain("It owed attack: a lie.");
  expect(await page.locator(".flight.lie .owed .o1").count()).toBe(1);
  expect(await page.locator(".flight.lie .face:not(.owed) .o0").count()).toBe(1);
  await page.getByRole("button", { name: "what one node knows" }).click();
  await expect.poll(() => page.locator(".flight.lie").count()).toBe(0);
});

describe.each(PROTOCOLS)("%s", (protocol) => {
  it("is in one view at 1280 × 720, also where it is presented, and by a clicker", async () => {
    const page = await openPage(`#/stage?protocol=${protocol}&mode=all&beat=round`, LECTURE);
    const seen = new Set<string>();
    for (const key of ["PageDown", "PageDown", "PageDown", "PageUp", "End"]) {
      if (key === "PageDown" && seen.size === 0) await page.keyboard.press("f");
      await page.keyboard.press(key);
      seen.add(await textOf(page, ".says"));
      const [right, below] = await outside(page);
      expect([right, below].every((pixels) => pixels <= 0.5)).toBe(true);
    }
    expect(seen.size).toBeGreaterThan(3);
    await page.keyboard.press("f");
    await page.getByRole("navigation").waitFor();
    const [right, below] = await outside(page);
    expect([right, below].every((pixels) => pixels <= 0.5)).toBe(true);
  });
});

it("planted: what is below the edge would be seen", async () => {
  const page = await openPage("#/stage", { ...LECTURE, viewport: { width: 1280, height: 420 } });
  await page.locator(".says").waitFor();
  const [, below] = await outside(page);
  expect(below).toBeGreaterThan(0);
});

it("a traitor's message is turned and held back by a click; lies are counted, and what breaks is said", async () => {
  const page = await openPage("#/stage?mode=all", LECTURE);
  await page.getByLabel("traitors").selectOption("3");
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByRole("button", { name: "a round" }).click();
  for (const key of ["ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  for (const from of [5, 6, 7]) {
    const flight = page.getByRole("button", { name: `Turn what node ${from} tells node 2:` });
    await flight.click();
    await expect
      .poll(() => textOf(page, ".hand"))
      .toContain(`${from - 4} ${from === 5 ? "lie" : "lies"} by hand. IC1 holds, IC2 holds: not broken.`);
  }
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => textOf(page, ".hand")).toContain("2 lies by hand");
  expect(await textOf(page, ".hand")).toContain("not broken. No loyal node decides otherwise.");
  const three = [5, 6, 7].flatMap((from) => [2, 3, 4].map((to) => `1>${to}>1.${from}>retreat`)).join(";");
  const broken = page.url().replace(/&changed=[^&]*/, `&changed=${encodeURIComponent(three)}`);
  await page.goto(broken);
  await expect
    .poll(() => textOf(page, ".hand"))
    .toContain("9 lies by hand. IC1 holds, IC2 violated: broken.");
  await page.keyboard.press("End");
  await expect.poll(() => page.locator(".cell.tipped").count()).toBe(4);
});

it("one relay of a report is turned alone, held back, and told as it was again", async () => {
  const setup = puzzleOf({ protocol: "om" }, 7, 2);
  const at = momentsOf(simulatedRun(setup), null).findIndex(
    (one) => one.kind === "message" && one.round === 2 && one.from === 7 && one.to === 4,
  );
  const page = await openPage(formatState({ ...START, setup, mode: "all", at: at + 1 }), LECTURE);
  const relay = page.getByRole("button", { name: "Turn the relay 1.3.7" });
  expect(await page.locator(".hand-relays button").count()).toBe(5);
  await relay.click();
  await expect.poll(() => textOf(page, ".hand")).toContain("1 lie by hand");
  expect(await page.locator(".hand-relays button.lie").count()).toBe(1);
  const [right, below] = await outside(page);
  expect([right, below].every((pixels) => pixels <= 0.5)).toBe(true);
  await relay.click();
  await expect.poll(() => relay.innerText()).toContain("nothing");
  await relay.click();
  await expect.poll(() => page.url()).not.toContain("changed=");
});

it("can be used on a phone, without scrolling sideways", async () => {
  const page = await openPage("#/stage?mode=all&at=30", { viewport: { width: 390, height: 844 } });
  const [right] = await outside(page);
  expect(right).toBeLessThanOrEqual(0.5);
  await page.getByRole("button", { name: "On", exact: true }).click();
  await expect.poll(() => textOf(page, ".stage-controls")).toContain("31 of 68");
});
