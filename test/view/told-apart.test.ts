/**
 * What is different looks different, and what was opened stays. Vectors of seven values had five colours, and the badge
 * of 19.8 said 1; a lesson or a counterexample dropped the opened recording; lessons showed one run and printed another.
 * Siblings looked for: tables and rounds of vectors, values of any length, every screen that shows a run of its own, and
 * every command of the page.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { classOf, letterOf, PALETTE } from "../../src/page/model/orders.js";
import { simulatedRun } from "../../src/page/model/runs.js";
import { COURSE, type Setup } from "../../src/page/model/setup.js";
import { soundSetup } from "../../src/page/model/sound.js";
import { strategos, temporaryFolder } from "../run/strategos.js";
import { openPage, textOf, useBrowser } from "./browser.js";

useBrowser();

const VALUES = "1=19.8,2=20.1,3=7,4=100,5=21,6=22,7=23";

describe("values of vectors", () => {
  it.each(["light", "dark"] as const)(
    "have a colour each and are not cut to another number, %s",
    async (colorScheme) => {
      const page = await openPage(`#/nodes?protocol=vector&values=${VALUES}&traitors=none&mode=all`, {
        colorScheme,
      });
      const letters = page.locator(".held tbody tr").first().locator(".letter");
      await expect
        .poll(() => letters.allInnerTexts())
        .toEqual(["19.8", "20.1", "7", "100", "21", "22", "23"]);
      const grounds = await page.evaluate<string[]>(
        `[...document.querySelector(".held tbody tr").querySelectorAll(".letter")].map((one) => getComputedStyle(one).backgroundColor)`,
      );
      expect(new Set(grounds).size).toBe(7);
    },
  );

  it("are told apart in the rounds, and not mixed with counts", async () => {
    const page = await openPage(`#/rounds?protocol=vector&values=${VALUES}&traitors=none&mode=all`);
    const pills = page.locator(".pill b");
    await expect
      .poll(async () => (await pills.allInnerTexts()).slice(0, 4))
      .toEqual(["19.8", "20.1", "7", "100"]);
  });

  it("have as many colours as there are, up to what the page has", () => {
    const values = Object.fromEntries(
      Array.from({ length: 20 }, (_, index) => [index + 1, String(100 + index)]),
    );
    const setup: Setup = soundSetup({ ...COURSE, protocol: "vector", n: 20, m: 1, traitors: [], values });
    const { group } = simulatedRun(setup);
    expect(group.orders.length - 1).toBeLessThanOrEqual(PALETTE);
    expect(new Set(group.orders.map((order) => classOf(group, order))).size).toBe(group.orders.length);
    expect(new Set(group.orders.map((order) => letterOf(group, order))).size).toBe(group.orders.length);
  });
});

describe("a recording that was opened", () => {
  it("is a click away after a lesson, a counterexample and another setup", async () => {
    const file = join(temporaryFolder(), "run.jsonl");
    await strategos("sim", "--nodes", "4", "--traitors", "3:flip", "--record", file);
    const page = await openPage("#/setup");
    await page.getByLabel("Open a recording or a configuration").setInputFiles(file);
    const title = "4 nodes, OM(1), general 1; a recording";
    const back = async () => {
      await page.getByRole("button", { name: "Back to the recording" }).click();
      await expect.poll(() => textOf(page, "h1 small")).toBe(title);
      expect(await page.getByRole("button", { name: "Back to the recording" }).count()).toBe(0);
    };
    await expect.poll(() => textOf(page, "h1 small")).toBe(title);
    await page.getByRole("button", { name: "Lessons" }).click();
    await page.getByRole("button", { name: "What the deadline does" }).click();
    await back();
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByRole("button", { name: "n = 3, m = 1" }).click();
    await page.getByRole("button", { name: "Watch it" }).click();
    await back();
    await page.getByRole("button", { name: "Two worlds" }).click();
    await page.getByRole("button", { name: "Open its tree" }).first().click();
    await back();
  });
});

describe("commands of the page", () => {
  it("are those of the page of a lesson, in either order", async () => {
    const page = await openPage("#/lessons");
    await page.getByRole("button", { name: "Six nodes" }).click();
    const command = (more: string) =>
      `strategos sim --nodes 6 --m 2 ${more}--traitors 5:flip,6:flip --unsafe`;
    await expect.poll(() => textOf(page, ".lesson code")).toBe(command("--order retreat "));
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await expect.poll(() => textOf(page, ".lesson code")).toBe(command(""));
  });

  it("are a configuration where flags cannot say the run, which plays it", async () => {
    const page = await openPage("#/setup?n=4&traitors=3:script=1>2>1.3>retreat");
    await expect.poll(() => textOf(page, ".needs-file")).toContain("Flags cannot say this run");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.locator(".needs-file").getByRole("button", { name: "Save the configuration" }).click(),
    ]);
    const { code, stdout } = await strategos("sim", await download.path());
    expect([code, stdout]).toEqual([0, expect.stringContaining("traitor (script)")]);
  });
});
