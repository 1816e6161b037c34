/** The table of strategies: what a row says of one relay, of whole reports and in the guide is the same. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completeEntry } from "../../src/adversary/collude.js";
import { deviationOf } from "../../src/adversary/deviation.js";
import { liarOf, rowOf, tellsAlong } from "../../src/adversary/strategies.js";
import { STRATEGIES, type TraitorEntry } from "../../src/core/traitor.js";
import { relaysOf } from "../../src/protocols/om/report.js";
import { oralMessages } from "../../src/protocols/om/rules.js";
import { Dice } from "../../src/sim/dice.js";
import { drawTraitor } from "../../src/sim/draw.js";
import { groups } from "../core/arbitrary.js";

describe("a strategy", () => {
  const strategies = STRATEGIES.filter((one) => one !== "release");

  it.each(strategies)("%s tells along one path what it tells in a whole report of OM(m)", (strategy) => {
    fc.assert(
      fc.property(
        groups(4, 8, () => 2),
        fc.nat(),
        (group, seed) => {
          fc.pre(strategy !== "random" || group.orders.length === 2);
          const dice = new Dice(seed);
          const id = dice.pick(group.ids);
          const drawn = drawTraitor(dice, group, id, strategy);
          const entry = completeEntry(group, [drawn], id) as TraitorEntry;
          const tells = tellsAlong(liarOf(group, id, seed), entry);
          const deviation = deviationOf(group, entry, seed);
          for (let round = 0; round <= group.m; round++) {
            if (!oralMessages.senders(group, round).includes(id)) continue;
            const relays = relaysOf(group, oralMessages.reportOf(group, round, id, []));
            const honest = oralMessages.reportOf(
              group,
              round,
              id,
              relays.map(({ path }) => ({ path, order: dice.pick(group.orders) })),
            );
            const owed = new Map(relaysOf(group, honest).map(({ path, order }) => [path.join("."), order]));
            for (const to of oralMessages.receivers(group, round).filter((one) => one !== id)) {
              const lie = deviation.isLate(round, to) ? null : deviation.lie(honest, round, to);
              const told =
                lie === null
                  ? relays.map(() => null)
                  : relaysOf(group, lie as never).map(({ order }) => order);
              expect(told).toEqual(
                relays.map(({ path }) => tells(path, owed.get(path.join(".")) as string, to)),
              );
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each(STRATEGIES)("%s is in the guide by its words", (strategy) => {
    const row = readFileSync("docs/GUIDE.md", "utf8")
      .split("\n")
      .find((line) => line.startsWith(`| \`${strategy}\` | `));
    expect(row).toContain(`| ${rowOf(strategy).words}`);
  });
});
