/** Rows 7, 8, 32 and 33 of docs/SECURITY.md: a member sends too much, or reads nothing. */

import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { Context, Dealer } from "zeromq";
import { encodeLinkFrame } from "../../src/net/link-frame.js";
import { Member } from "./member.js";
import { agreed, expectFault, type Loyal, type Stage, stage, startLoyal } from "./stage.js";
import { greeting, listenRaw, part, readyCommand } from "./zmtp.js";

it("row 32: more frames, and more bytes, than a run has: cut, and the others agree", async () => {
  const on = await stage({ n: 4, lines: ["wire: json"] });
  const ready = (member: Member) => JSON.stringify({ ...header(member), type: "ready", round: 0, from: 4 });
  const report = (member: Member, order: string) =>
    JSON.stringify({
      ...header(member),
      type: "report",
      round: 1,
      from: 4,
      relays: [{ path: [1, 4], order }],
    });
  const member = await Member.join(on, 4, ({ type, parts }) => (type === "ready" ? [parts] : []));
  member.say(1, ...Array.from({ length: 5000 }, () => [ready(member)]));
  member.say(
    2,
    ...Array.from({ length: 5000 }, (_, index) => [report(member, index % 2 ? "attack" : "retreat")]),
  );
  member.say(3, ...Array.from({ length: 5000 }, () => ['{"link":"proof",']));
  const outcomes = await agreed([1, 2, 3].map((id) => startLoyal(on, id)));
  expectFault(outcomes, 1, { from: 4, kind: "flood", detail: /^sent more frames than a whole run has$/ });
  expectFault(outcomes, 2, {
    from: 4,
    kind: "flood",
    detail: /^sent more (frames|bytes) than a whole run has$/,
  });
  expectFault(outcomes, 3, { from: 4, kind: "malformed", detail: /link frame/ });
  for (const { order, faults } of outcomes.values()) {
    expect(order).toBe("attack");
    expect(faults.length).toBeLessThan(5);
  }
});

it("rows 7 and 33: frames over the limit, and a member that reads nothing: missed and named, others unhurt", async () => {
  const on = await stage({ n: 4, lines: ["wire: json", "roundTimeout: 1500ms"] });
  const member = await Member.join(on, 4, ({ type, to, parts }) => {
    if (type !== "report") return [parts];
    if (to === 2) return [[Buffer.alloc(20_000_000)]]; // far beyond the limit: libzmq drops the link at its first bytes
    return [[Buffer.alloc(parts[0]!.length + 500)]]; // a little beyond it: read, and told
  });
  const nodes = [1, 2, 3].map((id) => startLoyal(on, id));
  await Promise.all([1, 2, 3].map((id) => member.heardHello(id)));
  await member.until(1, /"type":"report"/);
  member.deafenTo(1);
  const outcomes = await agreed(nodes);
  expectFault(outcomes, 2, { from: 4, kind: "late", detail: /^no report of round 1 when it closed$/ });
  expectFault(outcomes, 3, { from: 4, kind: "malformed", detail: /^sent a frame over the limit: \d+ bytes/ });
  for (const { order } of outcomes.values()) expect(order).toBe("attack");
});

it("row 8: a message without end: its sender is found out and cut, memory stays bounded, the others agree", async () => {
  const on = await stage({ n: 4, lines: ["wire: json", "roundTimeout: 20s"], keys: null });
  const endless = Buffer.concat(Array.from({ length: 1500 }, () => part(Buffer.alloc(700), true)));
  const proved = new Set<number>();
  await listenRaw(on.config.nodes[3]!.address, (socket) => proveThenFlood(on, proved, socket, endless));
  const nodes = [1, 2, 3].map((id) => startLoyal(on, id));
  const peaks = nodes.map(watchMemory);
  const outcomes = await agreed(nodes);
  for (const id of [2, 3])
    expectFault(outcomes, id, { from: 4, kind: "flood", detail: /^sent a message without end/ });
  for (const { order } of outcomes.values()) expect(order).toBe("attack");
  const peaksMb = peaks.map((peak) => Math.round(peak() / 1e6));
  expect(Math.max(...peaksMb), `peak memory of the nodes: ${peaksMb.join(", ")} MB`).toBeLessThan(1500);
});

function header({ context: { hash, run } }: Member): object {
  return { version: 1, hash, run, instance: 0 };
}

/** Node 4's end of a link that another node dialled: proves it by the rules, then sends parts for as long as it lives. */
function proveThenFlood(on: Stage, proved: Set<number>, socket: Socket, parts: Buffer): void {
  socket.write(Buffer.concat([greeting("NULL"), readyCommand("ROUTER")]));
  const flood = () => {
    while (!socket.destroyed && socket.write(parts));
  };
  if (proved.size === 3) {
    // The link was dropped and dialled again; libzmq wants its handshake ended before a flood.
    socket.once("data", () => {
      socket.on("drain", flood);
      setTimeout(flood, 50);
    });
    return;
  }
  let text = "";
  const listen = (chunk: Buffer) => {
    text += chunk.toString("latin1");
    const hello = /\{"link":"hello","version":1,"from":(\d),"to":4\}/.exec(text);
    if (hello === null) return;
    socket.off("data", listen);
    void challengeBy(on, Number(hello[1])).then((nonce) => {
      const proof = encodeLinkFrame({ link: "proof", from: 4, to: Number(hello[1]), nonce });
      socket.write(part(proof, false));
      proved.add(Number(hello[1]));
      socket.on("drain", flood);
      flood();
    });
  };
  socket.on("data", listen);
}

/** Dials a node as node 4 and returns what it is challenged with. */
async function challengeBy({ config }: Stage, peer: number): Promise<string> {
  const dealer = new Dealer({ context: new Context(), linger: 0, reconnectInterval: 5 });
  onTestFinished(() => dealer.close());
  dealer.connect(config.nodes[peer - 1]!.address);
  await dealer.send(encodeLinkFrame({ link: "hello", from: 4, to: peer }));
  for await (const parts of dealer) {
    const nonce = /"link":"challenge".*"nonce":"([0-9a-f]+)"/.exec(parts.join(""))?.[1];
    if (nonce !== undefined) return nonce;
  }
  throw new Error(`node ${peer} did not challenge`);
}

/** The most memory that a node's process held, bytes, looked at ten times a second. */
function watchMemory({ child }: Loyal): () => number {
  let peak = 0;
  const look = setInterval(() => {
    try {
      const pages = Number(readFileSync(`/proc/${child.pid}/statm`, "utf8").split(" ")[1]);
      peak = Math.max(peak, pages * 4096);
    } catch {
      clearInterval(look);
    }
  }, 100);
  onTestFinished(() => clearInterval(look));
  return () => peak;
}
