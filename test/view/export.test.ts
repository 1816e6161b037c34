/** `view --html`: one file that opens offline; and what a hostile recording may not do with it. */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { linesOf, type Recording } from "../../src/recording/recording.js";
import { simulate } from "../../src/sim/network.js";
import { strategos, temporaryFolder } from "../run/strategos.js";
import { figure, open, textOf, useBrowser } from "./browser.js";

useBrowser();

async function exported(...args: string[]): Promise<string> {
  const file = join(temporaryFolder(), "run.html");
  const { code, stderr } = await strategos("view", "--html", file, ...args);
  expect([code, stderr.slice(0, 5)]).toEqual([0, "wrote"]);
  return file;
}

describe("an exported page", () => {
  it("holds a recording of 7 nodes in less than 300 kB and opens offline", async () => {
    const recording = join(temporaryFolder(), "run.jsonl");
    await strategos("sim", "--traitors", "6:always=retreat,7:always=retreat", "--record", recording);
    const file = await exported(recording);
    const bytes = statSync(file).size;
    figure(`exported page at n = 7: ${Math.round(bytes / 1024)} kB`);
    expect(bytes).toBeLessThan(300_000);
    const page = await open(pathToFileURL(file).href, { offline: true });
    await expect.poll(() => textOf(page, "h1 small")).toBe("7 nodes, OM(2), general 1; a recording");
    await page.getByRole("button", { name: "Tree", exact: true }).click();
    await page.getByLabel("count the leaves instead").check();
    await expect.poll(() => textOf(page, ".leaf-count")).toBe("18 retreat 12 attack");
    expect(await page.getByText("real processes").count()).toBe(0);
  });

  it("begins with a configuration", async () => {
    const file = await exported("--config", "examples/six-nodes.yaml");
    const page = await open(pathToFileURL(file).href);
    await page.getByRole("button", { name: "Tree", exact: true }).click();
    await page.getByRole("button", { name: "all-knowing" }).click();
    await expect.poll(() => textOf(page, ".verdict")).toContain("IC2 is violated");
  });

  it("is not written from what is no recording", async () => {
    const file = join(temporaryFolder(), "bad.jsonl");
    writeFileSync(file, '{"type":"run","version":2}\n');
    const { code, stderr } = await strategos("view", "--html", join(temporaryFolder(), "x.html"), file);
    expect([code, stderr]).toEqual([64, expect.stringContaining("line 1: the recording has version 2")]);
  });
});

const MARKUP = `<img src=x onerror="document.title='hit'">`;
const ENDS = `</script><script>document.title="hit"</script>`;

/** Everything in it that is text is an attack. */
function hostileRecording(): Recording {
  const { recording } = simulate({
    group: {
      protocol: "om",
      ids: [1, 2, 3, 4],
      general: 1,
      m: 1,
      orders: [MARKUP, ENDS],
      defaultOrder: MARKUP,
    },
    order: ENDS,
    traitors: [{ id: 3, strategy: "silent" }],
    seed: 1,
    roundTimeoutMs: 100,
    startTimeoutMs: 100,
  });
  return {
    ...recording,
    run: { ...recording.run, traitors: [{ id: 3, strategy: `${MARKUP}\u202e` }] },
    faults: recording.faults.map((fault) => ({ ...fault, detail: `${MARKUP}${ENDS}\u0000` })),
    verdict: {
      type: "verdict",
      conditions: { ic1: "holds", ic2: "holds" },
      guaranteed: true,
      observed: [{ id: 4, why: `${MARKUP}${ENDS}` }],
    },
  };
}

describe("a hostile recording", () => {
  it.each([
    "tree?run=file&mode=all",
    "rounds?run=file&mode=all",
    "compare?run=file",
    "tree?run=file&form=links",
  ])("is text and never markup: %s", async (screen) => {
    const recording = join(temporaryFolder(), "hostile.jsonl");
    const lines = linesOf(hostileRecording()).map((line) => `${JSON.stringify(line)}\n`);
    writeFileSync(recording, lines.join(""));
    const file = await exported(recording);
    const page = await open(`${pathToFileURL(file).href}#/${screen}`);
    await page.locator("main > *").first().waitFor();
    if (screen.includes("tree?run=file&mode")) await page.getByText("The whole story").click();
    expect(await page.locator("img").count()).toBe(0);
    // packed, unpacking, unpacked, and the recording
    expect(await page.locator("script").count()).toBe(4);
    expect(await page.title()).toContain("Strategos");
    await expect.poll(() => textOf(page, "main")).toContain("<img");
    await expect.poll(() => textOf(page, "main")).not.toContain("\u202e");
  });

  it("cannot run a script even where it gets into the page: only the page's own may run", async () => {
    const file = await exported();
    const broken = join(temporaryFolder(), "broken.html");
    writeFileSync(broken, readFileSync(file, "utf8").replace('<div id="app">', `${ENDS}<div id="app">`));
    const page = await open(pathToFileURL(broken).href, {}, /Content Security Policy/);
    expect(await page.title()).toContain("Strategos");
  });
});
