/** `strategos/core` and `strategos/sim` in a browser: bundled for one, without anything of Node, and run in Chromium. */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { rolldown } from "rolldown";
import { expect, it, onTestFinished } from "vitest";
import { CHROMIUM, FLAGS } from "../view/chromium.js";

const SOURCE = "virtual:page";

/** One script, and what it needs from outside, which is to be nothing. */
async function bundle(code: string): Promise<{ code: string; outside: string[] }> {
  const outside: string[] = [];
  const build = await rolldown({
    input: SOURCE,
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    platform: "browser",
    logLevel: "silent",
    plugins: [
      {
        name: "page",
        resolveId(id: string, importer: string | undefined) {
          if (id === SOURCE) return id;
          if (importer === SOURCE) return fileURLToPath(import.meta.resolve(id));
          if (id.startsWith(".") || id.startsWith("/")) return null;
          outside.push(id);
          return { id, external: true };
        },
        load: (id: string) => (id === SOURCE ? code : null),
      },
    ],
  });
  const { output } = await build.generate({ format: "iife" });
  return { code: output[0].code, outside };
}

const GROUP = `{ protocol: "om", ids: [1, 2, 3, 4], general: 1, m: 1, orders: ["retreat", "attack"], defaultOrder: "retreat" }`;

it.each([
  [
    "core",
    `import { judge } from "strategos/core";
     const decisions = new Map([[1, "attack"], [2, "attack"], [3, "attack"]]);
     globalThis.told = judge({ group: ${GROUP}, order: "attack", traitors: [4], observed: [], decisions });`,
    { ic1: "holds", ic2: "holds", guaranteed: true },
  ],
  [
    "sim",
    `import { check, simulate } from "strategos/sim";
     const traitors = [{ id: 3, strategy: "split" }];
     const world = { group: ${GROUP}, order: "attack", traitors, seed: 1, roundTimeoutMs: 2000, startTimeoutMs: 9000 };
     globalThis.told = [check({ nodes: 4 }).conditions, simulate(world).result.conditions];`,
    [
      { ic1: "holds", ic2: "holds" },
      { ic1: "holds", ic2: "holds" },
    ],
  ],
])("strategos/%s runs in a browser, and needs nothing but itself", async (_name, source, expected) => {
  const { code, outside } = await bundle(source);
  expect(outside).toEqual([]);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.addScriptTag({ content: code });
  expect(await page.evaluate("globalThis.told")).toEqual(expected);
});

it("the whole library would be found to need what only Node.js has", async () => {
  const { outside } = await bundle(`import { joinGroup } from "strategos"; globalThis.told = joinGroup;`);
  expect(outside).toContain("node:net");
});
