/**
 * `npm run bench`: what was measured here, as tables, those of docs/PERFORMANCE.md among them, as docs/bench/results.json and as
 * plots beside it. Ratios count; milliseconds are this machine's. `npm run bench -- scale codecs` runs some of the sections and keeps the
 * others' last figures; `npm run bench -- starts` measures starts beside an earlier commit, which it builds;
 * `npm run bench -- group` and `-- page` measure a standing group and the page beside an earlier commit, and keep nothing;
 * `npm run bench -- log` measures a log beside etcd, and `-- trial` programs on trial beside a bare loop, and keep nothing;
 * `npm run bench -- --against REVISION` compares with an earlier commit instead; behind a section it says with which.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { benchAgainst } from "./against.js";
import { benchCodec } from "./codec.js";
import { benchGroup } from "./group.js";
import { benchKernel } from "./kernel.js";
import { benchLaunch } from "./launch.js";
import { benchLog } from "./log.js";
import { benchPage } from "./page.js";
import { writePlots } from "./plots.js";
import { benchProfile } from "./profile.js";
import { benchScale, type ScaleFigures } from "./scale.js";
import { type Measured, type Result, type Results, show, withHowFast, withTable } from "./show.js";
import { benchStarts } from "./starts.js";
import { benchTrial } from "./trial.js";
import { benchCheck, benchSimulator } from "./worlds.js";

const FOLDER = fileURLToPath(new URL("../../docs/bench/", import.meta.url));
const PAGE = fileURLToPath(new URL("../../docs/PERFORMANCE.md", import.meta.url));
const GUIDE = fileURLToPath(new URL("../../docs/GUIDE.md", import.meta.url));
/** The commit whose figures were the first to be compared with. */
const FIRST_COMPARED = "886050b";
const SIZES = [4, 7, 10, 13, 16, 19, 22] as const;

const SECTIONS: { readonly [K in keyof Results]: () => Promise<Results[K]> } = {
  // at n = 23, m = 6 a row has 17 bits and takes 32
  kernels: () =>
    inSequence([[10], [13], [16], [19], [22], [23, 6]] as const, ([n, m]) => benchKernel(n, 7, m)),
  codecs: () =>
    inSequence(
      [
        [10, "json"],
        [13, "json"],
        [13, "packed"],
        [16, "packed"],
        [19, "packed"],
        [22, "packed"],
      ] as const,
      ([n, wire]) => benchCodec(n, wire),
    ),
  checks: () => inSequence([4, 7, 10], benchCheck),
  simulations: () => inSequence([7, 10, 13], benchSimulator),
  launches: () => inSequence([4, 7, 10, 13], (n) => benchLaunch(n, 5)),
  scale: () =>
    inSequence(
      [...SIZES.map((n) => [n, "auto"] as const), [10, "packed"], [13, "packed"]] as const,
      ([n, wire]) => benchScaleSteadily(n, wire),
    ),
  profile: () => benchProfile(19),
  starts: () => benchStarts(revision),
};

// Node.js 20 parses this bundle at every start: in bare processes too, which would be no floor then
delete process.env["NODE_EXTRA_CA_CERTS"];
const words = process.argv.slice(2);
const at = words.indexOf("--against");
const asked = at < 0 ? words : words.toSpliced(at, 2);
const revision = at < 0 ? FIRST_COMPARED : (words[at + 1] ?? "HEAD");
const [first] = asked;
const others: Readonly<Record<string, () => Promise<void>>> = {
  group: () => benchGroup(revision),
  page: () => benchPage(revision),
  log: benchLog,
  trial: benchTrial,
};
const other = first === undefined ? at >= 0 && (() => benchAgainst(revision)) : others[first];
if (other) {
  await other();
  process.exit(0);
}
const names = Object.keys(SECTIONS) as (keyof Results)[];
const unknown = asked.find((name) => !names.includes(name as keyof Results));
if (unknown !== undefined) {
  process.stderr.write(`bench: there is no section ${unknown}; there are ${names.join(", ")}\n`);
  process.exit(64);
}

const results: { [K in keyof Results]?: Result<K> } =
  asked.length > 0 ? JSON.parse(readFileSync(`${FOLDER}results.json`, "utf8")) : {};
mkdirSync(FOLDER, { recursive: true });
for (const name of names) {
  // another commit is built where that is asked for
  if (asked.length > 0 ? !asked.includes(name) : name === "starts") continue;
  const before = measured();
  const figures = await SECTIONS[name]();
  const result = { measured: before, figures };
  Object.assign(results, { [name]: result });
  process.stdout.write(show(name, figures));
  writeFileSync(PAGE, withTable(readFileSync(PAGE, "utf8"), name, result));
  writeFileSync(`${FOLDER}results.json`, `${JSON.stringify(results, null, 2)}\n`);
}
const { launches, scale } = results;
if (launches && scale) writeFileSync(GUIDE, withHowFast(readFileSync(GUIDE, "utf8"), launches, scale));
if (scale) writePlots(FOLDER, scale.figures);

function measured(): Measured {
  const [load] = loadavg();
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.replace(/\(R\)| Processor/g, "") ?? "unknown",
    cores: cpus().length,
    node: process.version,
    load: Number((load as number).toFixed(1)),
  };
}

/** Small runs are over in a second, in which anything may happen: the middle one of three. */
async function benchScaleSteadily(n: number, wire: "json" | "packed" | "auto"): Promise<ScaleFigures> {
  const runs = await inSequence(n <= 13 ? [1, 2, 3] : [1], () => benchScale(n, wire));
  return runs.toSorted((a, b) => a.cpuRatio - b.cpuRatio)[Math.floor(runs.length / 2)] as ScaleFigures;
}

async function inSequence<I, O>(inputs: readonly I[], run: (input: I) => O | Promise<O>): Promise<O[]> {
  const outputs: O[] = [];
  for (const input of inputs) outputs.push(await run(input));
  return outputs;
}
