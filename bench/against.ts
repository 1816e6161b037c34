/**
 * `npm run bench -- --against REVISION`: this checkout beside an earlier commit, which is built in a folder of its own.
 * The two take turns, so that a machine that gets slower is slower for both, and what counts is the ratio of each pair.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const HERE = fileURLToPath(new URL("../..", import.meta.url));
const RUN_LONGEST_MS = 300_000;

export interface Cost {
  readonly wallS: number;
  readonly cpuS: number;
}

interface Task {
  readonly name: string;
  readonly pairs: number;
  /** the arguments of node(1) that do it in the checkout at `root` */
  readonly command: (root: string) => readonly string[];
}

/** A standing group of four in one process, which agrees again and again. */
const AGREEMENTS = `
import { createServer } from "node:net";
const { joinGroup, makeKeyPair, parseConfig } = await import(process.argv[2]);
const free = () => new Promise((done) => {
  const server = createServer().listen(0, "127.0.0.1", () => { const { port } = server.address(); server.close(() => done(port)); });
});
const keys = [1, 2, 3, 4].map(makeKeyPair);
const nodes = [];
for (const [index, { publicKey }] of keys.entries()) nodes.push({ id: index + 1, address: "tcp://127.0.0.1:" + (await free()), publicKey });
const config = parseConfig(JSON.stringify({ version: 1, nodes }));
const group = await Promise.all(keys.map(({ secretKey }, index) => joinGroup({ config, id: index + 1, secretKey })));
for (let instance = 0; instance < 200; instance++) await Promise.all(group.map((one, index) => one.agree(index === 0 ? "attack" : undefined)));
await Promise.all(group.map((one) => one.close()));
`;

const SIMULATIONS = `
const { simulate } = await import(process.argv[2]);
const ids = [1, 2, 3, 4, 5, 6, 7];
const group = { protocol: "om", ids, general: 1, m: 2, orders: ["retreat", "attack"], defaultOrder: "retreat" };
const traitors = [{ id: 2, strategy: "flip" }, { id: 3, strategy: "split" }];
for (let seed = 0; seed < 2000; seed++) simulate({ group, order: "attack", traitors, seed, roundTimeoutMs: 2000, startTimeoutMs: 10000 });
`;

/** Compares, and prints a line a task. */
export async function benchAgainst(revision: string): Promise<void> {
  await withBuild(revision, (before, folder) => {
    for (const [file, text] of [
      ["agreements.mjs", AGREEMENTS],
      ["simulations.mjs", SIMULATIONS],
    ] as const)
      writeFileSync(join(folder, file), text);
    process.stdout.write(
      `this checkout beside ${revision}, in turns; medians, and the median ratio of the pairs\n`,
    );
    for (const task of tasksIn(folder)) process.stdout.write(`${compare(task, before)}\n`);
  });
}

/** `revision`: a commit, or a folder in which one has been built. */
export async function withBuild(
  revision: string,
  measure: (before: string, folder: string) => void | Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "strategos-bench-"));
  try {
    const isBuilt = existsSync(join(revision, "package.json"));
    await measure(isBuilt ? resolve(revision) : build(revision, folder), folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The commit, installed and built. */
function build(revision: string, folder: string): string {
  const root = join(folder, "before");
  const tar = execFileSync("git", ["archive", "--prefix=before/", revision], {
    cwd: HERE,
    maxBuffer: 2 ** 30,
  });
  execFileSync("tar", ["-x", "-C", folder], { input: tar });
  execFileSync("npm", ["ci", "--silent"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  return root;
}

function tasksIn(folder: string): Task[] {
  const run = (nodes: number) => (root: string) => [program(root), "run", "--nodes", String(nodes), "--json"];
  const script = (name: string, face: string) => (root: string) => [join(folder, name), faceOf(root, face)];
  return [
    { name: "launch to verdict, n = 4", pairs: 7, command: run(4) },
    { name: "launch to verdict, n = 7", pairs: 7, command: run(7) },
    { name: "launch to verdict, n = 13", pairs: 5, command: run(13) },
    { name: "launch to verdict, n = 22", pairs: 3, command: run(22) },
    { name: "200 agreements of a standing group, n = 4", pairs: 5, command: script("agreements.mjs", ".") },
    {
      name: "check --random 4000",
      pairs: 5,
      command: (root) => [program(root), "check", "--random", "4000", "--json", "--quiet"],
    },
    { name: "2000 simulations, n = 7", pairs: 5, command: script("simulations.mjs", "./sim") },
  ];
}

interface Description {
  readonly bin: { readonly strategos: string };
  readonly exports: Readonly<Record<string, { readonly default: string }>>;
}

function described(root: string): Description {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Description;
}

export function program(root: string): string {
  return resolve(root, described(root).bin.strategos);
}

/** What the checkout's package exports, as the address of its file. */
export function faceOf(root: string, face: string): string {
  return pathToFileURL(resolve(root, described(root).exports[face]?.default as string)).href;
}

function compare({ name, pairs, command }: Task, before: string): string {
  const costs = Array.from(
    { length: pairs + 1 },
    () => [cost(command(HERE)), cost(command(before))] as const,
  );
  const counted = costs.slice(1); // the first pair warms the disk's cache
  const ratio = (of: keyof Cost) => median(counted.map(([now, then]) => now[of] / then[of])).toFixed(2);
  const middle = (which: 0 | 1, of: keyof Cost) => median(counted.map((pair) => pair[which][of])).toFixed(2);
  const figures = (["wallS", "cpuS"] as const).map(
    (of) => `${of === "wallS" ? "wall" : "CPU"} ${middle(0, of)} s, was ${middle(1, of)} s: ${ratio(of)}`,
  );
  return `${name}: ${figures.join("; ")} (${counted.length} pairs)`;
}

/** Of a whole process and its children, as the shell tells it. */
export function cost(args: readonly string[]): Cost {
  const timed = [
    "-c",
    'TIMEFORMAT="%R %U %S"; time "$@" > /dev/null 2>/dev/null',
    "bash",
    process.execPath,
    ...args,
  ];
  // a program that parses this bundle at every start would be measured by it
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const { status, stderr } = spawnSync("bash", timed, { encoding: "utf8", env, timeout: RUN_LONGEST_MS });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
  const [wallS = 0, userS = 0, systemS = 0] = stderr.trim().split(" ").map(Number);
  return { wallS, cpuS: userS + systemS };
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
