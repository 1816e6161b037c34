/** The lessons as they are read, and as command lines: these say what the lessons promise. */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { commandOf } from "../../src/page/model/command.js";
import { type Lesson, type LessonPage, stateOf } from "../../src/page/model/lesson.js";
import { LESSONS } from "../../src/page/model/lessons.js";
import { strategos, temporaryFolder } from "../run/strategos.js";
import { open, openPage, textOf, useBrowser } from "./browser.js";

useBrowser();

it.each(LESSONS)("$title is a command line too", async (lesson) => {
  const [program, ...args] = (lesson.command ?? commandOf(lastSetup(lesson)) ?? "").split(" ");
  expect(program).toBe("strategos");
  const { code, stdout } = await strategos(...args);
  expect([code, stdout.length > 0]).toEqual([lesson.exitCode, true]);
  for (const text of lesson.shows ?? []) expect(stdout).toContain(text);
});

describe("the lessons", () => {
  it("are read from their first page to their last, each with a picture beside it and no answer before it is asked for", async () => {
    const page = await openPage("#/lessons", { viewport: { width: 1280, height: 720 } });
    await page.getByRole("button", { name: LESSONS[0]?.title ?? "" }).click();
    for (const [number, { title, pages }] of LESSONS.entries())
      for (const [index, { text, ask }] of pages.entries()) {
        await expect.poll(() => textOf(page, ".lesson-text")).toContain(text[0]);
        expect(await textOf(page, ".lesson-text h2")).toBe(title);
        expect(await page.locator(".lesson-picture :is(.picture, .triangle)").count()).toBeGreaterThan(0);
        const answer = page.locator(".asked").getByRole("button", { name: ask?.right ?? "", exact: true });
        expect(await page.locator(".asked [role=status]").allInnerTexts()).toEqual(ask ? [""] : []);
        if (ask) await answer.click();
        const told = ask ? [`Yes. ${ask.because}`] : [];
        await expect.poll(() => page.locator(".asked [role=status]").allInnerTexts()).toEqual(told);
        const isLast = index === pages.length - 1;
        if (isLast && number === LESSONS.length - 1) continue;
        await page.getByRole("button", { name: isLast ? "Next lesson" : "Next", exact: true }).click();
      }
  });

  it("fit the screen of a lecture: the tree of seven nodes, its question and its buttons are in one frame", async () => {
    const at = LESSONS.findIndex(({ title }) => title === "Seven nodes and the leaf trap");
    const look = LESSONS[at]?.pages[0]?.look.split("?")[1];
    const page = await openPage(`#/lessons?lesson=${at + 1}&${look}`, {
      viewport: { width: 1280, height: 720 },
    });
    for (const part of [".lesson-text", ".icicle", ".lesson-picture .legend"]) {
      const box = await page.locator(part).boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 720)).toBeLessThan(720);
    }
  });

  it("turn by the keys of a clicker or of a keyboard, which are told, and figures answer", async () => {
    const page = await openPage("#/lessons");
    await page.getByRole("button", { name: LESSONS[0]?.title ?? "" }).click();
    const number = () => textOf(page, ".lesson-text .number");
    const [first, second] = LESSONS;
    await expect.poll(number).toBe(`Lesson 1 of ${LESSONS.length}, page 1 of ${first?.pages.length}`);
    expect(await textOf(page, ".lesson-text .keys")).toContain("PageDown turns on");
    for (const [turn] of (first?.pages ?? []).entries())
      await page.keyboard.press(turn % 2 ? "PageDown" : "ArrowRight");
    await expect.poll(number).toBe(`Lesson 2 of ${LESSONS.length}, page 1 of ${second?.pages.length}`);
    const asked = (second?.pages ?? []).findIndex(({ ask }) => ask);
    for (let turn = 0; turn < asked; turn++) await page.keyboard.press("PageDown");
    await page.keyboard.press("1");
    await expect.poll(() => page.locator(".asked [aria-pressed=true]").count()).toBe(1);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.locator(".contents").count()).toBe(1);
  });

  it("say of the leaf trap what is drawn", async () => {
    const page = await openPage("#/lessons");
    await page.getByRole("button", { name: "leaf trap" }).click();
    await page.getByRole("button", { name: "Next", exact: true }).click();
    await expect.poll(() => textOf(page, ".leaf-count")).toBe("18 retreat 12 attack");
    await page.getByRole("button", { name: "Next", exact: true }).click();
    expect(await page.locator('[data-path="1.2"] .fold').innerText()).toContain("3:2");
  });

  it("have their own picture also where their number alone was typed", async () => {
    const page = await openPage("#/lessons?lesson=14");
    await expect.poll(() => page.locator(".lesson-picture .lane-name").count()).toBe(3);
    expect(page.url()).toMatch(/protocol=vector.*lesson=14/);
  });

  it("of a teacher come first, in one file that opens offline", async () => {
    const html = join(temporaryFolder(), "lessons.html");
    const { code, stderr } = await strategos(
      "view",
      "--lessons",
      "examples/lessons/silent-traitor.yaml",
      "--html",
      html,
    );
    expect([code, stderr]).toEqual([0, expect.stringContaining("open it in a browser")]);
    const page = await open(pathToFileURL(html).href);
    await expect.poll(() => textOf(page, ".contents")).toContain("1 of your own, and 15 more");
    await page.getByRole("button", { name: "A silent traitor" }).click();
    await page.getByRole("button", { name: "attack", exact: true }).click();
    await expect.poll(() => textOf(page, ".asked [role=status]")).toContain("Yes. The default order stands");
  });
});

/** The run that a lesson ends with. */
function lastSetup({ pages }: Lesson) {
  return stateOf(pages.at(-1) as LessonPage).setup;
}
