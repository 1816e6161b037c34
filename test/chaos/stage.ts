/** Single cases for tests: everything is calm but for what a test names. */
import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import type { RunResult } from "../../src/recording/result.js";
import { temporaryFolder } from "../run/strategos.js";
import { faketimeLibrary } from "./breaker.js";
import type { Case } from "./draw.js";
import { judgePlayed } from "./judge.js";
import { type Played, playCase } from "./play.js";

const PROGRAM = fileURLToPath(new URL("../../dist/bin/main.cjs", import.meta.url));

/** `n` nodes of which the first is the general and orders attack. */
export function calm(n: number, more: Partial<Case> = {}): Case {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const m = Math.floor((n - 1) / 3);
  return {
    group: { protocol: "om", ids, general: 1, m, orders: ["retreat", "attack"], defaultOrder: "retreat" },
    order: "attack",
    seed: 1,
    roundTimeoutMs: 4000,
    startTimeoutMs: 8000,
    traitors: [],
    harms: [],
    trouble: null,
    ...more,
  };
}

/** Plays it on real processes, sees that the campaign's judge finds nothing, and returns the program's own result. */
export async function playedWell(one: Case): Promise<{ played: Played; result: RunResult }> {
  const place = { program: PROGRAM, folder: temporaryFolder(), faketimeLibrary: installedFaketime() };
  const played = await playCase(one, place);
  expect({ ...judgePlayed(one, played), stderr: played.stderr }).toMatchObject({
    violations: [],
    isTooSlow: false,
  });
  expect(played.struck).toHaveLength(one.harms.length);
  return { played, result: JSON.parse(played.stdout) as RunResult };
}

/** Debian's package; other systems have to bring their own. */
export function installedFaketime(): string {
  const found = faketimeLibrary();
  if (found !== null) return found;
  const fix = "apt-get install libfaketime";
  if (process.getuid?.() !== 0) throw new Error(`libfaketime is missing\n  fix: ${fix}`);
  const lock = ["-o", "DPkg::Lock::Timeout=300"];
  spawnSync("apt-get", [...lock, "update"], { stdio: "ignore" });
  execFileSync("apt-get", [...lock, "install", "-y", "--no-install-recommends", "libfaketime"], {
    stdio: "ignore",
  });
  const installed = faketimeLibrary();
  if (installed === null) throw new Error(`libfaketime is still missing after: ${fix}`);
  return installed;
}
