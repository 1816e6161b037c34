/** The fewest lies by z3, from a formula that knows no classes of paths: so many can break a condition, and one fewer cannot. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { groupOf } from "../../src/check/lieutenants.js";
import { traitorSetsOf } from "../../src/check/slots.js";
import { leastOf } from "../../src/check/witness.js";
import type { Cast } from "../../src/check/worlds.js";
import { Z3 } from "./solver.js";

let z3: Z3;
beforeAll(async () => {
  z3 = await Z3.start();
});
afterAll(() => z3.stop());

class Text {
  readonly bits: string[] = [];
  readonly gates: string[] = [];
  readonly lies: string[] = [];
  asserted = 0;

  constructor(
    readonly cast: Cast,
    readonly order: string,
    readonly traitors: readonly number[],
  ) {}

  define(name: string, text: string): string {
    this.gates.push(`(declare-const ${name} Bool)`, `(assert (= ${name} ${text}))`);
    this.asserted++;
    return name;
  }

  /** What `to` is told along `path`: the naive recursion, with a free bit where a traitor tells a loyal node. */
  readonly #heard = new Map<string, string>();
  heard(path: readonly number[], to: number): string {
    const key = `${path.join("_")}__${to}`;
    const known = this.#heard.get(key);
    if (known !== undefined) return known;
    const from = path.at(-1) as number;
    const honest = path.length === 1 ? String(this.order === "attack") : this.heard(path.slice(0, -1), from);
    let word = honest;
    if (this.traitors.includes(from) && !this.traitors.includes(to)) {
      word = `b${this.bits.length}`;
      this.bits.push(word);
      this.lies.push(this.define(`lie${key}`, `(xor ${word} ${honest})`));
    }
    this.#heard.set(key, word);
    return word;
  }

  fold(path: readonly number[], self: number): string {
    const { n, m } = this.cast;
    if (path.length > m) return this.heard(path, self);
    const children = Array.from({ length: n }, (_, at) => at + 1)
      .filter((id) => !path.includes(id))
      .map((id) => this.fold([...path, id], self));
    const atLeast = Math.floor(children.length / 2) + 1;
    return this.define(`f${self}_${path.join("_")}`, `((_ at-least ${atLeast}) ${children.join(" ")})`);
  }

  question(condition: "ic1" | "ic2", liesMost: number): { text: string; asserted: number } {
    const loyal = Array.from({ length: this.cast.n - 1 }, (_, at) => at + 2).filter(
      (id) => !this.traitors.includes(id),
    );
    const roots = loyal.map((id) => this.fold([1], id));
    const some = `(or ${roots.join(" ")})`;
    const notAll = `(not (and ${roots.join(" ")}))`;
    const broken = condition === "ic1" ? [some, notAll] : [this.order === "attack" ? notAll : some];
    const lines = [
      "(set-logic QF_FD)",
      ...this.bits.map((bit) => `(declare-const ${bit} Bool)`),
      ...this.gates,
      ...broken.map((one) => `(assert ${one})`),
      `(assert ((_ at-most ${liesMost}) ${this.lies.join(" ")}))`,
    ];
    return { text: `${lines.join("\n")}\n`, asserted: this.asserted + broken.length + 1 };
  }
}

const CASES: [Cast, condition: "ic1" | "ic2", order: string, lies: number][] = [
  [{ n: 6, m: 2, general: "loyal", traitors: 2 }, "ic2", "attack", 6],
  [{ n: 6, m: 2, general: "loyal", traitors: 2 }, "ic1", "attack", 6],
  [{ n: 6, m: 3, general: "loyal", traitors: 2 }, "ic2", "attack", 8],
  [{ n: 6, m: 3, general: "traitor", traitors: 3 }, "ic1", "attack", 6],
  [{ n: 7, m: 2, general: "loyal", traitors: 3 }, "ic2", "attack", 9],
  [{ n: 7, m: 2, general: "loyal", traitors: 3 }, "ic2", "retreat", 12],
  [{ n: 7, m: 2, general: "traitor", traitors: 3 }, "ic1", "attack", 5],
  [{ n: 7, m: 2, general: "traitor", traitors: 3 }, "ic1", "retreat", 6],
  [{ n: 6, m: 4, general: "loyal", traitors: 1 }, "ic2", "attack", 10],
];

describe("z3 finds no world with fewer lies", () => {
  it.each(CASES)("%o %s %s: %i", async (cast, condition, order, lies) => {
    expect(leastOf(cast)).toContainEqual({ condition, order, lies });
    const group = groupOf(cast.n, cast.m);
    const [traitors] = traitorSetsOf(group, cast.general, cast.traitors);
    for (const most of [lies, lies - 1]) {
      const { text, asserted } = new Text(cast, order, traitors as number[]).question(condition, most);
      const { result } = await z3.solve(text, asserted, 120_000);
      expect([most, result]).toEqual([most, most === lies ? "sat" : "unsat"]);
    }
  });
});
