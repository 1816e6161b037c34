/** A member of protocol vector who breaks the rules of its reports: the loyal nodes end with the same vector. */
import { expect, it } from "vitest";
import { type Alter, Member, type Parts } from "./member.js";
import { agreed, expectFault, stage, startLoyal } from "./stage.js";

interface Relay {
  readonly path: readonly number[];
  readonly order: string;
}

/** The message with other relays. */
function telling(parts: readonly Buffer[], change: (relays: readonly Relay[]) => readonly Relay[]): Parts {
  const message = JSON.parse(String(parts[0])) as { readonly relays: readonly Relay[] };
  return [JSON.stringify({ ...message, relays: change(message.relays) })];
}

it("equivocation, an instance that is not there, a value twice, too many relays: the same vector at all", async () => {
  const on = await stage({
    n: 5,
    lines: [
      "protocol: vector",
      "m: 1",
      "orders: [none, some]",
      "default: none",
      "order: some",
      "roundTimeout: 20s",
    ],
  });
  const told = new Map<number, readonly Buffer[]>();
  const alter: Alter = ({ type, round, to, parts }) => {
    const report = told.get(to);
    // what cuts its link comes last, since it waits for those who do not talk to it any more
    if (type === "done" && report && to === 2) return [telling(report, (relays) => [...relays, relays[0]!])];
    if (type === "done" && report && to === 3)
      return [telling(report, (relays) => [{ path: [2, 5], order: "changed" }, ...relays.slice(1)])];
    if (type !== "report") return [parts];
    if (round === 0) {
      const values = to === 4 ? ["here", "there"] : [`for-${to % 2}`];
      return values.map((order) => telling(parts, () => [{ path: [5], order }]));
    }
    told.set(to, parts);
    if (to === 1) return [telling(parts, (relays) => [{ path: [9, 5], order: "some" }, ...relays.slice(1)])];
    return [to === 4 ? telling(parts, (relays) => relays.slice(1)) : parts];
  };
  await Member.join(on, 5, alter);
  const loyal = [1, 2, 3, 4];
  const nodes = loyal.map((id) => startLoyal(on, id, "--value", `v${id}`));
  const outcomes = await agreed(nodes);

  const vector = JSON.parse(outcomes.get(1)!.order) as Record<string, string>;
  for (const id of loyal) expect(vector[id]).toBe(`v${id}`);
  expectFault(outcomes, 1, {
    from: 5,
    kind: "badPath",
    detail: /^path 9\.5 names node 9, which is not in the group$/,
  });
  expectFault(outcomes, 2, { from: 5, kind: "malformed", detail: /relays|twice|limit/ });
  expectFault(outcomes, 3, { from: 5, kind: "malformed", detail: /twice or out of order/ });
  expectFault(outcomes, 4, { from: 5, kind: "duplicate", detail: /^a second, different report of round 0/ });
  expectFault(outcomes, 4, { from: 5, kind: "missingPath", detail: /^no relay for path 1\.5$/ });
});
