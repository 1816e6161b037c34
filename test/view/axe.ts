/** axe in a page of the tests: what it finds. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

interface Finding {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** `only`: the rules that are asked; all of them if none is named. */
export async function foundIn(page: Page, ...only: string[]): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(AXE);
  const asked = only.length === 0 ? "" : JSON.stringify({ runOnly: only });
  const { violations } = await page.evaluate<{ readonly violations: readonly Finding[] }>(
    `axe.run(${asked})`,
  );
  return violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map(({ html }) => html)].join(" | "));
}

/** In the light and in the dark, which has other colours and nothing else. */
export async function foundInBoth(page: Page): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" });
  const light = await foundIn(page);
  await page.emulateMedia({ colorScheme: "dark" });
  return [...light, ...(await foundIn(page, "color-contrast"))];
}
