/** When a member says all again that the others may lack (standstill.ts). */
import { expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../src/protocols/simplex/options.js";
import { Alone, blockOf, certificateOf, hashed, optionsOf } from "./alone.js";
import { DELTA, TIMING } from "./worlds.js";

const { growth, heartbeatMs } = TIMING;
/** T(v) where nothing is final yet. */
const period = (view: number) => 3 * DELTA * growth ** (view - 1);

function resent({ notes }: Alone): number[] {
  return notes.flatMap((note) => (note.kind === "resent" ? [note.nextMs] : []));
}

/** Until it next says all again: when. */
function next(member: Alone): number {
  const { length } = resent(member);
  while (resent(member).length === length)
    member.until(member.machine.deadlineMs ?? Number.POSITIVE_INFINITY);
  return member.nowMs;
}

it("at the start, after T(v), and then ever more rarely, up to a heartbeat", () => {
  const member = new Alone(optionsOf(4)).until(0).submit("something");
  expect([member.nowMs, resent(member)]).toEqual([0, [period(1)]]);
  const times = [1, 2, 3, 4, 5].map(() => next(member));
  const waits = [period(1), 2 * period(1), 4 * period(1), heartbeatMs, heartbeatMs];
  expect(times).toEqual(waits.map((_, at) => waits.slice(0, at + 1).reduce((sum, ms) => sum + ms)));
  expect(resent(member)).toEqual([...waits, heartbeatMs]);
});

it("sooner in a new view, as often as at first; later once something new is final", () => {
  const member = new Alone(optionsOf(4)).until(0).submit("something");
  for (let k = 0; k < 4; k++) next(member);
  const enteredMs = member.nowMs;
  member.certificate(certificateOf("nullify", 2, null, [1, 2, 3]));
  expect(next(member)).toBe(enteredMs + period(3));
  expect(resent(member).at(-1)).toBe(period(3));
  // by then it would say all again
  member.until(member.nowMs + period(3) - 1);
  const finalMs = member.nowMs;
  member.certificate(certificateOf("finalize", 1, hashed(blockOf(1)), [1, 2, 3]));
  expect(next(member)).toBe(finalMs + period(2));
});

it("no later because view after view goes by", () => {
  const member = new Alone(optionsOf(4)).until(0).submit("something");
  for (const view of [1, 2, 3])
    member.until(view * DELTA - 1).certificate(certificateOf("nullify", view, null, [1, 2, 3]));
  expect(next(member)).toBe(period(1));
});

it("commands that are not final, too, in messages no larger than a block", () => {
  const limits = { ...DEFAULT_LIMITS, blockCharsMax: 10, blockCommandsMax: 3 };
  const said = (...commands: string[]) => {
    const member = new Alone(optionsOf(4, { limits })).until(0);
    for (const command of commands) member.submit(command);
    member.until(DELTA);
    const { length } = member.sent;
    member.link(2);
    return member.sent.slice(length).flatMap((one) => (one.kind === "commands" ? [one.commands] : []));
  };
  expect(said("12345", "67890", "a", "b", "c", "d")).toEqual([["12345", "67890"], ["a", "b", "c"], ["d"]]);
  expect(said("12345", "67890", "abcde", "fghij", "k")).toEqual([
    ["12345", "67890"],
    ["abcde", "fghij"],
    ["k"],
  ]);
});

it("of an idle member its finalization alone", () => {
  const finalization = certificateOf("finalize", 1, hashed(blockOf(1)));
  const member = new Alone(optionsOf(4)).until(0).certificate(finalization);
  member.certificate(certificateOf("nullify", 2, null)).until(DELTA);
  const { length } = member.sent;
  expect(member.link(2).machine.isIdle).toBe(true);
  expect(member.sent.slice(length)).toEqual([{ kind: "certificate", certificate: finalization }]);
});
