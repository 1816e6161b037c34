/** Row 39, and the phase king's own reports: one member who breaks every rule of them, against real processes. */
import { expect, it } from "vitest";
import { Member } from "./member.js";
import { agreed, expectFault, stage, startLoyal } from "./stage.js";

it("row 39: a king out of turn is a fault and not heard; false reports are told and change nothing", async () => {
  const on = await stage({ n: 4, lines: ["protocol: king", "roundTimeout: 20s", "startTimeout: 60s"] });
  // node 4 is never king: kings are nodes 1 and 2
  await Member.join(on, 4, ({ type, round, parts }) => {
    if (type !== "report") return [parts];
    const honest = String(parts[0]);
    const king = honest.replace(`"round":${round}`, '"round":3').replace("attack", "retreat");
    if (round === 1) return [[king], [honest.replace("[4]", "[1]")]];
    if (round === 2) return [[honest.replace("attack", "\\u001b")]];
    if (round === 4) return [[honest.replace(/"relays":.*/, '"relays":[]}')]];
    if (round === 5) return [[honest.replace(/"relays":.*/, '"relays":[]}')]];
    return [parts];
  });
  const outcomes = await agreed([1, 2, 3].map((id) => startLoyal(on, id)));
  for (const id of [1, 2, 3]) {
    expect(outcomes.get(id)?.order).toBe("attack");
    expectFault(outcomes, id, {
      from: 4,
      kind: "badRound",
      detail: /^a report of round 3, in which it owes none$/,
    });
    expectFault(outcomes, id, { from: 4, kind: "badPath", detail: /^path 1, / });
    expectFault(outcomes, id, { from: 4, kind: "badOrder", detail: /^order \\u001b at path 4$/ });
    expectFault(outcomes, id, { from: 4, kind: "missingPath", detail: /^no relay for path 4$/ });
    expect(outcomes.get(id)?.faults).toHaveLength(4);
  }
});
