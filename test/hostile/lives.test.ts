/**
 * What a member of a group may get beyond the messages of its agreement: frames of an earlier life of a peer, or for an
 * earlier life of its own; frames of ever other runs; READY and DONE of instances far ahead or long past; another
 * general's. Siblings looked at: no lives at all, lives of other forms, a HERE that is not plain, a cut that ends with a life.
 */
import { expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { configHash } from "../../src/config/hash.js";
import { nodeOptionsOf } from "../../src/config/options.js";
import { parseConfig } from "../../src/config/parse.js";
import { Run } from "../../src/config/run.js";
import { joinGroup } from "../../src/member/join.js";
import type { Membership } from "../../src/member/membership.js";
import { Peers } from "../../src/node/peers.js";
import { protocolOf } from "../../src/protocols/index.js";
import { encodeDone, encodeHere, encodeReady, encodeReport, type WireContext } from "../../src/wire/codec.js";
import { addressed } from "../wire/addressed.js";

const LIVES = ["1", "2", "3"].map((digit) => digit.repeat(32));

/** Three loyal members, and the bytes of a fourth. */
async function stage(more: object = {}, inFlight = 1) {
  const addresses = await freeAddresses(4);
  const nodes = addresses.map((address, at) => ({ id: at + 1, address }));
  const times = { roundTimeout: "2s", startTimeout: "10s" };
  const config = parseConfig(JSON.stringify({ version: 1, nodes, ...times, ...more }));
  const members = await Promise.all([1, 2, 3].map((id) => joinGroup({ config, id, inFlight })));
  const options = nodeOptionsOf(new Run(config), 4);
  const { group, hash, run, wire } = options;
  const context: WireContext = { group, hash, run, wire, instance: 0, life: LIVES[0] as string };
  const peers = await Peers.open(options, {
    context: { ...context, instance: 999_999_999_999_999 },
    serve: { inFlight },
  });
  const heard = new Map<number, string>();
  peers.tell({
    heard: () => undefined,
    receive: (from, [head]) => {
      const { type, life } = JSON.parse((head as Buffer).toString()) as { type: string; life: string };
      if (type === "here") heard.set(from, life);
    },
    linkFault: () => undefined,
  });
  onTestFinished(async () => {
    await Promise.all([...members.map((member) => member.close()), peers.close()]);
  });
  const say = (frame: readonly Uint8Array[], to = [1, 2, 3]) => {
    for (const id of to) peers.links.post(id, addressed(frame, heard.get(id) ?? ""));
  };
  const here = (life: string, instance = 0) => {
    const word = { instance, phase: "next" } as const;
    say(encodeHere({ ...context, life }, 4, { life, word, asks: false }));
  };
  await expect.poll(() => peers.heard.length + heard.size).toBe(6);
  return { config, members, context, peers, heard, say, here };
}

const agree = (members: readonly Membership[], order = "attack") =>
  Promise.all(members.map((member) => member.agree(member.id === 1 ? order : undefined)));

it("frames of an earlier life, or for another, count for nothing", async () => {
  const { members, context, peers, heard, here } = await stage();
  here(LIVES[1] as string);
  // by them node 4 would have taken part
  const old = encodeDone({ ...context, life: LIVES[0] as string }, 4, []);
  const own = encodeReady({ ...context, life: LIVES[1] as string }, 4);
  for (const id of [1, 2, 3]) {
    peers.links.post(id, addressed(old, heard.get(id) as string));
    peers.links.post(id, addressed(own, LIVES[2] as string));
    peers.links.post(id, own);
  }
  for (const result of await agree(members)) {
    expect(result).toMatchObject({ decision: "attack", guaranteed: true, participants: [1, 2, 3] });
    // where cores are short a handshake may outlast its limit, which is noted from nobody
    expect(result.faults.filter(({ kind, from }) => kind !== "late" && from !== null)).toEqual([]);
  }
});

it("a cut names who and why, and ends with the life that earned it", async () => {
  const { members, context, say, here } = await stage();
  here(LIVES[0] as string);
  const faults: string[] = [];
  for (const member of members) member.on("fault", ({ fault }) => faults.push(`${fault.from} ${fault.kind}`));
  say([Buffer.from("no JSON")]);
  here(LIVES[0] as string);
  const ready = (life: string) => say(encodeReady({ ...context, life }, 4));
  ready(LIVES[0] as string);
  for (const { participants } of await agree(members)) expect(participants).toEqual([1, 2, 3]);
  expect(faults.filter((one) => one === "4 malformed").length).toBe(3);
  here(LIVES[1] as string);
  say(encodeReady({ ...context, instance: 1, life: LIVES[1] as string }, 4));
  const results = await agree(members);
  // READY and no more: the lieutenants miss it in round 1, and the general, who waits for nobody, has heard it
  expect(results[0]?.participants).toEqual([1, 2, 3, 4]);
  for (const { guaranteed } of results) expect(guaranteed).toBe(true);
});

it("a peer that is another process over and over is cut", async () => {
  const { members, here } = await stage();
  const faults: string[] = [];
  members[0]?.on("fault", ({ fault }) => faults.push(`${fault.from} ${fault.kind}: ${fault.detail}`));
  for (let index = 10; index < 30; index++) here(String(index).repeat(16));
  await expect.poll(() => faults).toEqual(["4 flood: was another process over and over"]);
  for (const { decision, participants } of await agree(members)) {
    expect([decision, participants]).toEqual(["attack", [1, 2, 3]]);
  }
});

it("frames of ever other runs are told ten times and then the 100th, and hold no memory", async () => {
  const { members, context, say, here } = await stage();
  here(LIVES[0] as string);
  const pending = agree(members);
  for (let index = 0; index < 300; index++) say(encodeReady({ ...context, run: `other ${index}` }, 4));
  for (const { decision, faults } of await pending) {
    expect(decision).toBe("attack");
    const others = faults.filter(({ kind }) => kind === "otherRun");
    expect(others.length).toBeGreaterThanOrEqual(10);
    expect(others.length).toBeLessThanOrEqual(11);
  }
});

it("READY and DONE of instances far ahead, long past, or of another general are kept within bounds, or dropped", async () => {
  const { config, members, context, say, here } = await stage();
  here(LIVES[0] as string);
  await agree(members);
  for (let index = 0; index < 400; index++) {
    const instance = index % 2 === 0 ? index * 1_000_003 : 0;
    say(encodeReady({ ...context, instance }, 4));
    say(encodeDone({ ...context, instance }, 4, [1]));
  }
  here(LIVES[0] as string, 999_999_999_999_999);
  say(encodeReady({ ...context, instance: 1, hash: configHash({ ...config, general: 2 }) }, 4));
  for (const result of await agree(members, "retreat"))
    expect(result).toMatchObject({ instance: 1, decision: "retreat", guaranteed: true });
  for (const { framesHeld } of members) expect(framesHeld.early).toBeLessThanOrEqual(4 * 4);
});

it("a member that is silent in every second agreement is waited for in each, and no agreement is lost", async () => {
  const { members, context, say, here } = await stage({ roundTimeout: "900ms" });
  here(LIVES[0] as string);
  const { group } = context;
  for (let instance = 0; instance < 4; instance++) {
    const isThere = instance % 2 === 0;
    const order = instance < 2 ? "attack" : "retreat";
    const pending = agree(members, order);
    if (isThere) {
      const now = { ...context, instance };
      say(encodeReady(now, 4));
      const report = protocolOf(group).reportOf(group, 1, 4, [{ path: [1, 4], order }]);
      for (const frame of encodeReport(now, report)) say(frame, [2, 3]);
      say(encodeDone(now, 4, []));
    }
    const results = await pending;
    for (const result of results)
      expect(result).toMatchObject({ instance, decision: order, guaranteed: true });
    for (const { rounds } of results.slice(1)) expect(rounds[1]?.missing).toEqual(isThere ? [] : [4]);
  }
});

it("a malformed report that waits for its agreement takes only its sender along", async () => {
  const { members, context, say, here } = await stage();
  here(LIVES[0] as string);
  const [one, two, three] = members as [Membership, Membership, Membership];
  const ready = encodeReady(context, 4);
  const report = { ...JSON.parse(String(ready[0])), type: "report", round: 1, relays: 5 };
  say(ready);
  say([Buffer.from(JSON.stringify(report))], [2]);
  await expect.poll(() => two.framesHeld.early).toBe(2);
  const others = [one.agree("attack"), three.agree()];
  // what they say comes behind it, while it still waits
  await expect.poll(() => two.framesHeld.early).toBeGreaterThanOrEqual(4);
  for (const { decision } of await Promise.all([...others, two.agree()])) expect(decision).toBe("attack");
});

it("nor does one for the second of two agreements in flight", async () => {
  const { members, context, say, here } = await stage({}, 2);
  here(LIVES[0] as string);
  const [one, two, three] = members as [Membership, Membership, Membership];
  const ready = encodeReady({ ...context, instance: 1 }, 4);
  const report = { ...JSON.parse(String(ready[0])), type: "report", round: 1, relays: 5 };
  say(encodeReady(context, 4));
  say(ready);
  say([Buffer.from(JSON.stringify(report))], [2]);
  await expect.poll(() => two.framesHeld.early).toBe(3);
  const others = [one.agree("attack"), three.agree(), one.agree("retreat"), three.agree()];
  await expect.poll(() => two.framesHeld.early).toBeGreaterThanOrEqual(7);
  const results = await Promise.all([...others, two.agree(), two.agree()]);
  expect(results.map(({ decision }) => decision)).toEqual([
    "attack",
    "attack",
    "retreat",
    "retreat",
    "attack",
    "retreat",
  ]);
});
