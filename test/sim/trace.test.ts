/**
 * A run is what came in: its nodes, made again and handed the same inputs at the same times, take the same steps. And what
 * they did reads as one line a step.
 */
import { describe, expect, it } from "vitest";
import type { ProtocolName } from "../../src/core/group.js";
import { drawWorld } from "../../src/sim/draw.js";
import { Notary } from "../../src/sim/notary.js";
import { play } from "../../src/sim/play.js";
import { SimulatedNode } from "../../src/sim/simulated.js";
import { type Traced, traceLine } from "../../src/sim/trace.js";
import type { World } from "../../src/sim/world.js";
import { worldOf } from "./worlds.js";

function traced(world: World): Traced[] {
  const steps: Traced[] = [];
  play(world, { onStep: (one) => steps.push(one) });
  return steps;
}

/** The steps of fresh nodes that are handed what came in; `change` may alter an input on the way. */
function replayed(world: World, came: readonly Traced[], change = (one: Traced) => one.input): unknown[] {
  const notary = new Notary(world.seed);
  const steps: unknown[] = [];
  const nodes = new Map(
    world.group.ids.map((id) => {
      const duties = () => ({ send: () => undefined, told: (step: unknown) => steps.push(step) });
      return [id, new SimulatedNode(world, id, notary, duties)];
    }),
  );
  for (const { upMs, id } of play(world).nodes.values()) if (upMs !== null) nodes.get(id)!.comeUp(upMs);
  for (const one of came) nodes.get(one.node)!.process.input(change(one), one.atMs);
  return steps;
}

function drawn(protocol: ProtocolName, seed: number): World {
  const { world } = drawWorld(seed, false);
  return { ...world, group: { ...world.group, protocol } };
}

describe("a run played again from what came in", () => {
  it.each<ProtocolName>(["om", "sm", "king", "vector"])(
    "%s: takes the same steps, in 25 drawn worlds",
    (protocol) => {
      let steps = 0;
      for (let seed = 1; seed <= 25; seed++) {
        const world = drawn(protocol, seed * 7919);
        const came = traced(world);
        expect(replayed(world, came)).toEqual(came.map(({ step }) => step));
        steps += came.length;
      }
      expect(steps).toBeGreaterThan(1000);
    },
  );

  it("planted: one input changed on the way is seen", () => {
    const world = worldOf(4);
    const came = traced(world);
    const at = came.findIndex(({ input }) => input.kind === "message" && input.message.kind === "report");
    const lost = (one: Traced) => (one === came[at] ? ({ kind: "tick" } as const) : one.input);
    expect(replayed(world, came, lost)).not.toEqual(came.map(({ step }) => step));
  });
});

it("a step reads as a line: four nodes, of which one crashes in round 1", async () => {
  const world = worldOf(4, { traitors: [{ id: 3, strategy: "crash", round: 1 }] });
  const lines = traced(world).map((one) => traceLine(world.group, one));
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("trace.txt");
});
