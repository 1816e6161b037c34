/** The lessons: their command lines say what they promise, and their pages show it. */
import { describe, expect, it } from "vitest";
import { commandOf } from "../../src/page/model/command.js";
import { LESSONS } from "../../src/page/model/lessons.js";
import { strategos } from "../run/strategos.js";
import { openPage, textOf, useBrowser } from "./browser.js";

useBrowser();

/** A reader takes in about so many words a minute, and looks at each picture as long as it takes to read it. */
const WORDS_PER_MINUTE = 120;
const MINUTES_MAX = 10;

describe.each(LESSONS.map((lesson, index) => ({ ...lesson, number: index + 1 })))(
  "lesson $number, $title",
  ({ number, setup, exitCode, shows, pages, minutes }) => {
    it("is a command line too", async () => {
      const [program, ...args] = (commandOf(setup) ?? "").split(" ");
      expect(program).toBe("strategos");
      const { code, stdout } = await strategos(...args);
      expect(code).toBe(exitCode);
      for (const text of shows) expect(stdout).toContain(text);
    });

    it("takes less than ten minutes", () => {
      const words = pages
        .flatMap(({ text }) => text)
        .join(" ")
        .split(" ").length;
      expect((2 * words) / WORDS_PER_MINUTE).toBeLessThan(MINUTES_MAX);
      expect(minutes).toBeLessThan(MINUTES_MAX);
    });

    it("is read from its first page to its last, each with a picture", async () => {
      const page = await openPage("#/lessons");
      await page
        .getByRole("button", { name: pages.length === 0 ? "" : (LESSONS[number - 1]?.title ?? "") })
        .click();
      for (const [index, { text }] of pages.entries()) {
        await expect.poll(() => textOf(page, ".lesson header")).toContain(text[0]);
        expect(await page.locator(".lesson-picture :is(.picture, .triangle)").count()).toBeGreaterThan(0);
        if (index < pages.length - 1) await page.getByRole("button", { name: "Next", exact: true }).click();
      }
    });
  },
);

describe("what the lessons say", () => {
  const at = (lesson: number, page: number) => async () => {
    const opened = await openPage("#/lessons");
    await opened.getByRole("button", { name: LESSONS[lesson - 1]?.title ?? "" }).click();
    for (let turn = 0; turn < page; turn++)
      await opened.getByRole("button", { name: "Next", exact: true }).click();
    return opened;
  };

  it("of the leaf trap is what is drawn", async () => {
    const page = await at(2, 1)();
    await expect.poll(() => textOf(page, ".leaf-count")).toBe("18 retreat 12 attack");
    await page.getByRole("button", { name: "Next", exact: true }).click();
    expect(await page.locator('[data-path="1.2"] .fold').innerText()).toContain("3:2");
    await page.getByRole("button", { name: "Next", exact: true }).click();
    expect(await page.locator('[data-path="1"] .fold').innerText()).toContain("4:2");
  });

  it("of six nodes is what is judged, with both orders", async () => {
    const page = await at(4, 0)();
    await expect.poll(() => textOf(page, ".verdict")).toContain("IC2 holds");
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await expect.poll(() => textOf(page, ".verdict")).toContain("IC2 is violated");
  });

  it("of the deadline is what came and what did not", async () => {
    const page = await at(5, 0)();
    await expect.poll(() => textOf(page, ".silence")).toBe("nothing to 4");
    await page.getByRole("button", { name: "Next", exact: true }).click();
    expect(await page.locator(".cell.missing").getAttribute("data-path")).toBe("1.3");
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await expect.poll(() => textOf(page, ".detail")).toContain("Nodes 2 and 4 both decided attack.");
  });
});
