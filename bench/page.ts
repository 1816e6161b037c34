/**
 * `npm run bench -- page`, or `-- page --against REVISION`: the page's tree of thirteen nodes beside an earlier commit's, in
 * Debian's Chromium: until its first picture stands, and a zoom into it. Both by the clock, and by what the page's own thread did. Of a
 * zoom also until its picture is drawn and all else of it laid out: what follows is the browser's, which shows it with the next frame.
 */
import { pathToFileURL } from "node:url";
import { type Browser, type CDPSession, chromium } from "playwright-core";
import { CHROMIUM, FLAGS } from "../test/view/chromium.js";
import { HERE, withBuild } from "./against.js";
import { median } from "./measure.js";

const PAIRS = 7;
const HASH = "#/tree?n=13&traitors=2:split,3:split,5:random&mode=all";
const PICTURE = "canvas.big";

interface Figures {
  readonly firstMs: number;
  readonly firstBusyMs: number;
  readonly zoomReadyMs: number;
  readonly zoomMs: number;
  readonly zoomBusyMs: number;
}

export async function benchPage(revision: string): Promise<void> {
  await withBuild(revision, async (before) => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    try {
      const rounds: { was: Figures; now: Figures }[] = [];
      for (let pair = 0; pair <= PAIRS; pair++)
        rounds.push({ was: await measured(browser, before), now: await measured(browser, HERE) });
      print(revision, rounds.slice(1)); // the first pair warms the caches
    } finally {
      await browser.close();
    }
  });
}

async function measured(browser: Browser, root: string): Promise<Figures> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send("Performance.enable");
    const startMs = performance.now();
    await page.goto(`${pathToFileURL(`${root}/dist/view/index.html`).href}${HASH}`);
    await page.locator(PICTURE).waitFor();
    await page.evaluate(PAINTED);
    const [firstMs, firstBusyMs] = [performance.now() - startMs, await busyMs(devTools)];
    const { zoomReadyMs, zoomMs } = await page.evaluate<Pick<Figures, "zoomReadyMs" | "zoomMs">>(ZOOM);
    return { firstMs, firstBusyMs, zoomReadyMs, zoomMs, zoomBusyMs: (await busyMs(devTools)) - firstBusyMs };
  } finally {
    await context.close();
  }
}

/** When what has been asked for is drawn: the frame after the next. */
const PAINTED =
  "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))";

/** A click in the second column, on what node 2 was told. */
const ZOOM = `(async () => {
  const canvas = document.querySelector("${PICTURE}");
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const at = { bubbles: true, clientX: left + width * 0.3, clientY: top + height * 0.05 };
  const startMs = performance.now();
  for (const kind of ["pointerdown", "pointerup", "click"]) canvas.dispatchEvent(new MouseEvent(kind, at));
  await new Promise((done) => queueMicrotask(() => queueMicrotask(done)));
  document.body.getBoundingClientRect();
  const zoomReadyMs = performance.now() - startMs;
  return { zoomReadyMs, zoomMs: (await ${PAINTED}) - startMs };
})()`;

async function busyMs(devTools: CDPSession): Promise<number> {
  const { metrics } = await devTools.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1000;
}

function print(revision: string, rounds: readonly { was: Figures; now: Figures }[]): void {
  const names = [
    ["firstMs", "first picture at n = 13"],
    ["firstBusyMs", "its thread's work for it"],
    ["zoomReadyMs", "zoom, until its picture is ready"],
    ["zoomMs", "until it is shown, and a frame more"],
    ["zoomBusyMs", "its thread's work for it"],
  ] as const;
  for (const [key, name] of names) {
    const of = (which: "was" | "now") => `${Math.round(median(rounds.map((round) => round[which][key])))} ms`;
    const ratios = rounds.map(({ was, now }) => now[key] / was[key]);
    const ratio = `${median(ratios).toFixed(2)} (least ${Math.min(...ratios).toFixed(2)})`;
    process.stdout.write(`${name}: ${of("now")}, at ${revision} ${of("was")}: ${ratio}\n`);
  }
}
