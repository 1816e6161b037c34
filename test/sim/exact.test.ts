/**
 * What the simulator gives out, held fast: whoever makes it faster changes nothing in it. One hash over the recordings and
 * results of drawn worlds for each protocol, and one over what a campaign judges. A line of exact.txt changes only where a
 * rule is changed on purpose; `npx vitest run test/sim/exact.test.ts -u` writes it anew.
 */
import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { worldSeed } from "../../src/sim/campaign.js";
import { drawWorld } from "../../src/sim/draw.js";
import { judgeSimulated, judgeWorld } from "../../src/sim/judge.js";
import { simulate } from "../../src/sim/network.js";
import { drawnWorld, KINDS } from "../explain/audit/worlds.js";

const RECORDED = 12;
const JUDGED = 250;
/** Of the recorded ones: in larger groups signed chains are many. */
const NODES_MAX = 6;

function hashOf(texts: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text}\n`);
  return hash.digest("hex");
}

function* recordings(kind: (typeof KINDS)[number]): Generator<string> {
  let left = RECORDED;
  for (let index = 0; left > 0; index++) {
    const world = drawnWorld(worldSeed(11, index), kind);
    if (world.group.ids.length > NODES_MAX) continue;
    left--;
    const { recording, result } = simulate({ ...world, recordAll: true, frameBytes: () => 1 });
    yield JSON.stringify([recording, result]);
  }
}

function* judgements(atBound: boolean): Generator<string> {
  for (let index = 0; index < JUDGED; index++) {
    const drawn = drawWorld(worldSeed(12, index), atBound);
    yield JSON.stringify([judgeWorld(drawn), judgeSimulated(drawn)]);
  }
}

it("the same seeds give the same recordings, results and judgements as ever", async () => {
  const lines = [
    ...KINDS.map((kind) => `${kind.name}: ${RECORDED} worlds ${hashOf(recordings(kind))}`),
    ...[false, true].map(
      (atBound) => `campaign${atBound ? " at n = 3m" : ""}: ${JUDGED} worlds ${hashOf(judgements(atBound))}`,
    ),
  ];
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("exact.txt");
});
