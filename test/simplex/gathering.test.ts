/** What a leader's waiting for more commands costs and brings, in groups whose clients come evenly, or each again once answered. */
import { expect, it } from "vitest";
import { Gathering } from "../../src/protocols/simplex/gathering.js";
import { DEFAULT_LIMITS, DEFAULT_TIMING } from "../../src/protocols/simplex/options.js";
import type { MemberState } from "../../src/protocols/simplex/state.js";
import { LogGroup } from "../../src/sim/log/group.js";
import { Alone, blockOf, certificateOf, hashed, optionsOf, proposalOf } from "./alone.js";

const SPAN_MS = 1500;

interface Load {
  readonly wayMs: number;
  readonly deltaMs: number;
  /** commands a second that come evenly, or clients that send again once they are answered, one after another */
  readonly even?: number;
  readonly clients?: number;
}

function loaded({ wayMs, deltaMs, even = 0, clients = 0 }: Load) {
  const sent = new Map<string, { readonly by: string; readonly atMs: number }>();
  const waits: number[] = [];
  const blocks: number[] = [];
  const group: LogGroup = new LogGroup({
    n: 4,
    timing: { ...DEFAULT_TIMING, deltaMs },
    delayMs: () => wayMs,
    told: ({ name }, { out }, nowMs) => {
      for (const one of out) {
        if (one.kind !== "committed") continue;
        if (name === "1") blocks.push(one.block.commands.length);
        const answered = one.block.commands.filter((command) => sent.get(command)?.by === name);
        waits.push(...answered.map((command) => nowMs - (sent.get(command)?.atMs ?? 0)));
        if (clients > 0) for (const rank of answered.keys()) send(name, nowMs + 1 + 0.4 * rank);
      }
    },
  });
  const send = (by: string, atMs: number) => {
    group.at(atMs, () => {
      const command = `command ${sent.size}`;
      sent.set(command, { by, atMs: group.nowMs });
      group.submit(by, command);
    });
  };
  for (let k = 0; k < (even * SPAN_MS) / 1000; k++) send(`${(k % 4) + 1}`, (k * 1000) / even);
  for (let k = 0; k < clients; k++) send(`${(k % 4) + 1}`, (k * 3) % 50);
  group.run(SPAN_MS);
  waits.sort((a, b) => a - b);
  return { medianMs: waits[waits.length >> 1] ?? Number.NaN, blocks };
}

it.each([
  [15, 333],
  [30, 667],
])("commands that come evenly over ways of %i ms wait for little more than two blocks", (wayMs, deltaMs) => {
  // a block takes three ways; a command waits for a part of the one before, and then for its own
  expect(loaded({ wayMs, deltaMs, even: 200 }).medianMs).toBeLessThan(6.5 * wayMs);
});

it("clients on one machine that send again once they are answered, one after another, share a block", () => {
  const { blocks } = loaded({ wayMs: 2, deltaMs: 333, clients: 64 });
  const late = blocks.slice(10);
  expect(late.reduce((sum, count) => sum + count, 0) / late.length).toBeGreaterThan(60);
});

it("members that were near are far after hundreds of blocks that took long", () => {
  const state = { options: { timing: { deltaMs: 100 } }, views: { hasUnfinished: true }, pool: { size: 0 } };
  const gathering = new Gathering(state as unknown as MemberState);
  const led = (view: number, tookMs: number) => {
    gathering.begun(0);
    gathering.proposed(view, 0);
    gathering.finalized(1, view, tookMs);
    return gathering.dueMs(1, 0, 0);
  };
  expect(led(1, 5)).toBe(5);
  expect(led(2, 60)).toBe(100 / 5);
  for (let view = 3; view < 600; view++) led(view, 60);
  expect(led(600, 60)).toBe(100 / 5);
  for (let view = 601; view < 800; view++) led(view, 60);
  expect(led(800, 60)).toBe(100 / 20);
});

it("a block in which no more fits is proposed at once", () => {
  const first = blockOf(1);
  const limits = { ...DEFAULT_LIMITS, blockCharsMax: 1000 };
  const proposedOf = (commands: number) => {
    const member = new Alone(optionsOf(2, { limits })).until(0).hear(1, proposalOf(first));
    member.certificate(certificateOf("notarize", 1, hashed(first)));
    for (let k = 0; k < commands; k++) member.submit(`${k}`.padEnd(300));
    return member.until(0).notes.flatMap((note) => (note.kind === "proposed" ? [note.commands] : []));
  };
  expect(proposedOf(3)).toEqual([]);
  expect(proposedOf(4)).toEqual([3]);
});
