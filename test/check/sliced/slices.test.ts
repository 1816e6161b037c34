import { afterEach, describe, expect, it, vi } from "vitest";
import { deviationOf } from "../../../src/adversary/deviation.js";
import { play } from "../../../src/check/play.js";
import { type Owed, Planner } from "../../../src/check/sliced/plan.js";
import { Slices } from "../../../src/check/sliced/slices.js";
import { entriesOf } from "../../../src/check/witness.js";
import type { Group, NodeId, Order } from "../../../src/core/group.js";
import { pathsOf } from "../../../src/core/path.js";
import type { OralReport } from "../../../src/protocols/om/report.js";
import { simulate } from "../../../src/sim/network.js";
import { methodOf } from "../../sim/relative.js";
import { worldOf } from "../../sim/worlds.js";

afterEach(() => void vi.restoreAllMocks());

interface Setting {
  readonly n: number;
  readonly m: number;
  readonly traitors: readonly NodeId[];
  readonly orders?: readonly Order[];
}

const TWO = ["retreat", "attack"];

function groupOf({ n, m, orders = TWO }: Omit<Setting, "traitors">): Group {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  return { protocol: "om", ids, general: 1, m, orders, defaultOrder: orders[0] as Order };
}

const slicesOf = (setting: Setting) => new Slices(new Planner(groupOf(setting), setting.traitors).plan());

/** The world that lies in one bit of the slices, as traitors with scripts. */
function traitorsIn(slices: Slices, world: number) {
  return entriesOf(
    slices.plan.owed.map(({ to, path }, at) => {
      return { by: path.at(-1) as NodeId, round: path.length - 1, to, path, order: slices.told(at, world) };
    }),
  );
}

type Verdict = { readonly ic1: boolean; readonly ic2: boolean };

function playedIn(slices: Slices, world: number, order: Order): Verdict {
  const { group } = slices.plan;
  const entries = traitorsIn(slices, world).map((entry) => {
    return [entry.id, deviationOf<OralReport>(group, entry, 0)] as const;
  });
  const { verdict } = play(group, order, new Map(entries));
  return { ic1: verdict.ic1 === "violated", ic2: verdict.ic2 === "violated" };
}

function simulatedIn(slices: Slices, world: number, order: Order): Verdict {
  const { group } = slices.plan;
  const traitors = traitorsIn(slices, world);
  const { conditions } = simulate({ ...worldOf(4), group, order, traitors, keepsReports: false }).result;
  return { ic1: conditions.ic1 === "violated", ic2: conditions.ic2 === "violated" };
}

/** Worlds in which slices and the ordinary engine differ, and those that break. */
function compared(setting: Setting, words: number, played: typeof playedIn) {
  const slices = slicesOf(setting);
  const { orders = TWO } = setting;
  let different = 0;
  let broken = 0;
  for (let word = 0; word < words; word++) {
    const order = orders[word % orders.length] as Order;
    const { ic1, ic2 } = slices.play(order, 5, word);
    for (let world = 0; world < 32; world++) {
      const own = { ic1: ((ic1 >>> world) & 1) === 1, ic2: ((ic2 >>> world) & 1) === 1 };
      const ordinary = played(slices, world, order);
      if (own.ic1 || own.ic2) broken++;
      if (own.ic1 !== ordinary.ic1 || own.ic2 !== ordinary.ic2) different++;
    }
  }
  return { different, broken };
}

