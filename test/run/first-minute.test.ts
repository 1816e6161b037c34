/**
 * The first minute: what is missing is said in one sentence, and what is there is used.
 *
 * Looked for: nothing installed, nothing built, half a build, a second build, folders that cannot be read or written,
 * a strategos.yaml that every verb must use and say so, and traitors that nobody asked for. Old Node.js itself is in
 * test/library/package.test.ts.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Ended, MAIN, onFreePorts, start, temporaryFolder } from "./strategos.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A folder with some of this one's files. */
function copyOf(...names: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of names) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  return folder;
}

function said(folder: string, ...command: readonly [string, ...string[]]) {
  const [program, ...args] = command;
  const { status, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
  return { status, stderr };
}

describe("before anything is there", () => {
  it("not installed: start, test and build name npm ci", () => {
    const folder = copyOf("package.json", "bin");
    for (const script of ["start", "test", "build", "check"]) {
      const { status, stderr } = said(folder, "npm", "run", "--silent", script);
      expect(stderr).toBe("strategos: what it is built with is not installed yet\n  fix: npm ci\n");
      expect(status).toBe(69);
    }
  });

  it("not built: the program names what builds it", () => {
    const folder = copyOf("package.json", "bin");
    const bin = join(folder, "bin/strategos.cjs");
    expect(said(folder, process.execPath, bin, "run")).toEqual({
      status: 69,
      stderr: "strategos: the program is not built yet\n  fix: npm ci\n",
    });
    mkdirSync(join(folder, "node_modules"));
    expect(said(folder, process.execPath, bin).stderr).toContain("fix: npm run build");
  });

  it("half built: the missing part is named; help and version load the first part alone", () => {
    const folder = copyOf("package.json", "bin", "dist/bin/main.cjs");
    const run = (...args: string[]) =>
      said(folder, process.execPath, join(folder, "bin/strategos.cjs"), ...args);
    expect(run("--version")).toEqual({ status: 0, stderr: "" });
    expect(run("--help")).toEqual({ status: 0, stderr: "" });
    const missing = (part: string) => ({
      status: 69,
      stderr: expect.stringMatching(
        new RegExp(`^strategos: a part of the program is missing: .*${part}.*\\n {2}fix: npm ci\\n$`),
      ) as string,
    });
    expect(run("run")).toEqual(missing(String.raw`program\.cjs`));
    const parts = (file: string) =>
      [...readFileSync(join(ROOT, file), "utf8").matchAll(/^const .*require\("\.\/(.*)"\);$/gm)].map(
        ([, part]) => `dist/bin/${part}`,
      );
    const program = ["dist/bin/main.cjs", "dist/bin/program.cjs", ...parts("dist/bin/program.cjs")];
    const others = copyOf("package.json", "bin", ...program);
    expect(said(others, process.execPath, join(others, "bin/strategos.cjs"), "run")).toEqual(
      missing(String.raw`\.cjs`),
    );
    rmSync(join(folder, "dist/bin/main.cjs"));
    expect(run("--help").stderr).toContain("the program is not built yet");
  });

  it("the program can be run after any number of builds, for no build writes it", () => {
    const { bin } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      bin: { strategos: string };
    };
    const file = join(ROOT, bin.strategos);
    expect(file).toBe(MAIN);
    expect(bin.strategos).not.toMatch(/^dist\//);
    expect(statSync(file).mode & 0o111).toBe(0o111);
    expect(execFileSync(file, ["--version"], { encoding: "utf8" })).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("the needed Node.js is the one in package.json", () => {
    const require = createRequire(import.meta.url);
    const { meets } = require("../../bin/needs.cjs") as {
      meets: (version: string, range: string) => boolean;
    };
    const good = ["20.19.0", "20.20.2", "22.12.0", "22.20.1", "23.0.0", "24.11.0", "100.0.0"];
    const bad = ["0.12.18", "8.17.0", "14.21.3", "18.20.8", "19.9.0", "20.18.3", "21.7.3", "22.11.0"];
    const range = "^20.19 || >=22.12";
    expect(good.filter((version) => !meets(version, range))).toEqual([]);
    expect(bad.filter((version) => meets(version, range))).toEqual([]);
  });
});

/** The program in a folder. */
function inside(folder: string, ...args: readonly string[]): Promise<Ended> {
  return start(args, { under: ["env", "-C", folder] }).ended;
}

const USED = "strategos.yaml of this folder is used; --no-config goes without it\n";

describe("a strategos.yaml in the folder", () => {
  async function folderOfFour(): Promise<string> {
    const folder = temporaryFolder();
    expect((await inside(folder, "init", "--nodes", "4", "--traitors", "3:silent")).code).toBe(0);
    return dirname(await onFreePorts(join(folder, "strategos.yaml")));
  }

  it.each([["sim"], ["plan"], ["run"]])("is used by %s, which says so beside its JSON", async (verb) => {
    const folder = await folderOfFour();
    const { stdout, stderr } = await inside(folder, verb, "--json");
    expect(stderr.startsWith(USED)).toBe(true);
    expect(JSON.parse(stdout)).toMatchObject({ n: 4 });
  });

  it("is used by node, doctor and view too, and by validate, which names it", async () => {
    const folder = await folderOfFour();
    const node = await inside(folder, "node", "3", "--start-timeout", "50ms");
    expect(
      node.stderr.startsWith(`${USED}node 3 of 4 is a lieutenant (OM(1), general 1); a traitor (silent)`),
    ).toBe(true);
    const doctor = await inside(folder, "doctor", "--json");
    expect(doctor.stderr).toBe(USED);
    expect(doctor.stdout).toContain("all 4 nodes here");
    const view = await inside(folder, "view", "--html", "page.html");
    expect(view.stderr.startsWith(USED)).toBe(true);
    expect((await inside(folder, "validate")).stdout).toContain(
      "strategos.yaml is valid: 4 nodes, general 1, m = 1, 1 traitor",
    );
  });

  it("is left out with --no-config, is changed by flags, and is not what init writes anew", async () => {
    const folder = await folderOfFour();
    const without = await inside(folder, "validate", "--no-config");
    expect(without).toMatchObject({
      stderr: "",
      stdout: expect.stringContaining("the course's case is valid: 7 nodes") as string,
    });
    const changed = await inside(folder, "validate", "--traitors", "none");
    expect(changed.stdout).toContain(
      "strategos.yaml with these flags is valid: 4 nodes, general 1, m = 1, 0 traitors",
    );
    expect((await inside(folder, "init", "other.yaml")).stderr).toBe("");
    expect((await inside(folder, "validate", "other.yaml")).stdout).toContain("7 nodes");
  });

  it("is not told where stderr is for JSON lines, or for nothing", async () => {
    const folder = await folderOfFour();
    expect((await inside(folder, "run", "--quiet", "--json")).stderr).toBe("");
    const node = await inside(folder, "node", "1", "--log-level", "info", "--start-timeout", "50ms");
    for (const line of node.stderr.trim().split("\n")) expect(typeof JSON.parse(line)).toBe("object");
  });
});

describe("a folder", () => {
  /** For root nothing is locked, so root becomes nobody here. */
  const under =
    process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  function nobodyIn(folder: string, ...args: readonly string[]): Promise<Ended> {
    return start(args, { under: ["env", "-C", folder, ...under] }).ended;
  }

  it("that cannot be read is not taken for one without a configuration", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "strategos.yaml"), "version: 1\n");
    chmodSync(folder, 0o600);
    const { code, stderr } = await nobodyIn(folder, "sim");
    chmodSync(folder, 0o700);
    expect(stderr).toMatch(
      /^strategos: .*cannot be seen: you may not read it\n {2}fix: --no-config goes without\n$/,
    );
    expect(code).toBe(78);
  });

  it("that cannot be written is named before anything is run for it", async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o555);
    for (const args of [
      ["init"],
      ["keygen", "node-1.key"],
      ["run", "--record", "run.jsonl"],
      ["run", "--protocol", "sm", "--evidence", "evidence.json"],
      ["sim", "--record", "run.jsonl"],
      ["check", "--nodes", "3", "--m", "1", "--quiet", "--write", "broken.yaml"],
      ["compare", "--nodes", "4..4", "--svg", "plots"],
      ["view", "--html", "page.html"],
    ]) {
      const { code, stdout, stderr } = await nobodyIn(folder, ...args);
      expect(stderr).toMatch(/^strategos: .*: you may not write there\n {2}fix: .+\n$/);
      expect([args, code, stdout]).toEqual([args, 64, ""]);
    }
  });
});

