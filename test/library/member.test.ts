/** Groups that agree again and again over the same links. */
import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";

const built = new URL("../../dist/index.js", import.meta.url).href;
const { joinGroup, makeKeyPair, makeSigningKeyPair, parseConfig } = (await import(
  built
)) as typeof import("../../src/index.js");
type Joined = Awaited<ReturnType<typeof joinGroup>>;

const MEMBER = fileURLToPath(new URL("./member.js", import.meta.url));

async function configText(more: object = {}, count = 4): Promise<string> {
  const addresses = await freeAddresses(count);
  const nodes = addresses.map((address, at) => ({ id: at + 1, address }));
  return JSON.stringify({ version: 1, nodes, roundTimeout: "10s", ...more });
}

async function join(text: string, ids: readonly number[]): Promise<Joined[]> {
  const config = parseConfig(text);
  const members = await Promise.all(ids.map((id) => joinGroup({ config, id })));
  onTestFinished(async () => {
    await Promise.all(members.map((member) => member.close()));
  });
  return members;
}

const orderAt = (index: number) => (index % 3 === 0 ? "retreat" : "attack");

it("four members agree 120 times over the same links, a traitor among them, and hold no more at the end", async () => {
  const text = await configText({ traitors: [{ id: 3, strategy: "split" }] });
  const members = await join(text, [1, 2, 3, 4]);
  let owedMost = 0;
  for (let index = 0; index < 120; index++) {
    const results = await Promise.all(
      members.map((one) => one.agree(one.id === 1 ? orderAt(index) : undefined)),
    );
    for (const at of [0, 1, 3])
      expect(results[at]).toMatchObject({ instance: index, decision: orderAt(index), faults: [] });
    for (const result of results) {
      expect(result.rounds.map(({ round }) => round)).toEqual([0, 1]);
    }
    for (const { framesHeld } of members) owedMost = Math.max(owedMost, framesHeld.owed);
  }
  // three peers, and no more than READY, a report and DONE of two agreements each
  expect(owedMost).toBeLessThanOrEqual(3 * 2 * 3);
  for (const { framesHeld } of members) expect(framesHeld.early).toBe(0);
});

it("a traitor general cannot make them differ, and each in turn can be the general", async () => {
  const text = await configText({ traitors: [{ id: 2, strategy: "split" }] });
  const members = await join(text, [1, 2, 3, 4]);
  for (const general of [1, 2, 3, 4, 2]) {
    const results = await Promise.all(members.map((one) => one.agree("attack", { general })));
    const loyal = results.filter((_, at) => at !== 1).map(({ decision }) => decision);
    expect(new Set(loyal).size).toBe(1);
    expect(general === 2 || loyal[0] === "attack").toBe(true);
  }
});

it("three members that sign agree again and again, though one is a traitor", async () => {
  const signing = [1, 2, 3].map(() => makeSigningKeyPair());
  const addresses = await freeAddresses(3);
  const nodes = addresses.map((address, at) => ({
    id: at + 1,
    address,
    signingKey: signing[at]!.signingKey,
  }));
  const traitors = [{ id: 3, strategy: "silent" }];
  const config = parseConfig(
    JSON.stringify({ version: 1, protocol: "sm", m: 1, nodes, traitors, roundTimeout: "1s" }),
  );
  await expect(joinGroup({ config, id: 1 })).rejects.toThrow(/signs its messages/);
  const members = await Promise.all(
    [1, 2, 3].map((id) => joinGroup({ config, id, signingSecret: signing[id - 1]!.signingSecret })),
  );
  onTestFinished(async () => {
    await Promise.all(members.map((member) => member.close()));
  });
  for (let index = 0; index < 3; index++) {
    const results = await Promise.all(
      members.map((one) => one.agree(one.id === 1 ? orderAt(index) : undefined)),
    );
    expect(results.slice(0, 2)).toMatchObject(
      [0, 1].map(() => ({ instance: index, decision: orderAt(index) })),
    );
  }
});

it("a member is killed, and the others go on without waiting; it comes back, and agrees with them again", async () => {
  const text = await configText({ roundTimeout: "2s" });
  const members = await join(text, [1, 2, 3]);
  const first = startMember(text, 4, false);
  const agree = (index: number) =>
    Promise.all(members.map((one) => one.agree(one.id === 1 ? orderAt(index) : undefined)));
  let index = 0;
  for (; index < 5; index++) await agree(index);
  await first.heard(4);
  first.child.kill("SIGKILL");
  await first.ended;
  await agree(index++); // waits for it once
  const startedAt = performance.now();
  for (const last = index + 30; index < last; index++)
    for (const { decision } of await agree(index)) expect(decision).toBe(orderAt(index));
  expect(performance.now() - startedAt).toBeLessThan(30 * 2000);
  const second = startMember(text, 4, true);
  const back = new AbortController();
  const heard = second.heard(index + 1).finally(() => back.abort());
  while (!back.signal.aborted) await agree(index++);
  const { instance, decision } = await heard;
  expect(decision).toBe(orderAt(instance));
});