describe("32 worlds at once", () => {
  it("are judged as the simulator judges each one", () => {
    for (const [setting, words] of [
      [{ n: 4, m: 1, traitors: [2, 4] }, 12],
      [{ n: 5, m: 1, traitors: [1, 4] }, 6],
      [{ n: 6, m: 2, traitors: [3, 5] }, 2],
      [{ n: 6, m: 2, traitors: [2, 5], orders: ["wait", "attack", "retreat"] }, 3],
    ] as const) {
      const { different, broken } = compared(setting, words, simulatedIn);
      expect([setting, different]).toEqual([setting, 0]);
      expect([setting, broken > 0]).toEqual([setting, true]);
    }
  });

  it("are judged as the shipped protocol is, in thousands of worlds of every size, order and set of traitors", () => {
    for (const [setting, words] of [
      [{ n: 3, m: 1, traitors: [3] }, 16],
      [{ n: 4, m: 1, traitors: [2, 3] }, 16],
      [{ n: 4, m: 1, traitors: [1, 3], orders: ["b", "a", "c"] }, 16],
      [{ n: 4, m: 2, traitors: [2] }, 16],
      [{ n: 6, m: 2, traitors: [2, 3] }, 16],
      [{ n: 6, m: 2, traitors: [4, 6], orders: ["b", "a", "c", "d"] }, 12],
      [{ n: 7, m: 2, traitors: [1, 3, 6] }, 16],
      [{ n: 7, m: 2, traitors: [3, 5, 6], orders: ["b", "a", "c", "d", "e"] }, 8],
      [{ n: 9, m: 3, traitors: [2, 3, 9] }, 2],
      [{ n: 7, m: 0, traitors: [1] }, 4],
    ] as const) {
      const { different, broken } = compared(setting, words, playedIn);
      expect([setting, different]).toEqual([setting, 0]);
      expect([setting, broken > 0]).toEqual([setting, true]);
    }
  });

  it("break nothing within the bound", () => {
    for (const traitors of [[2, 5], [1, 7], [4]]) {
      const slices = slicesOf({ n: 7, m: 2, traitors });
      for (let word = 0; word < 3000; word++)
        expect(slices.play(word % 2 ? "attack" : "retreat", 1, word)).toEqual({ ic1: 0, ic2: 0 });
    }
  });

  it("hold each relay that a traitor owes a loyal lieutenant and that this one relays or folds, and none twice", () => {
    for (const [n, m, traitors] of [
      [4, 1, [2, 3]],
      [7, 2, [1, 2]],
      [7, 2, [2, 3, 4]],
      [10, 3, [1, 2, 3]],
    ] as const) {
      const group = groupOf({ n, m });
      const loyal = group.ids.filter((id) => id !== 1 && !(traitors as readonly number[]).includes(id));
      const told = Array.from({ length: m + 1 }, (_, round) => round).flatMap((round) =>
        traitors
          .filter((from) => (from === 1) === (round === 0))
          .flatMap((from) => (round === 0 ? [[from]] : pathsOf(group, round, from)))
          .flatMap((path) => loyal.map((to) => ({ to, path })))
          .filter(({ to, path }) => round === m || !path.includes(to)),
      );
      const names = (all: readonly Owed[]) => all.map(({ to, path }) => `${to}:${path.join(".")}`).sort();
      expect(names(new Planner(group, traitors).plan().owed)).toEqual(names(told));
    }
  });

  it("draw each of three orders as often as the others", () => {
    const orders = ["b", "a", "c"];
    const slices = slicesOf({ n: 4, m: 1, traitors: [2, 3], orders });
    const counts = new Map<Order, number>(orders.map((order) => [order, 0]));
    for (let word = 0; word < 1000; word++) {
      slices.play("a", 2, word);
      for (let world = 0; world < 32; world++) {
        const told = slices.told(0, world);
        counts.set(told, (counts.get(told) ?? 0) + 1);
      }
    }
    // 32,000 draws of 1/3: four standard errors are 337
    for (const count of counts.values()) expect(Math.abs(count - 32_000 / 3)).toBeLessThan(337);
  });
});

describe("planted bugs that the comparison catches", () => {
  it("half of the votes taken for a majority", () => {
    const countsFrom = methodOf(Planner.prototype, "countsFrom");
    vi.spyOn(Planner.prototype, "countsFrom").mockImplementation(function (this: Planner, voters) {
      return countsFrom.call(this, voters) + (voters % 2 === 0 ? 1 : 0);
    });
    expect(compared({ n: 5, m: 1, traitors: [1, 3] }, 8, playedIn).different).toBeGreaterThan(10);
  });

  it("an echo dropped from the votes", () => {
    const voters = methodOf(Planner.prototype, "voters");
    vi.spyOn(Planner.prototype, "voters").mockImplementation(function (this: Planner, id, path) {
      const all = voters.call(this, id, path);
      return path.includes(id) ? all.slice(1) : all;
    });
    expect(compared({ n: 5, m: 2, traitors: [2, 3] }, 32, playedIn).different).toBeGreaterThan(0);
  });

  it("a relay told alike to all", () => {
    vi.spyOn(Slices.prototype, "told").mockImplementation(() => "attack");
    expect(compared({ n: 6, m: 2, traitors: [2, 3] }, 2, playedIn).different).toBeGreaterThan(10);
  });
});
