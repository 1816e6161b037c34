/** What came in to a node is kept up to a limit, and then not at all. */
import { expect, it } from "vitest";
import type { Group } from "../../src/core/group.js";
import { Came } from "../../src/node/came.js";

const group: Group = {
  protocol: "om",
  ids: [1, 2, 3, 4],
  general: 1,
  m: 1,
  orders: ["retreat", "attack"],
  defaultOrder: "retreat",
};

function linesAfter(inputs: number): number {
  const came = new Came(group, 2, 0, undefined);
  for (let at = 0; at < inputs; at++) came.take(at, { kind: "tick" });
  return came.lines().length;
}

it("keeps 32 times what the peers owe, and nothing where more comes in", () => {
  const most = 32 * 4 * (2 + 3);
  expect(linesAfter(most)).toBe(most + 1);
  expect(linesAfter(most + 1)).toBe(0);
});
