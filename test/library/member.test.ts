/** Groups that agree again and again over the same links. */
import { errorMonitor, once } from "node:events";
import { Worker } from "node:worker_threads";
import { describe, expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { Puppet } from "./puppet.js";

const built = new URL("../../dist/entry/index.js", import.meta.url).href;
const { joinGroup, makeKeyPair, makeSigningKeyPair, parseConfig } = (await import(
  built
)) as typeof import("../../src/entry/index.js");
type Joined = Awaited<ReturnType<typeof joinGroup>>;

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

it("who joins twice for one id is told that it is this process, and so until the first has left", async () => {
  for (const host of ["127.0.0.1", "localhost"]) {
    const text = (await configText({ orders: "any" })).replaceAll("127.0.0.1", host);
    const [member] = await join(text, [1]);
    const again = () => joinGroup({ config: parseConfig(text), id: 1 });
    await expect(again()).rejects.toThrow(/is where this process listens already\n {2}fix: .*close\(\)/);
    await member?.close();
    await (await again()).close();
  }
});

it("who listens to an event that there is not is told which there are", async () => {
  const [member] = await join(await configText(), [1]);
  const listen = (name: string) => member?.on(name as "fault", () => undefined);
  expect(() => listen("decided")).toThrow(
    expect.objectContaining({
      reason: "usage",
      message: expect.stringMatching(/^"decided" is no event of a member\n {2}fix: .*waiting, .*decision/),
    }),
  );
  expect(() => member?.once("fualt" as "fault", () => undefined)).toThrow(/did you mean fault\?/);
  for (const name of [3, null, undefined, Symbol("fault"), () => undefined])
    expect(() => listen(name as never)).toThrow(
      /^(?:3|null|undefined|Symbol\(fault\)|a function) is no event of a member\n {2}fix: listen to one of /,
    );
  expect(() => member?.on(errorMonitor as unknown as "fault", () => undefined)).not.toThrow(); // a name of Node's
  const stop = new AbortController();
  const told = once(member as Joined, "fault", { signal: stop.signal }); // listens to errors, too
  stop.abort();
  await expect(told).rejects.toThrow(/abort/);
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

it("a member is killed, and the others go on; it comes back, and agrees with them again", async () => {
  const text = await configText({ roundTimeout: "700ms" });
  const members = await join(text, [1, 2, 3]);
  const start = async () => {
    const puppet = await Puppet.join(text, 4);
    onTestFinished(() => puppet.kill());
    return puppet;
  };
  const agree = (index: number) =>
    Promise.all(members.map((one) => one.agree(one.id === 1 ? orderAt(index) : undefined)));
  const first = await start();
  for (let index = 0; index < 3; index++) await Promise.all([agree(index), first.agree()]);
  await first.kill();
  for (let index = 3; index < 6; index++) {
    const startedAt = performance.now();
    for (const { decision } of await agree(index)) expect(decision).toBe(orderAt(index));
    // round 1 waits for it, and closes two roundTimeouts after the start
    expect(performance.now() - startedAt).toBeLessThan(2 * 700 + 600);
  }
  const second = await start();
  const [[{ decision }], { result }] = (await Promise.all([agree(6), second.agree()])) as unknown as [
    [{ decision: string }],
    { result: { instance: number; decision: string } },
  ];
  expect(result).toMatchObject({ instance: 6, decision });
});

describe("a member", () => {
  it("keeps what comes before it has called agree, and is in time", async () => {
    const members = await join(await configText({ roundTimeout: "3s" }), [1, 2, 3, 4]);
    const [one, two, three, four] = members as [Joined, Joined, Joined, Joined];
    await Promise.all(members.map((member) => member.agree("attack")));
    const theirs = Promise.all([one, two, three].map((member) => member.agree("attack")));
    await expect.poll(() => four.framesHeld.early).toBeGreaterThanOrEqual(3);
    expect(await four.agree()).toMatchObject({ instance: 1, decision: "attack", inTime: true });
    expect((await theirs).every(({ guaranteed }) => guaranteed)).toBe(true);
    expect(four.framesHeld.early).toBe(0);
  });

  it("that skipped agreements is told so, and takes part in the next one", async () => {
    const members = await join(await configText({ roundTimeout: "500ms" }), [1, 2, 3, 4]);
    const [four] = members.splice(3) as [Joined];
    const missed: number[] = [];
    four.on("behind", (event) => missed.push(event.missed));
    await Promise.all([...members, four].map((member) => member.agree("attack")));
    for (let index = 1; index <= 5; index++)
      await Promise.all(members.map((member) => member.agree("attack")));
    await expect.poll(() => four.nextInstance).toBe(6);
    expect(missed.reduce((sum, count) => sum + count)).toBe(5);
    expect(four.framesHeld.early).toBeLessThanOrEqual(3 * 4 * 4);
    await expect(four.agree(undefined, { instance: 3 })).rejects.toMatchObject({ reason: "behind" });
    const instance = await four.currentInstance();
    const answers = await Promise.all([...members, four].map((member) => member.agree("attack")));
    expect(answers).toMatchObject(answers.map(() => ({ instance, decision: "attack", guaranteed: true })));
  });

  it("says in a sentence why it cannot join or agree", async () => {
    const keys = [1, 2, 3, 4].map(() => makeKeyPair());
    const text = await configText();
    const open = parseConfig(text);
    const nodes = open.nodes.map((node, at) => ({ ...node, publicKey: keys[at]!.publicKey }));
    const locked = parseConfig(JSON.stringify({ version: 1, nodes }));
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    await expect(joinGroup(proxy as never)).rejects.toMatchObject({
      reason: "usage",
      message: expect.stringMatching(/what joinGroup was given cannot be read: .*\n {2}fix: /),
    });
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
    await refusesMistakes(open, member);
    const stop = new AbortController();
    const first = member.agree("attack", { signal: stop.signal });
    await expect(member.agree("attack")).rejects.toThrow(/still agreeing \(instance 0\)/);
    stop.abort();
    await expect(first).rejects.toMatchObject({ reason: "stopped" });
    const second = member.agree("attack");
    await Promise.all([expect(second).rejects.toMatchObject({ reason: "closed" }), member.close()]);
    await expect(member.agree("attack")).rejects.toThrow(/has left its group/);
    await expect(member.currentInstance()).rejects.toMatchObject({ reason: "closed" });
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
    const silent = others[2]!.agree();
    await Promise.all([alone, others[0]!, others[1]!].map((one) => one.agree("attack")));
    await expect(silent).rejects.toMatchObject({ reason: "late" });
    expect(told).toEqual(["0 round 0", "0 late 4", "0 round 1", "0 attack"]);
  });
});

it("a worker thread is refused, in a sentence, and the process lives on", async () => {
  const text = await configText();
  const code = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(workerData.built)
      .then(({ joinGroup, parseConfig }) => joinGroup({ config: parseConfig(workerData.text), id: 1 }))
      .then(() => parentPort.postMessage("joined"), (error) => parentPort.postMessage(error.message));`;
  const worker = new Worker(code, { eval: true, workerData: { built, text } });
  const [said] = (await once(worker, "message")) as [string];
  await worker.terminate();
  expect(said).toMatch(/^this is a worker thread, .*\n {2}fix: join from the main thread/);
});

/** Before anything has begun: none of these leaves a member that is still agreeing. */
async function refusesMistakes(config: Joined["config"], member: Joined): Promise<void> {
  const usage = { name: "GroupError", reason: "usage" };
  const joinWith = (options: unknown) => joinGroup(options as Parameters<typeof joinGroup>[0]);
  await expect(joinWith({ config, id: "1" })).rejects.toThrow(/the id is "1", and ids are numbers/);
  for (const options of [undefined, { config: "version: 1", id: 1 }, { config: { nodes: [] }, id: 1 }])
    await expect(joinWith(options)).rejects.toMatchObject(usage);
  await expect(joinWith({ config, id: 1, signal: {} })).rejects.toThrow(/no AbortSignal/);
  const agree = member.agree.bind(member) as (...of: unknown[]) => Promise<unknown>;
  const { proxy: gone, revoke } = Proxy.revocable({}, {});
  revoke();
  const throwing = {
    get general(): number {
      throw new Error("not yet");
    },
  };
  await expect(agree("attack", throwing)).rejects.toThrow(/behind the order cannot be read: not yet\n/);
  for (const signal of [gone, Object.create(AbortSignal.prototype)]) {
    await expect(joinWith({ config, id: 1, signal })).rejects.toThrow(/no AbortSignal/);
    await expect(agree("attack", { signal })).rejects.toThrow(/no AbortSignal/);
  }
  for (const choice of [
    gone,
    { signal: {} },
    { signal: null },
    { general: "1" },
    { instance: -1 },
    { instance: "0" },
    7,
  ])
    await expect(agree("attack", choice)).rejects.toMatchObject(usage);
  for (const order of [undefined, 10n, null, {}, [], Number.POSITIVE_INFINITY])
    await expect(agree(order)).rejects.toMatchObject(usage);
}
