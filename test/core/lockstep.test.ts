/** What a node makes of messages that come again, late, or with more in them than counts. */
import { describe, expect, it } from "vitest";
import type { Group, NodeId, Order } from "../../src/core/group.js";
import { Lockstep, type LockstepMessage } from "../../src/core/lockstep.js";
import { signChain, unsigned } from "../../src/core/signer.js";
import { type SignedReport, signedMessages } from "../../src/protocols/sm/rules.js";
import { Notary } from "../../src/sim/notary.js";

const GROUP: Group = {
  ...{ protocol: "sm", ids: [1, 2, 3, 4], general: 1, m: 1 },
  ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
};
const ROUND_MS = 100;

const notary = new Notary(1);
const hand = notary.signerOf(GROUP.ids);

/** What the general tells: each of these orders under his signature. */
function told(...orders: readonly Order[]): SignedReport {
  return { round: 0, from: 1, chains: orders.map((order) => signChain(hand, unsigned(order), 1)) };
}

function reported(report: SignedReport, shown?: SignedReport): LockstepMessage<SignedReport> {
  return { kind: "report", round: 0, report, faults: [], ...(shown && { shown }) };
}

/** Node 2; what it is told comes at time 0 if nobody says. */
function machineOf2() {
  const timing = { roundTimeoutMs: ROUND_MS, startTimeoutMs: ROUND_MS };
  const seat = { protocol: signedMessages, group: GROUP, self: 2, timing };
  const party = signedMessages.make({ group: GROUP, self: 2, order: "", signer: notary.signerOf([2]) });
  const machine = new Lockstep<SignedReport>({ ...seat, party }, 0);
  const hears = (from: NodeId, message: LockstepMessage<SignedReport>, nowMs = 0) =>
    machine.step({ kind: "message", from, message }, nowMs);
  return { machine, hears };
}

function started() {
  const node = machineOf2();
  node.hears(1, { kind: "ready", by: [1, 3, 4] });
  expect(node.machine.rounds.round).toBe(0);
  return node;
}

it("its own READY that another passes back to it is no other's", () => {
  const { hears } = machineOf2();
  expect(hears(3, { kind: "ready", by: [2, 3] })).toMatchObject({ send: [], notes: [] });
  expect(hears(4, { kind: "ready", by: [4] }).notes).toMatchObject([{ kind: "start" }]);
});

describe("a second order of the general is evidence, though it does not count", () => {
  const orders = [{ order: "attack" }, { order: "retreat" }];

  it.each<[string, readonly LockstepMessage<SignedReport>[], readonly string[]]>([
    ["beside the report that is kept", [reported(told("attack"), told("attack", "retreat"))], ["twoOrders"]],
    [
      "in what came again",
      [reported(told("attack")), reported(told("attack"), told("attack", "retreat"))],
      ["twoOrders"],
    ],
    ["in a second report", [reported(told("attack")), reported(told("retreat"))], ["duplicate", "twoOrders"]],
    [
      "beside a second report",
      [reported(told("attack")), reported(told("dig"), told("attack", "retreat"))],
      ["duplicate", "twoOrders"],
    ],
  ])("%s", (_where, messages, kinds) => {
    const { hears } = started();
    const steps = messages.map((message) => hears(1, message));
    expect(steps.flatMap(({ faults }) => faults.map(({ kind }) => kind))).toEqual(kinds);
    const shown = steps.at(-1)?.notes.find(({ kind }) => kind === "evidence");
    expect(shown).toMatchObject({ evidence: { general: 1, orders } });
  });
});

it("a report that comes again after its round is late, and no fault", () => {
  const { hears } = started();
  hears(1, reported(told("attack")));
  expect(hears(1, reported(told("attack")), ROUND_MS)).toMatchObject({ notes: [], faults: [] });
  const again = hears(1, reported(told("attack")), ROUND_MS + 7);
  expect(again).toMatchObject({ notes: [{ kind: "late", from: 1, round: 0, lateMs: 7 }], faults: [] });
});
