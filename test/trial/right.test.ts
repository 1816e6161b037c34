/**
 * A right program never fails, in whatever style, and what is recorded of its worlds contradicts nothing. The long form is
 * `npm run soak:trial`.
 */

import { describe, expect, it } from "vitest";
import type { ProtocolName } from "../../src/core/group.js";
import { audit } from "../../src/explain/audit/audit.js";
import { PROTOCOLS } from "../../src/protocols/names.js";
import { OralBook } from "../../src/protocols/om/trial/rules.js";
import { readRecording } from "../../src/recording/read.js";
import { linesOf } from "../../src/recording/recording.js";
import { judge } from "../../src/trial/judge.js";
import type { Plan } from "../../src/trial/levels/plan.js";
import { LEVELS } from "../../src/trial/levels/protocols.js";
import { play } from "../../src/trial/play.js";
import { recordingOf } from "../../src/trial/record.js";
import { tryProgram } from "../../src/trial/trial.js";
import type { Heard, MakePlayer } from "../../src/trial/turn.js";
import { byTheBook } from "./players.js";
import { PlayerHouse, rightWithEchoes, rightWithoutEchoes } from "./right-players.js";

const ALWAYS = { replays: 100, ms: 1000, now: () => 0 };

describe("a right program passes every level", () => {
  it.each<[string, ProtocolName, MakePlayer]>([
    ["om with echoes", "om", rightWithEchoes],
    ["om without echoes", "om", rightWithoutEchoes],
    ["king", "king", byTheBook("king")],
    ["sm", "sm", byTheBook("sm")],
    ["vector", "vector", byTheBook("vector")],
  ])("%s, everywhere and as one node among the trial's", async (_, protocol, make) => {
    const levels = LEVELS[protocol];
    for (const programs of [null, [4], [2, 3]]) {
      const plan: Plan = { protocol, seed: 11, programs };
      const house = new PlayerHouse(
        (place) => (programs?.includes(place) === false ? undefined : make),
        [programs?.[0] ?? 1],
      );
      const trial = { command: ["right"], plan, levels, worlds: 8, house, tables: 2, shrinking: ALWAYS };
      const { report } = await tryProgram(trial);
      expect(report.failure).toBeNull();
      expect(report.levels.map(({ passed }) => passed)).toEqual(levels.map(() => true));
      expect(report.levels.every(({ worlds }) => worlds >= 4)).toBe(true);
    }
  });

  it("of a group that was asked for: 6 nodes, m = 1, general 3", async () => {
    const plan: Plan = { protocol: "om", seed: 2, programs: null, nodes: 6, m: 1, general: 3 };
    const house = new PlayerHouse(() => rightWithEchoes);
    const sizes = new Set<string>();
    const generals = new Set<number>();
    for (const level of LEVELS.om) {
      let left = 10;
      for (const world of level.worlds(plan)) {
        if (left-- === 0) break;
        if (world.group.ids.includes(3)) generals.add(world.group.general);
        sizes.add(`${world.group.ids.length} ${world.group.m}`);
        expect(judge(await play(world, house.table().cast(world)))).toBeNull();
      }
    }
    expect([...sizes]).toEqual(["6 1"]);
    expect([...generals]).toEqual([3]);
  });
});

describe("the recording of a world", () => {
  it.each(PROTOCOLS)("of %s holds nothing that contradicts itself", async (protocol) => {
    const plan: Plan = { protocol, seed: 5, programs: null };
    const styles = protocol === "om" ? [rightWithEchoes, rightWithoutEchoes] : [byTheBook(protocol)];
    let worlds = 0;
    for (const level of LEVELS[protocol]) {
      let left = 6;
      for (const world of level.worlds(plan)) {
        if (left-- === 0) break;
        const make = styles[left % styles.length] as MakePlayer;
        const played = await play(world, new PlayerHouse(() => make).table().cast(world));
        const text = linesOf(recordingOf(played))
          .map((line) => `${JSON.stringify(line)}\n`)
          .join("");
        expect(audit(readRecording(text)), `${level.name}, world ${6 - left}`).toMatchObject({
          contradictions: [],
        });
        worlds++;
      }
    }
    expect(worlds).toBeGreaterThan(45);
  });
});

it("why a relay is owed says what else was heard on its path, and why that does not count", () => {
  const start = {
    id: 2,
    nodes: [1, 2, 3, 4],
    general: 1,
    m: 1,
    orders: ["retreat", "attack"],
    default: "retreat",
    order: null,
  };
  const whyOf = (...heard: readonly Heard[]) => {
    const book = new OralBook(start);
    book.hear(0, heard);
    return book.why(1, [1, 2]);
  };
  const attack = { from: 1, path: [1], order: "attack" };
  expect(whyOf(attack, attack)).toBe("it had been told attack on 1");
  expect(whyOf(attack, { ...attack, order: "retreat" })).toMatch(
    /, and heard retreat there, where the first of two stands$/,
  );
  expect(whyOf({ ...attack, order: "flee" })).toMatch(
    /counts as retreat, and heard flee there, which is no order of the group$/,
  );
  expect(whyOf({ ...attack, from: 3 })).toMatch(
    /, and heard attack there by node 3, with whom the path does not end$/,
  );
  expect(whyOf({ ...attack, path: [1, 3] })).toBe("it had been told nothing on 1, which counts as retreat");
});
