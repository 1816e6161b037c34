/**
 * The compiled code that a build leaves for the next start (bin/code-cache.cjs): it is there, V8 takes it, and where it is
 * missing, broken or older than its text the program runs as ever.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { expect, it } from "vitest";
import { temporaryFolder } from "./strategos.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUNDLES = join(ROOT, "dist/bin");
const { FOLDER, wrapped } = createRequire(import.meta.url)("../../bin/code-cache.cjs") as {
  readonly FOLDER: string;
  readonly wrapped: (text: string) => string;
};

const isRefused = (name: string) => {
  const text = wrapped(readFileSync(join(BUNDLES, name), "utf8"));
  const filename = join(BUNDLES, name);
  return new Script(text, { filename, cachedData: readFileSync(join(FOLDER, name)) }).cachedDataRejected;
};

const packOf = (verb: string) => {
  const filename = join(FOLDER, `${verb}.pack.cjs`);
  const cachedData = readFileSync(join(FOLDER, `${verb}.pack`));
  return new Script(readFileSync(filename, "utf8"), { filename, cachedData });
};

it("is there for what a run, a verb, a trial and a node load, and V8 takes all of it", () => {
  const names = readdirSync(FOLDER).filter((name) => /^[^.]+\.cjs$/.test(name));
  expect(names).toEqual(
    expect.arrayContaining(["main.cjs", "parse.cjs", "explain.cjs", "test.cjs", "launched.cjs"]),
  );
  expect(names.filter(isRefused)).toEqual([]);
});

it("all that is loaded is in ASCII, which is read and kept in half the time and room", () => {
  const names = readdirSync(BUNDLES).filter((name) => name.endsWith(".cjs"));
  expect(names.length).toBeGreaterThan(50);
  const isOther = (name: string) => /[^\0-\x7F]/.test(readFileSync(join(BUNDLES, name), "utf8"));
  expect(names.filter(isOther)).toEqual([]);
});

it.each(["explain", "plan", "run", "test", "validate"])("%s has a pack, and V8 takes its code", (verb) => {
  const script = packOf(verb);
  expect(script.cachedDataRejected).toBe(false);
  expect(Object.keys(script.runInThisContext() as object)).toEqual(
    expect.arrayContaining(["main.cjs", "program.cjs"]),
  );
});

it("the program runs with code that is cut off, older than its text, or of a build that packed otherwise", () => {
  const copy = temporaryFolder();
  for (const part of ["bin", "dist/bin", "package.json"])
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  const folder = FOLDER.replace(ROOT, `${copy}/`);
  const program = [join(copy, "bin/strategos.cjs"), "validate", "--nodes", "4", "--no-config"];
  const validate = () => spawnSync(process.execPath, program, { encoding: "utf8" });

  for (const name of readdirSync(folder)) truncateSync(join(folder, name), 100);
  expect(validate()).toMatchObject({ status: 0, stderr: "" });

  const before = Date.now() / 1000 - 1000;
  for (const name of readdirSync(folder)) {
    cpSync(join(FOLDER, name), join(folder, name));
    utimesSync(join(folder, name), before, before);
  }
  const file = join(copy, "dist/bin/validate.cjs");
  const text = readFileSync(file, "utf8");
  expect(text).toContain(" is valid: ");
  writeFileSync(file, text.replace(" is valid: ", " is VALID: "));
  expect(validate().stdout).toContain(" is VALID: 4 nodes");

  writeFileSync(join(folder, "validate.pack.cjs"), "({\n})");
  expect(validate()).toMatchObject({ status: 0, stderr: "" });
});

it("zeromq has the binary part that a bundle looks for first, for Linux with glibc", () => {
  if (process.platform !== "linux") return;
  const builds = readdirSync(join(ROOT, "node_modules/zeromq/build/linux", process.arch, "node"));
  expect(builds).toContain("glibc-115-Release");
});
