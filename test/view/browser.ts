/** A page in Chromium as a user has it: opened, clicked, read. What the page logs as an error fails the test. */
import type { ChildProcess } from "node:child_process";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { beforeAll, expect, onTestFinished } from "vitest";
import { start } from "../run/strategos.js";
import { CHROMIUM, FLAGS } from "./chromium.js";

export const PAGE = new URL("../../dist/view/index.html", import.meta.url).href;

let browser: Browser | undefined;

/** One browser for all files of tests that a worker runs; it ends with the worker. */
export function useBrowser(): void {
  beforeAll(async () => {
    if (!browser?.isConnected()) browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
}

/** Opens an address in a fresh profile. `mayLog`: errors that belong to the test; `ready`: what is there once it is shown. */
export async function open(
  address: string,
  options: BrowserContextOptions = {},
  mayLog: RegExp | null = null,
  ready = "#app > *",
): Promise<Page> {
  if (!browser) throw new Error("call useBrowser first");
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  onTestFinished(async () => {
    await context.close();
    expect(errors.filter((error) => !mayLog?.test(error))).toEqual([]);
  });
  await page.goto(address);
  // its script is unpacked after it has loaded
  await page.locator(ready).first().waitFor();
  return page;
}

/** The built page from disk, without any server. */
export function openPage(hash = "", options: BrowserContextOptions = {}): Promise<Page> {
  return open(`${PAGE}${hash}`, options);
}

/** The text of an element, spaces as one sees them. */
export async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).first().innerText()).replaceAll(/\s+/g, " ").trim();
}

/** Prints a measured figure beside the tests. */
export function figure(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** `strategos view`, served; ends with the test. */
export async function serveView(...args: string[]): Promise<{ url: string; child: ChildProcess }> {
  const { child, ended } = start(["view", ...args]);
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (text: string) => resolve(text.trim()));
    void ended.then(({ stderr }) => reject(new Error(`the view ended:\n${stderr}`)));
  });
  return { url, child };
}