describe("nobody lies who was not asked to", () => {
  it.each([
    ["node", "2", "--nodes", "4", "--start-timeout", "50ms"],
    ["node", "2", "--m", "1", "--start-timeout", "50ms"],
  ])("%s %s %s %s", async (...args) => {
    const { stderr } = await inside(temporaryFolder(), ...args);
    expect(stderr).toContain("node 2 of");
    expect(stderr).not.toContain("traitor (");
  });

  it("whoever is general without being told to lie is loyal, and a node of the course's case says that it lies", async () => {
    const folder = temporaryFolder();
    expect((await inside(folder, "sim", "--general", "2", "--json")).stdout).toContain('"traitors":[]');
    await inside(folder, "init", "f.yaml", "--nodes", "7", "--general", "2");
    expect(readFileSync(join(folder, "f.yaml"), "utf8")).toContain("traitors: []");
    const { stderr } = await inside(folder, "node", "2", "--start-timeout", "50ms");
    expect(stderr).toContain("is a lieutenant (OM(2), general 1); a traitor (flip)");
  });
});

it("a name that was typed reaches the terminal without its control characters, from every verb that prints one", async () => {
  const folder = temporaryFolder();
  const name = "a\u001b[31m\nb";
  await inside(folder, "sim", "--record", "r.jsonl");
  for (const args of [
    ["init", name],
    ["init", name],
    ["validate", name],
    ["keygen", name],
    ["run", "--record", `${name}/x`],
    ["check", "--nodes", "3", "--m", "1", "--write", `${name}2`],
    ["explain", name],
    ["view", name],
    ["view", "--html", `${name}.html`],
    ["node", "1", "--listen", `tcp://${name}:1`],
    ["node", "1", "--log-level", name],
    ["view", "--port", name],
    ["compare", "--nodes", name],
    ["check", "--random", "5", "--shard", name],
    ["check", "--merge", name],
    ["sim", "--faults", name],
    ["verify-evidence", name],
  ]) {
    const { stdout, stderr } = await inside(folder, ...args);
    expect([args, stdout + stderr]).toEqual([args, expect.stringContaining("\\u001b")]);
    expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
    expect(stdout + stderr).not.toMatch(/^b/m);
  }
  rmSync(join(folder, name));
});
