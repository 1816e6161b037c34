/** All links of one node lead through a proxy that delays, loses, cuts and resets them. */
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Case, Harm } from "./draw.js";
import { Proxy } from "./proxy.js";
import { calm, playedWell } from "./stage.js";

describe("the links of one node", () => {
  it.each(["cutOnce", "resetOnce"] as const)(
    "all break once in the middle of the run (%s): what is owed comes again, and nobody is late",
    async (kind) => {
      // a silent general keeps the first round open, so that the links break while reports are owed
      const traitors: Case["traitors"] = [{ id: 1, strategy: "silent" }];
      const { result } = await playedWell(calm(7, { traitors, harms: [{ id: 3, kind, when: "up", ms: 0 }] }));
      expect(result.observed).toEqual([]);
      expect(result.decisions).toHaveLength(7);
      expect(result.decisions.every(({ order }) => order === "retreat" || order === "attack")).toBe(true);
      expect(result.guaranteed).toBe(true);
    },
  );

  it("are slow, but not too slow: nobody is late", async () => {
    const delay = { id: 3, kind: "delay", when: "born", ms: 100 } as const;
    const { result, played } = await playedWell(calm(4, { roundTimeoutMs: 10_000, harms: [delay] }));
    expect(result.observed).toEqual([]);
    expect(result.timing.decideMs).toBeGreaterThan(200);
    expect(played.code).toBe(0);
  });

  it.each<Omit<Harm, "id">>([
    { kind: "delay", when: "up", ms: 6000 },
    { kind: "swallow", when: "born", ms: 0 },
    { kind: "swallow", when: "up", ms: 0 },
    { kind: "drop", when: "born", ms: 0 },
    { kind: "cut", when: "born", ms: 0 },
    { kind: "reset", when: "born", ms: 20 },
    { kind: "cut", when: "up", ms: 10 },
  ])("suffer $kind when $when, $ms ms: the other nodes agree in time", async (harm) => {
    const one = calm(4, { roundTimeoutMs: 2000, startTimeoutMs: 3000, harms: [{ id: 3, ...harm }] });
    const { result, played } = await playedWell(one);
    const others = result.decisions.filter(({ id }) => id !== 3);
    expect(others.map(({ order }) => order)).toEqual(["attack", "attack", "attack"]);
    expect(played.ms).toBeLessThan(45_000);
  });

  it("fail for ever, and two traitors lie as well: one more than m, and not guaranteed", async () => {
    const traitors: Case["traitors"] = [
      { id: 2, strategy: "flip" },
      { id: 4, strategy: "collude" },
    ];
    const swallow = { id: 3, kind: "swallow", when: "born", ms: 0 } as const;
    const one = calm(7, { roundTimeoutMs: 2000, startTimeoutMs: 3000, traitors, harms: [swallow] });
    const { result } = await playedWell(one);
    expect(result.guaranteed).toBe(false);
    expect(result.observed.map(({ id }) => id)).toContain(3);
  });
});

describe("the proxy", () => {
  it("holds back a bounded part of what somebody pours into it", async () => {
    const sink = createServer((socket) => socket.on("error", () => undefined).resume()).listen(
      0,
      "127.0.0.1",
    );
    await once(sink, "listening");
    onTestFinished(() => void sink.close());
    const proxy = await Proxy.before(`tcp://127.0.0.1:${(sink.address() as { port: number }).port}`);
    proxy.weather = { kind: "delay", ms: 60_000 };
    const socket = connect(Number(new URL(proxy.address).port), "127.0.0.1").on("error", () => undefined);
    await once(socket, "connect");
    const piece = Buffer.alloc(1_000_000);
    let poured = 0;
    while (socket.write(piece) || (await drained(socket))) poured += piece.length;
    expect(poured).toBeGreaterThan(1_000_000);
    expect(poured).toBeLessThan(40_000_000); // its own bound, and the kernel's buffers
    await proxy.close();
    socket.destroy();
  });
});

/** Whether more goes out within a while. */
function drained(socket: ReturnType<typeof connect>): Promise<boolean> {
  return new Promise((resolve) => {
    const stuck = setTimeout(() => resolve(false), 2_000);
    socket.once("drain", () => {
      clearTimeout(stuck);
      resolve(true);
    });
  });
}
