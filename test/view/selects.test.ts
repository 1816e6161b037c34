/** A list that is closed shows the whole of what is chosen in it. */
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { openPage, useBrowser } from "./browser.js";

useBrowser();

/** Each choice of each list that is wider than the list is when it is closed. */
function cutIn(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll("main select")].flatMap((list) =>
    [...list.options].filter((option) => {
      const alone = list.cloneNode();
      alone.append(new Option(option.text));
      alone.style.cssText = "position: absolute; width: auto";
      list.parentElement.append(alone);
      const { width } = alone.getBoundingClientRect();
      alone.remove();
      return width > list.getBoundingClientRect().width + 1;
    }).map((option) => option.text))`);
}

const SCREENS = [
  "#/setup",
  "#/setup?protocol=vector&traitors=3:always=99,2:crash=1&combine=median",
  "#/setup?protocol=king&traitors=3:random,1:split",
  "#/setup?protocol=sm&n=5&traitors=1:split",
  "#/tree?mode=all",
  "#/stage?mode=all&at=36",
  "#/compare",
];

it.each(SCREENS.flatMap((hash) => [320, 768, 1024, 1280, 2560].map((width) => [hash, width] as const)))(
  "%s at %i pixels",
  async (hash, width) => {
    const page = await openPage(hash, { viewport: { width, height: 800 } });
    await page.locator("main select").first().waitFor();
    expect(await cutIn(page)).toEqual([]);
  },
);

it("planted: a list that is too narrow is found", async () => {
  const page = await openPage("#/setup", { bypassCSP: true, viewport: { width: 1024, height: 800 } });
  await page.locator("main select").first().waitFor();
  await page.addStyleTag({ content: ".fields .wide { grid-column: auto !important }" });
  expect(await cutIn(page)).toContainEqual(expect.stringMatching(/interactive/));
});
