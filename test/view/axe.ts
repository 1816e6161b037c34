/** What axe finds on a page that is serious, in the light and in the dark. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";

export const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

export function told({ violations }: { readonly violations: readonly Finding[] }): string[] {
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map(({ html }) => html)].join(" | "));
}

export async function seriousIn(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const light = told(await page.evaluate("axe.run()"));
  await page.emulateMedia({ colorScheme: "dark" });
  // the dark has other colours, and nothing else
  return [...light, ...told(await page.evaluate(`axe.run({ runOnly: ["color-contrast"] })`))];
}
