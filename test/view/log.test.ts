/** `view` of a log's recording: its first screen, by keys alone, in one view, and readable by everybody. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { LESSON_LOG } from "../../src/page/model/lessons/log.js";
import { linkOf } from "../../src/page/model/link.js";
import { MEMBER_ONE } from "../page/member-one.js";
import { foundInBoth } from "./axe.js";
import { open, PAGE, textOf, useBrowser } from "./browser.js";

useBrowser();

const MAIN = fileURLToPath(new URL("../../dist/bin/main.cjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "strategos-test-"));
const written = join(folder, "log.html");
const LECTURE = { viewport: { width: 1280, height: 720 }, reducedMotion: "reduce" } as const;

beforeAll(() => pageOf(LESSON_LOG, written));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function pageOf(text: string, file: string): void {
  const recording = join(folder, "log.jsonl");
  writeFileSync(recording, text);
  execFileSync(process.execPath, [MAIN, "view", recording, "--html", file], { stdio: "ignore" });
}

it("opens on the stage, and goes moment by moment and view by view, by keys alone", async () => {
  const page = await open(pathToFileURL(written).href, LECTURE);
  await expect.poll(() => textOf(page, ".says")).toContain("4 members keep a log");
  await expect.poll(() => textOf(page, "h1 small")).toBe("a log of 4 members; a recording");
  await expect
    .poll(() => textOf(page, ".chain-box"))
    .toContain("view 1 member 1 leads is about to begin view 2 member 2 leads is to come");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => textOf(page, ".says")).toBe("At 0 ms. Command 1 is submitted to member 1.");
  await page.getByRole("button", { name: "a view" }).click();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  await expect.poll(() => textOf(page, ".says")).toContain("View 2, led by member 2 (silent)");
  expect(await textOf(page, ".view-told")).toMatch(/^nullify:/); // what stands above is not said again
  await expect.poll(() => textOf(page, ".log-views .skipped")).toContain("for its leader sent no block");
  await expect.poll(() => textOf(page, ".log-commands")).toContain("2 waits at member 3, past view 2");
  await page.keyboard.press("End");
  await expect.poll(() => page.locator(".log-views li").count()).toBe(6);
  await expect.poll(() => page.locator(".log-commands .final").count()).toBe(4);
  const size = await page.evaluate<number[]>(
    "[document.documentElement.scrollWidth - innerWidth, document.documentElement.scrollHeight - innerHeight]",
  );
  expect(size).toEqual([0, 0]);
  expect(await foundInBoth(page)).toEqual([]);
});

it("can be left for the lessons, and come back to", async () => {
  const page = await open(`${pathToFileURL(written).href}#/stage?run=file&at=20`, LECTURE);
  await page.getByRole("button", { name: "Lessons" }).click();
  await page.getByRole("button", { name: /Two generals/ }).click();
  await page.getByRole("button", { name: "Back to the recording" }).click();
  await expect.poll(() => textOf(page, ".says")).toContain("4 members keep a log");
});

it("is saved as it was recorded, and goes into an address", async () => {
  const page = await open(pathToFileURL(written).href, LECTURE);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the recording" }).click(),
  ]);
  expect(readFileSync(await download.path(), "utf8")).toBe(LESSON_LOG);
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect.poll(() => textOf(page, ".log-stage [role=status]:not(.says)")).toMatch(/^(Copied\.|Copy it)/);
  const from = await open(await linkOf(`${PAGE}#/stage?run=file&at=1`, LESSON_LOG), LECTURE);
  await expect.poll(() => textOf(from, ".says")).toBe("At 0 ms. Command 1 is submitted to member 1.");
});

it("of one member of a real group shows what that member saw", async () => {
  const file = join(folder, "member.html");
  pageOf(MEMBER_ONE, file);
  const page = await open(pathToFileURL(file).href, LECTURE);
  await expect.poll(() => textOf(page, ".fixed-mode")).toBe("as member 1 saw it");
  const commands = page.locator(".log-commands li");
  await page.keyboard.press("End");
  await expect
    .poll(() => commands.allInnerTexts())
    .toEqual([1, 2, 3, 4].map((command) => `${command} final at member 1`));
});

it("of a group of one shows its member as wide as any other", async () => {
  const head = { type: "log", version: 1, protocol: "simplex", members: [1], deltaMs: 20, traitors: [] };
  const lines = [head, { type: "submitted", at: 0, node: 1, command: 1 }];
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const page = await open(await linkOf(`${PAGE}#/stage?run=file&at=1`, text), LECTURE);
  const box = await page.locator(".stage-node").boundingBox();
  expect(box?.width).toBeGreaterThan(44);
});
