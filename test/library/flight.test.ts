/** Groups with many agreements in flight, in real processes where one of them dies. */
import { expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { Puppet } from "./puppet.js";

const built = new URL("../../dist/entry/index.js", import.meta.url).href;
const { joinGroup, parseConfig } = (await import(built)) as typeof import("../../src/entry/index.js");

const orderAt = (index: number) => (index % 3 === 0 ? "retreat" : "attack");

async function configText(more: object = {}): Promise<string> {
  const nodes = (await freeAddresses(4)).map((address, at) => ({ id: at + 1, address }));
  return JSON.stringify({ version: 1, nodes, roundTimeout: "10s", ...more });
}

async function join(text: string, ids: readonly number[], inFlight: number) {
  const config = parseConfig(text);
  const members = await Promise.all(ids.map((id) => joinGroup({ config, id, inFlight })));
  onTestFinished(async () => {
    await Promise.all(members.map((member) => member.close()));
  });
  return members;
}

it("64 at once, a traitor among the members: each in its place, no more than 64, and nothing is held at the end", async () => {
  const members = await join(
    await configText({ traitors: [{ id: 3, strategy: "split" }] }),
    [1, 2, 3, 4],
    64,
  );
  for (let burst = 0; burst < 3; burst++) {
    const calls = Array.from({ length: 64 }, (_, at) =>
      Promise.all(members.map((one) => one.agree(one.id === 1 ? orderAt(at) : undefined))),
    );
    const [general] = members;
    await expect(general!.agree("attack")).rejects.toThrow(
      /has 64 agreements in flight\n {2}fix: wait for one/,
    );
    for (const [at, results] of (await Promise.all(calls)).entries())
      for (const index of [0, 1, 3])
        expect(results[index]).toMatchObject({
          ...{ instance: 64 * burst + at, decision: orderAt(at), guaranteed: true, faults: [] },
        });
  }
  // READY, a report and DONE of one agreement: those of all before it are over
  for (const { framesHeld } of members) expect(framesHeld).toEqual({ owed: expect.any(Number), early: 0 });
  for (const { framesHeld } of members) expect(framesHeld.owed).toBeLessThanOrEqual(3 * 3);
});

it("a call that is given up before its start leaves its place to the next one; one that named its place is told", async () => {
  const members = await join(await configText({ roundTimeout: "2s" }), [1, 2, 3, 4], 4);
  const [general, ...others] = members;
  const stop = new AbortController();
  const first = general!.agree("retreat", { signal: stop.signal });
  const second = general!.agree("attack");
  const named = general!.agree("attack", { instance: 2 });
  await expect(general!.agree("attack", { instance: 7 })).rejects.toThrow(
    /instance 7 cannot come next at node 1: 3 are/,
  );
  stop.abort();
  await expect(first).rejects.toMatchObject({ reason: "stopped" });
  await expect(named).rejects.toMatchObject({ reason: "stopped" });
  const results = await Promise.all([second, ...others.map((one) => one.agree())]);
  expect(results).toMatchObject(results.map(() => ({ instance: 0, decision: "attack" })));
});

it("no two further apart than may be in flight are under way at once: the third of two waits for the first", async () => {
  const members = await join(await configText({ roundTimeout: "500ms" }), [1, 2, 3], 2);
  const told: string[] = [];
  members[1]!.on("start", ({ instance }) => told.push(`${instance} starts`));
  members[1]!.on("decision", ({ instance }) => told.push(`${instance} is decided`));
  const agree = (general: number) =>
    Promise.all(members.map((one) => one.agree(one.id === general ? "attack" : undefined, { general })));
  // node 4 is down: as a lieutenant it is waited for in round 1, as the general in round 0 alone
  const first = agree(1);
  await agree(4);
  const third = agree(4);
  expect((await first)[0]).toMatchObject({ instance: 0, decision: "attack" });
  expect((await third)[0]).toMatchObject({ instance: 2, decision: "retreat" });
  expect(told.indexOf("1 is decided")).toBeLessThan(told.indexOf("0 is decided"));
  expect(told.indexOf("2 starts")).toBeGreaterThan(told.indexOf("0 is decided"));
});

it("a member dies with eight in flight; the others decide them, and its next process takes part in what comes then", async () => {
  const text = await configText({ roundTimeout: "1s" });
  const members = await join(text, [1, 2, 3], 8);
  const agree = () =>
    Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        Promise.all(members.map((one) => one.agree(one.id === 1 ? orderAt(at) : undefined))),
      ),
    );
  const first = await Puppet.join(text, 4, { inFlight: 8 });
  onTestFinished(() => first.kill());
  await first.where();
  const [results] = await Promise.all([agree(), ...Array.from({ length: 8 }, () => first.agree())]);
  expect(results.flat().every(({ participants }) => participants.length === 4)).toBe(true);
  await first.kill();
  for (const [at, all] of (await agree()).entries())
    expect(all).toMatchObject(all.map(() => ({ instance: 8 + at, decision: orderAt(at), guaranteed: true })));
  const second = await Puppet.join(text, 4, { inFlight: 8 });
  onTestFinished(() => second.kill());
  await second.where();
  const [decided, ...theirs] = await Promise.all([
    agree(),
    ...Array.from({ length: 8 }, () => second.agree()),
  ]);
  expect(theirs.map(({ result }) => result)).toMatchObject(
    decided.map(([one]) => ({ instance: one!.instance, decision: one!.decision })),
  );
});

it("many in flight of a group whose messages are large are refused with how many may be", async () => {
  const nodes = (await freeAddresses(22)).map((address, at) => ({ id: at + 1, address }));
  const config = parseConfig(JSON.stringify({ version: 1, nodes }));
  await expect(joinGroup({ config, id: 1, inFlight: 64 })).rejects.toThrow(
    /64 agreements of this group in flight may hold \d+\.\d GB of messages\n {2}fix: join with an inFlight of at most \d+/,
  );
});

it.each([0, 65, 1.5, "8"])("an inFlight of %s is refused with what may be given", async (inFlight) => {
  const config = parseConfig(await configText());
  await expect(joinGroup({ config, id: 1, inFlight: inFlight as number })).rejects.toThrow(
    /from 1 to 64 agreements may be in flight\n {2}fix: give a whole number from 1 to 64/,
  );
});
