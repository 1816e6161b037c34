/**
 * The command that the page prints is the run that it shows. Commands lacked the orders and the default order, relied on
 * a default of m that is not the program's, wrote names as an address does, and stood for lies that no flag can say.
 * Siblings looked for: every field of a setup, every protocol, names that a shell or a list would take apart, and the
 * commands of the lessons.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commandOf as made } from "../../src/cli/command.js";
import { CONFIGURATION_FLAGS, readSettings, type Settings } from "../../src/cli/settings.js";
import type { Config } from "../../src/config/config.js";
import { parseConfig } from "../../src/config/parse.js";
import { COMBINES } from "../../src/core/group.js";
import { PRINTABLE } from "../../src/core/order-text.js";
import type { TraitorEntry } from "../../src/core/traitor.js";
import { commandOf } from "../../src/page/model/command.js";
import { configOf } from "../../src/page/model/configs.js";
import { stateOf } from "../../src/page/model/lesson.js";
import { LESSONS } from "../../src/page/model/lessons.js";
import { COURSE, idsOf, mDefaultOf, mMaxOf, type Setup, strategiesOf } from "../../src/page/model/setup.js";
import { soundSetup } from "../../src/page/model/sound.js";
import { PROTOCOLS } from "../../src/protocols/names.js";

/** The command's words, as a POSIX shell would hand them over. */
function wordsOf(command: string): string[] {
  const words = command.match(/(?:[^\s'\\]|'[^']*'|\\.)+/gsu) ?? [];
  return words.map((text) =>
    text.replaceAll(/'([^']*)'|\\(.)/gsu, (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? ""),
  );
}

function parsed(command: string): Config {
  const [program, verb, ...args] = wordsOf(command);
  expect([program, verb]).toEqual(["strategos", "sim"]);
  const sim = made("sim", { flags: CONFIGURATION_FLAGS, run: () => 0 }, () => undefined);
  return readSettings(sim.exitOverride().parse(args, { from: "user" }).opts<Settings>());
}

const configured = (setup: Setup) => parseConfig(JSON.stringify(configOf(setup)));

const names = fc
  .oneof(
    fc.constantFrom(
      "attack",
      "retreat",
      "wait",
      "hold the line",
      "it's",
      "none",
      "any",
      "-x",
      "--m",
      "$HOME",
      "a=b",
      "a:b",
    ),
    fc.string({ minLength: 1, maxLength: 12, unit: "grapheme" }),
  )
  .filter((text) => PRINTABLE.test(text) && text.trim() !== "");

const setups: fc.Arbitrary<Setup> = fc
  .record({
    protocol: fc.constantFrom(...PROTOCOLS),
    n: fc.integer({ min: 3, max: 33 }),
    orders: fc.oneof(fc.constant(COURSE.orders), fc.uniqueArray(names, { minLength: 2, maxLength: 4 })),
  })
  .chain((given) => {
    const ids = idsOf(given);
    const traitor = fc
      .record({
        id: fc.constantFrom(...ids),
        strategy: fc.constantFrom(...strategiesOf(given)),
        order: fc.constantFrom(...given.orders),
        round: fc.integer({ min: 0, max: 3 }),
      })
      .map(({ id, strategy, order, round }): TraitorEntry => {
        if (strategy === "script") return { id, strategy, lies: [] };
        if (strategy === "always") return { id, strategy, order };
        return strategy === "crash" ? { id, strategy, round } : { id, strategy };
      });
    const value = fc.tuple(fc.constantFrom(...ids), names);
    const m = fc.oneof(fc.constant(mDefaultOf(given)), fc.integer({ min: 0, max: mMaxOf(given) }));
    return fc.record({
      ...{
        protocol: fc.constant(given.protocol),
        n: fc.constant(given.n),
        m,
        orders: fc.constant(given.orders),
      },
      general: fc.constantFrom(1, ...ids),
      default: fc.constantFrom(...given.orders),
      order: fc.oneof(fc.constantFrom(...given.orders), names),
      values: fc.array(value, { maxLength: 3 }).map((all) => Object.fromEntries(all)),
      combine: fc.constantFrom(null, ...COMBINES),
      traitors: fc.array(traitor, { maxLength: 3 }),
      seed: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    });
  })
  .map(soundSetup);

/** Only what a flag cannot say: listed lies, and names that a list would take apart. */
function needsFile({ traitors, orders, values }: Setup): boolean {
  const said = traitors.flatMap((entry) => (entry.strategy === "always" ? [entry.order] : []));
  return (
    traitors.some(({ strategy }) => strategy === "script") ||
    [...orders, ...Object.values(values), ...said].some((name) => name.includes(",") || name !== name.trim())
  );
}

describe("the command of a setup", () => {
  it("gives the configuration that the page would save, of any setup of any protocol", () => {
    const told = new Map<string, number>();
    fc.assert(
      fc.property(setups, (setup) => {
        const command = commandOf(setup);
        expect(command === null).toBe(needsFile(setup));
        if (command === null) return;
        expect(parsed(command)).toEqual(configured(setup));
        told.set(setup.protocol, (told.get(setup.protocol) ?? 0) + 1);
      }),
      { numRuns: 1000 },
    );
    expect([...told.keys()].toSorted()).toEqual([...PROTOCOLS].toSorted());
    expect(Math.min(...told.values())).toBeGreaterThan(50);
  });

  it("says all that is not so by default", () => {
    const orders = ["retreat", "attack", "hold the line"];
    const traitors: readonly TraitorEntry[] = [{ id: 3, strategy: "always", order: "hold the line" }];
    expect(
      commandOf(soundSetup({ ...COURSE, orders, default: "attack", order: "hold the line", traitors })),
    ).toBe(
      "strategos sim --nodes 7 --orders 'retreat,attack,hold the line' --default attack --order 'hold the line' --traitors '3:always=hold the line'",
    );
    expect(commandOf(soundSetup({ ...COURSE, n: 25, m: 7, traitors: [] }))).toBe(
      "strategos sim --nodes 25 --m 7 --traitors none",
    );
  });

  it("is none where lies are listed, or where a colluder is told what to tell", () => {
    const lies = [{ round: 1, to: 2, path: [1, 3], order: "retreat" }];
    expect(commandOf({ ...COURSE, traitors: [{ id: 3, strategy: "script", lies }] })).toBeNull();
    expect(
      commandOf({ ...COURSE, traitors: [{ id: 3, strategy: "collude", tell: { 2: "attack" } }] }),
    ).toBeNull();
  });
});

describe("the commands of the lessons", () => {
  const pages = LESSONS.flatMap(({ title, command, pages: all }) =>
    command === undefined ? all.map((page) => [title, stateOf(page).setup] as const) : [],
  );

  it.each(pages)("are those of the runs that their pages show: %s", (_, setup) => {
    const command = commandOf(setup);
    expect(parsed(command ?? "")).toEqual(configured(setup));
  });
});
