/** Processes that stand still (SIGSTOP) or die, and a wall clock that is set back. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../run/strategos.js";
import { faketime, setClock } from "./breaker.js";
import type { Case } from "./draw.js";
import { calm, installedFaketime, playedWell } from "./stage.js";

describe("a node's process is stopped", () => {
  it("for less than a third of a round: nobody is late, and all decide", async () => {
    const stop = { id: 3, kind: "stopShort", when: "up", ms: 300 } as const;
    const { result, played } = await playedWell(calm(4, { roundTimeoutMs: 10_000, harms: [stop] }));
    expect(result.observed).toEqual([]);
    expect(result.decisions.map(({ order }) => order)).toEqual(["attack", "attack", "attack", "attack"]);
    expect(played.code).toBe(0);
  });

  it("for longer than a round, and resumed: it counts as one of the m, and the others agree", async () => {
    // a silent general keeps the first round open, so that the stop falls into it
    const stop = { id: 3, kind: "stopLong", when: "up", ms: 9_000 } as const;
    const traitors: Case["traitors"] = [{ id: 1, strategy: "silent" }];
    const { result } = await playedWell(calm(7, { roundTimeoutMs: 2500, traitors, harms: [stop] }));
    expect(result.observed.map(({ id }) => id)).toContain(3);
    const others = result.decisions.filter(({ id }) => id !== 1 && id !== 3);
    expect(others.map(({ order }) => order)).toEqual(["retreat", "retreat", "retreat", "retreat", "retreat"]);
  });

  it("and never resumed: the others agree, and the launcher ends it in the end", async () => {
    const stop = { id: 3, kind: "stopLong", when: "born", ms: 600_000 } as const;
    const { result, played } = await playedWell(
      calm(4, { roundTimeoutMs: 1500, startTimeoutMs: 1500, harms: [stop] }),
    );
    expect(result.observed).toEqual([{ id: 3, why: "killed by SIGKILL" }]);
    expect(result.guaranteed).toBe(true);
    expect(played.code).toBe(0);
    expect(played.ms).toBeLessThan(60_000);
  });
});

describe("a node's process is killed", () => {
  it("before it has read what it is to do: the others agree without it, and no file is left", async () => {
    const kill = { id: 3, kind: "kill", when: "born", ms: 0 } as const;
    const { result } = await playedWell(calm(4, { startTimeoutMs: 3000, harms: [kill] }));
    expect(result.observed).toEqual([{ id: 3, why: "killed by SIGKILL" }]);
    expect(result.conditions).toEqual({ ic1: "holds", ic2: "holds" });
  });

  it("and one more than m of them: no start, exit 2, and nothing is promised", async () => {
    const kill = (id: number) => ({ id, kind: "kill", when: "born", ms: 0 }) as const;
    const { result, played } = await playedWell(
      calm(4, { startTimeoutMs: 2000, roundTimeoutMs: 1000, harms: [kill(3), kill(4)] }),
    );
    expect(result.guaranteed).toBe(false);
    expect(played.code).toBe(2);
  });
});

describe("a wall clock is wrong", () => {
  it.each([
    { when: "born" as const, ms: -3_600_000, what: "an hour behind from the start" },
    { when: "up" as const, ms: -86_400_000, what: "set back by a day in the middle of the run" },
    { when: "up" as const, ms: 3_600_000, what: "set forward by an hour in the middle of the run" },
  ])("$what, at one node: nobody notices", async ({ when, ms }) => {
    const { result, played } = await playedWell(calm(4, { harms: [{ id: 3, kind: "clock", when, ms }] }));
    expect(result.observed).toEqual([]);
    expect(result.faults).toEqual([]);
    expect(result.timing.totalMs).toBeLessThan(60_000);
    expect(result.decisions.map(({ order }) => order)).toEqual(Array(4).fill("attack"));
    expect(played.code).toBe(0);
  });

  it("and this is how wrong it is: the clock of the one process alone, not its monotonic one", () => {
    const file = join(temporaryFolder(), "clock");
    setClock(file, -3_600_000);
    const env = { ...process.env, ...faketime(installedFaketime(), file) };
    const script = "console.log(Date.now(), Number(process.hrtime.bigint()) / 1e6)";
    const [wall, monotonic] = execFileSync(process.execPath, ["-e", script], { env, encoding: "utf8" })
      .trim()
      .split(" ")
      .map(Number) as [number, number];
    expect(Date.now() - wall).toBeGreaterThan(3_590_000);
    expect(Number(process.hrtime.bigint()) / 1e6 - monotonic).toBeLessThan(60_000);
  });
});