describe("a member", () => {
  it("keeps what comes before it has called agree, and catches up", async () => {
    const members = await join(await configText({ roundTimeout: "1s" }), [1, 2, 3, 4]);
    const [one, two, three, four] = members as [Joined, Joined, Joined, Joined];
    const order = (member: Joined, index: number) => (member === one ? orderAt(index) : undefined);
    await Promise.all(members.map((member) => member.agree(order(member, 0))));
    for (const index of [1, 2])
      await Promise.all([one, two, three].map((member) => member.agree(order(member, index))));
    expect(four.framesHeld.early).toBeGreaterThan(0);
    for (const index of [1, 2])
      expect(await four.agree()).toMatchObject({ instance: index, decision: orderAt(index) });
    expect(four.framesHeld.early).toBe(0);
  });

  it("that fell far behind is told so at once, and goes on where the others are", async () => {
    const members = await join(await configText({ roundTimeout: "500ms" }), [1, 2, 3, 4]);
    const [four] = members.splice(3) as [Joined];
    await Promise.all([...members, four].map((member) => member.agree("attack")));
    for (let index = 1; index <= 8; index++)
      await Promise.all(members.map((member) => member.agree("attack")));
    await expect(four.agree()).rejects.toMatchObject({ name: "GroupError", reason: "behind" });
    expect(four.framesHeld.early).toBeLessThanOrEqual(3 * 4 * 4);
    const instance = await four.currentInstance();
    expect(await four.agree(undefined, { instance })).toMatchObject({ instance, decision: "attack" });
  });

  it("says in a sentence why it cannot join or agree", async () => {
    const keys = [1, 2, 3, 4].map(() => makeKeyPair());
    const text = await configText();
    const open = parseConfig(text);
    const nodes = open.nodes.map((node, at) => ({ ...node, publicKey: keys[at]!.publicKey }));
    const locked = parseConfig(JSON.stringify({ version: 1, nodes }));
    await expect(joinGroup({ config: open, id: 9 })).rejects.toThrow(
      /node 9 is not in the configuration\n {2}fix: /,
    );
    await expect(joinGroup({ config: locked, id: 1 })).rejects.toThrow(/has a publicKey/);
    await expect(joinGroup({ config: locked, id: 1, secretKey: keys[1]!.secretKey })).rejects.toThrow(
      /is not that of/,
    );
    const [member] = (await join(text, [1])) as [Joined];
    await expect(member.agree("charge")).rejects.toThrow(/"charge" is none of the configuration's orders/);
    await expect(member.agree("attack", { general: 7 })).rejects.toThrow(/general 7 is not/);
    const stop = new AbortController();
    const first = member.agree("attack", { signal: stop.signal });
    await expect(member.agree("attack")).rejects.toThrow(/still agreeing \(instance 0\)/);
    stop.abort();
    await expect(first).rejects.toMatchObject({ reason: "stopped" });
    const second = member.agree("attack");
    await Promise.all([expect(second).rejects.toMatchObject({ reason: "closed" }), member.close()]);
    await expect(member.agree("attack")).rejects.toThrow(/has left its group/);
  });

  it("tells rounds, faults and decisions as events, and gives up an agreement that too few come to", async () => {
    const text = await configText({
      startTimeout: "300ms",
      roundTimeout: "300ms",
      traitors: [{ id: 4, strategy: "silent" }],
    });
    const [alone] = (await join(text, [1])) as [Joined];
    await expect(alone.agree("attack")).rejects.toMatchObject({ reason: "notStarted" });
    expect(alone.nextInstance).toBe(0);
    const others = await join(text, [2, 3, 4]);
    const told: string[] = [];
    const watched = others[0]!;
    watched.on("round", ({ instance, round }) => told.push(`${instance} round ${round}`));
    watched.on("fault", ({ instance, fault }) => told.push(`${instance} ${fault.kind} ${fault.from}`));
    watched.on("decision", ({ instance, order }) => told.push(`${instance} ${order}`));
    await Promise.all([alone, ...others].map((one) => one.agree("attack")));
    expect(told).toEqual(["0 round 0", "0 late 4", "0 round 1", "0 attack"]);
  });
});

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  /** Resolves with what the member tells of this instance or a later one. */
  heard(instance: number): Promise<{ instance: number; decision: string }>;
}

function startMember(config: string, id: number, comesBack: boolean): Started {
  const child = fork(MEMBER);
  const ended = new Promise((resolve) => child.once("close", resolve));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  child.send({ config, id, comesBack });
  const heard = (instance: number) =>
    new Promise<{ instance: number; decision: string }>((resolve) => {
      child.on("message", (message: { instance: number; decision: string }) => {
        if (message.instance >= instance) resolve(message);
      });
    });
  return { child, ended, heard };
}
