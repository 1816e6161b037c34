/** Members of a group on this machine, each a process: when one that ends is started again, and how all are stopped. */
import { EventEmitter, once } from "node:events";
import { expect, it, onTestFinished, vi } from "vitest";
import { Family, type FamilyMember } from "../../src/serve/family.js";

/** Processes that run this script, with what was told of them. Only such time passes as a test lets pass. */
function familyOf(script: string, program = [process.execPath, "-e"], ids = [1]) {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const told: unknown[][] = [];
  const news = new EventEmitter();
  const tell = (...all: unknown[]) => void (told.push(all), news.emit("told"));
  const ports: number[] = [];
  const members = ids.map((id): FamilyMember => ({ id, args: (port) => [String(ports.push(port))] }));
  const family = new Family([...program, script], members, {
    onServing: (...all) => tell("serving", ...all),
    onLeft: (...all) => tell("left", ...all),
    onEnd: (...all) => tell("end", ...all),
  });
  onTestFinished(() => family.stop());
  const until = async (count: number) => {
    while (told.length < count) await once(news, "told");
  };
  return { family, told, ports, until };
}

it("one that ends again and again is waited for twice as long each time, up to ten seconds", async () => {
  const { told, until } = familyOf('console.error("no room"); process.exitCode = 3');
  const pausesMs = [200, 400, 800, 1600, 3200, 6400, 10_000, 10_000];
  for (const [index, againMs] of pausesMs.entries()) {
    await until(index + 1);
    expect(told[index]).toEqual(["end", 1, "code 3", "no room\n", againMs]);
    vi.advanceTimersByTime(againMs - 1);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(vi.getTimerCount()).toBe(0);
  }
});

/** Until this process ends. */
const LIVES = 'process.on("disconnect", () => process.exit());';
const SERVES = 'console.log(`{"client":"http://127.0.0.1:${7000 + process.argv.length}"}`);';

it("one that is killed is started again where it answered before, and says no more than it has last said", async () => {
  const { family, told, ports, until } = familyOf(
    `console.error("x".repeat(5000) + "the end"); ${SERVES} ${LIVES}`,
  );
  await until(1);
  expect(told[0]).toEqual(["serving", 1, "http://127.0.0.1:7002"]);
  process.kill(family.pids.get(1) as number, "SIGKILL");
  await until(2);
  expect(told[1]).toEqual(["end", 1, "SIGKILL", `${"x".repeat(3992)}the end\n`, 200]);
  vi.advanceTimersByTime(200);
  await until(3);
  expect(ports).toEqual([0, 7002]);
  await family.stop();
  expect(vi.getTimerCount()).toBe(0);
});

it("one that ends with 78 is not started again", async () => {
  const { family, told, until } = familyOf('console.error("is no member"); process.exitCode = 78');
  await until(1);
  expect(told).toEqual([["left", 1, "is no member\n"]]);
  expect([vi.getTimerCount(), family.pids.size]).toEqual([0, 0]);
});

it("a program that is not there is told like an end", async () => {
  const { told, until } = familyOf("", ["/nowhere/at-all"]);
  await until(1);
  expect(told[0]).toEqual(["end", 1, expect.stringMatching(/^code /), "spawn /nowhere/at-all ENOENT", 200]);
});

it("what does not heed being told to stop is killed after five seconds, and none is started any more", async () => {
  const { family, told, ports, until } = familyOf(
    `process.on("SIGTERM", () => { ${SERVES} }); ${LIVES} ${SERVES}`,
    undefined,
    [1, 2],
  );
  await until(2);
  const stopped = family.stop();
  family.add({ id: 3, args: () => [] });
  vi.advanceTimersByTime(4999);
  await until(4); // each has been told, and goes on
  expect(family.pids.size).toBe(2);
  vi.advanceTimersByTime(1);
  await stopped;
  expect([family.pids.size, ports.length, told.length, vi.getTimerCount()]).toEqual([0, 2, 4, 0]);
});
