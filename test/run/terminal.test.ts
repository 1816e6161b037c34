/** What is printed on a terminal fits it. One that does not know how wide it is says 0, where a word a line was written. */
import { spawnSync } from "node:child_process";
import { beforeAll, expect, it } from "vitest";
import { ensureInstalled } from "../debian.js";
import { MAIN } from "./strategos.js";

beforeAll(() => ensureInstalled(() => spawnSync("script", ["--version"]).status === 0, "bsdutils"));

function shownOn(columns: number, ...words: readonly string[]): string[] {
  const command = [process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(" ");
  const env = { ...process.env, NO_COLOR: "1", TERM: "xterm" };
  const { status, stdout } = spawnSync("script", ["-qec", `stty cols ${columns}; ${command}`, "/dev/null"], {
    encoding: "utf8",
    env,
  });
  expect(status).toBe(0);
  return stdout.split("\r\n");
}

it.each([
  [80, ["--help"]],
  [100, ["sim", "--nodes", "4", "--quiet"]],
] as const)("one of 0 columns is written on as one of %i: %j", (usual, words) => {
  const unknown = shownOn(0, ...words);
  expect(unknown).toEqual(shownOn(usual, ...words));
  expect(shownOn(40, ...words).length).toBeGreaterThan(unknown.length);
});
