/** What came in to a node is kept up to a limit, and then not at all. */
import { expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import { NOTHING } from "../../src/core/machine.js";
import { Came } from "../../src/node/came.js";

const group: Group = {
  protocol: "om",
  ids: [1, 2, 3, 4],
  general: 1,
  m: 1,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};

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
