/**
 * The pictures of the README, taken of the built page: `npm run pictures`. With a folder named, every screen in both
 * widths and both themes goes there instead, to be looked at: `npm run pictures -- FOLDER`.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const PAGE = new URL("../dist/view/index.html", import.meta.url).href;
const DOCS = fileURLToPath(new URL("../docs/pictures", import.meta.url));
const TRAP = "traitors=6:always=retreat,7:always=retreat";

const SIGNED = "protocol=sm&n=5&traitors=1:split,3:flip";
const KING = "protocol=king&traitors=1:split,3:random";
const VECTOR =
  "protocol=vector&values=1=20.5,2=21.0,3=19.8,4=20.1,5=20.5,6=22.4,7=20.9&combine=median&traitors=2:random,3:always=99";

const README = {
  tree: "#/tree?mode=all&path=1.3.2",
  rounds: "#/rounds?mode=all&from=3&round=2",
};

const SCREENS = {
  ...README,
  stage: "#/stage",
  "stage-lie": "#/stage?mode=all&at=7",
  "stage-round": "#/stage?mode=all&at=36&beat=round",
  "stage-hand":
    "#/stage?mode=all&at=68&traitors=5:script=,6:script=,7:script=&changed=1>4>1.5>retreat;1>4>1.6>retreat",
  "stage-presented": "#/stage?mode=all&at=40&present=1",
  "stage-sm": `#/stage?${SIGNED}&mode=all&at=30`,
  "stage-king": `#/stage?${KING}&mode=all&at=200`,
  "stage-vector": `#/stage?${VECTOR}&mode=all&at=60`,
  known: "#/tree?path=1.4.2",
  filling: "#/tree?step=1",
  links: "#/tree?form=links&mode=all",
  leaves: `#/tree?${TRAP}&leaves=1`,
  received: "#/rounds",
  compare: "#/compare?node=4&other=5",
  violated: "#/tree?n=6&m=2&traitors=5:flip,6:flip&mode=all",
  setup: "#/setup",
  worlds: "#/worlds?mode=all",
  check: "#/check?n=6&m=2&traitors=none",
  lessons: "#/lessons",
  lesson: `#/lessons?lesson=6&page=1&${TRAP}&node=2&step=2&leaves=1`,
  thirteen: "#/tree?n=13&traitors=2:flip,3:split,5:silent",
  twentytwo: "#/tree?n=22&traitors=2:flip,3:split,5:flip,8:silent&mode=all",
  "thirteen-links": "#/tree?n=13&traitors=2:flip,3:split,5:silent&mode=all&form=links",
  sm: `#/nodes?${SIGNED}&mode=all`,
  "sm-node": `#/nodes?${SIGNED}&node=4`,
  "sm-rounds": `#/rounds?${SIGNED}&mode=all&from=3&round=2`,
  "sm-setup": `#/setup?${SIGNED}`,
  king: `#/nodes?${KING}&mode=all`,
  "king-node": `#/nodes?${KING}&node=4`,
  "king-rounds": `#/rounds?${KING}&mode=all&from=1&round=3`,
  "king-received": `#/rounds?${KING}&node=4`,
  vector: `#/nodes?${VECTOR}&mode=all`,
  "vector-node": `#/nodes?${VECTOR}&node=4`,
  "vector-rounds": `#/rounds?${VECTOR}&mode=all&from=3&round=2`,
  "vector-setup": `#/setup?${VECTOR}`,
  "vector-violated": "#/nodes?protocol=vector&n=3&m=1&values=2=wait&traitors=3:flip&mode=all",
  "vector-check": `#/check?${VECTOR}`,
  orders: "#/tree?orders=retreat,attack,wait,dig&order=wait&traitors=2:split,3:random&node=4",
};

const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});

/** One picture of a whole screen. */
async function take(hash, file, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${PAGE}${hash}`);
  await page.locator("main > *").first().waitFor();
  await page.getByText("Checking every lie").waitFor({ state: "detached" });
  await page.screenshot({ path: file, fullPage: true });
  await context.close();
}

const folder = process.argv[2];
mkdirSync(folder ?? DOCS, { recursive: true });
if (folder === undefined) {
  for (const [name, hash] of Object.entries(README))
    await take(hash, join(DOCS, `${name}.png`), { viewport: SIZES[0], colorScheme: "light" });
} else {
  for (const viewport of SIZES)
    for (const colorScheme of ["light", "dark"])
      for (const [name, hash] of Object.entries(SCREENS))
        await take(hash, join(folder, `${name}-${viewport.width}-${colorScheme}.png`), {
          viewport,
          colorScheme,
        });
}
await browser.close();
