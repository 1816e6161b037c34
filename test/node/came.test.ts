/** What came in to a node is kept up to a limit, and then not at all. */
import { expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import { Lockstep, type LockstepMessage } from "../../src/core/lockstep.js";
import { type Input, NOTHING } from "../../src/core/machine.js";
import type { Report } from "../../src/core/protocol.js";
import { Came } from "../../src/node/came.js";
import { protocolOf } from "../../src/protocols/index.js";
import { reportOf } from "../../src/protocols/om/report.js";
import { inputOf } from "../../src/recording/inputs.js";

const group: Group = {
  protocol: "om",
  ids: [1, 2, 3, 4],
  general: 1,
  m: 1,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};

type Said = Input<LockstepMessage<Report>>;
type Step = ReturnType<ReturnType<typeof node>["step"]>;

function node() {
  const protocol = protocolOf(group);
  const party = protocol.make({ group, self: 2, order: "retreat" });
  const timing = { roundTimeoutMs: 1000, startTimeoutMs: 1000 };
  return new Lockstep({ protocol, group, self: 2, party, timing }, 0);
}

/** All that a node accepts, finds and decides, each once. */
function told(steps: readonly Step[]): string[] {
  const all = steps.flatMap(({ faults, notes, out }) => [
    ...faults.map(({ detail }) => detail),
    ...notes.flatMap((note) => (note.kind === "accept" ? JSON.stringify(note.report) : [])),
    ...out.map(({ order }) => order),
  ]);
  return [...new Set(all)];
}

const keeping = () => new Came(group, 2, 0, undefined);
const most = 32 * 4 * (2 + 3);

it("keeps 32 times what the peers owe, and nothing where more comes in", () => {
  for (const [inputs, lines] of [
    [most, most + 1],
    [most + 1, 0],
  ] as const) {
    const came = keeping();
    for (let at = 0; at < inputs; at++) came.take(at, { kind: "tick" }, NOTHING);
    expect(came.lines().length).toBe(lines);
  }
});

it("what peers say again and again while a start is waited for is kept once, but for what something came of", () => {
  const came = keeping();
  const heard = { kind: "peer", id: 3, is: "heard" } as const;
  const ready = { kind: "message", from: 3, message: { kind: "ready", by: [3] } } as const;
  for (let at = 0; at < 2 * most; at++) {
    came.take(at, heard, NOTHING);
    came.take(at, ready, NOTHING);
  }
  came.take(2 * most, ready, { ...NOTHING, notes: [{ kind: "start" }] });
  came.take(2 * most + 1, { kind: "peer", id: 3, is: "cut" }, NOTHING);
  came.take(2 * most + 2, heard, NOTHING);
  expect(came.lines().map(({ is }) => is)).toEqual(["up", "heard", "ready", "ready", "cut", "heard"]);
});

const says = (order: string) => reportOf(group, 1, 3, [{ path: [1, 3], order }]);

it("planted: a peer that repeats a report, another of its round, or one that is late, fills nothing", () => {
  const came = keeping();
  const machine = node();
  const report = (order: string): Said => {
    return {
      kind: "message",
      from: 3,
      message: { kind: "report", round: 1, report: says(order), faults: [] },
    };
  };
  const done: Said = { kind: "message", from: 3, message: { kind: "done", missed: [] } };
  const steps: Step[] = [];
  const take = (atMs: number, input: Said) => {
    const step = machine.step(input, atMs);
    steps.push(step);
    came.take(atMs, input, step);
  };
  for (const id of [1, 3, 4]) take(1, { kind: "peer", id, is: "heard" });
  for (const from of [1, 3, 4]) take(2, { kind: "message", from, message: { kind: "ready", by: [from] } });
  for (let at = 3; at < 3 + most; at++) for (const order of ["attack", "retreat"]) take(at, report(order));
  take(5000, { kind: "tick" });
  for (let at = 5000; at < 5000 + most; at++) for (const one of [report("attack"), done]) take(at, one);
  const lines = came.lines();
  const inputs = lines.filter(({ from }) => from === 3).map(({ is }) => is);
  expect(inputs).toEqual(["heard", "ready", "report", "report", "done"]);
  const again = node();
  const seen = lines.flatMap((line) => {
    const input = inputOf(group, line);
    return input ? [again.step(input, line.at)] : [];
  });
  expect(told(seen)).toEqual(told(steps));
  expect(told(steps).join()).toContain("a second, different report of round 1");
});
