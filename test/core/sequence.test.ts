/**
 * Where members of a group come to by what the others say (core/sequence.ts), played on virtual time with liars among
 * them. Siblings looked at: one new member, all new, one far behind, one far ahead, more than m ahead, words of an
 * earlier life, words of who is down.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Move, Sequence, type Word } from "../../src/core/sequence.js";

const GRACE = 1000;
const DELIVERY_MAX = GRACE / 10;

interface Told {
  readonly atMs: number;
  readonly to: number;
  readonly run: (now: number) => void;
}

/** Loyal members, each waiting to agree where it is put, and liars who tell each of them something else each time. */
class Company {
  readonly members = new Map<number, Sequence>();
  readonly moves = new Map<number, Move[]>();
  readonly #queue: Told[] = [];
  readonly #random: () => number;
  readonly #liars: readonly number[];
  readonly #positions: number;
  now = 0;

  /** `at`: where each loyal member is, by id from 1; null: new. Liars have the ids behind them. */
  constructor(at: readonly (number | null)[], liars: number, m: number, seed: number) {
    this.#random = randomOf(seed);
    this.#positions = Math.max(...at.map((one) => one ?? 0)) + 10;
    const ids = Array.from({ length: at.length + liars }, (_, index) => index + 1);
    this.#liars = ids.slice(at.length);
    let lives = 0;
    for (const [index, where] of at.entries()) {
      const id = index + 1;
      const peers = ids.filter((one) => one !== id);
      const plan = { peers, m, needed: ids.length - m, graceMs: GRACE, freshLife: () => `life ${++lives}` };
      const member = new Sequence(plan);
      this.members.set(id, member);
      this.moves.set(id, []);
      if (where !== null && where > 0) member.begin(0, where);
      else if (where === 0) member.settle(0);
      member.begin(0, member.instance);
    }
    for (const [id, member] of this.members)
      this.#do(id, [{ kind: "tell", to: ids.filter((one) => member && one !== id), asks: false }]);
    for (const liar of this.#liars) for (const to of this.members.keys()) this.#lie(liar, to);
  }

  /** Until nothing happens before `ms`. */
  play(ms: number): void {
    for (;;) {
      const ticks = [...this.members].map(([id, one]): Told => {
        const run = (now: number) => this.#do(id, one.tick(now));
        return { atMs: one.nextDeadlineMs() ?? Number.POSITIVE_INFINITY, to: id, run };
      });
      const [next] = [...this.#queue, ...ticks].toSorted((a, b) => a.atMs - b.atMs);
      if (!next || next.atMs > ms) return;
      const index = this.#queue.indexOf(next);
      if (index >= 0) this.#queue.splice(index, 1);
      this.now = Math.max(this.now, next.atMs);
      next.run(this.now);
    }
  }

  get instances(): number[] {
    return [...this.members.values()].map(({ instance }) => instance);
  }

  #do(id: number, moves: readonly Move[]): void {
    this.moves.get(id)?.push(...moves);
    const member = this.members.get(id) as Sequence;
    for (const move of moves) {
      if (move.kind !== "tell") continue;
      for (const to of move.to) {
        const here = member.here(move.asks, to);
        if (this.#liars.includes(to)) {
          for (const victim of this.members.keys()) this.#lie(to, victim);
        } else {
          const hear = (now: number) => this.#do(to, this.members.get(to)?.hear(id, here, now) ?? []);
          this.#queue.push({ atMs: this.#arrival(), to, run: hear });
        }
      }
    }
  }

  #lie(liar: number, to: number): void {
    const phase = (["new", "next", "begun"] as const)[Math.floor(this.#random() * 3)] as Word["phase"];
    const word = { instance: Math.floor(this.#random() * this.#positions), phase };
    const life = `${liar} ${this.#random() < 0.5 ? "first" : this.#random()}`;
    const hear = (now: number) =>
      this.#do(to, this.members.get(to)?.hear(liar, { life, word, asks: false }, now) ?? []);
    this.#queue.push({ atMs: this.#arrival(), to, run: hear });
  }

  /** The links keep the order well enough: what is told later arrives later, or is told in a fresh life. */
  #arrival(): number {
    return this.now + DELIVERY_MAX;
  }
}

function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe("members that wait to agree", () => {
  it("all come to one instance, wherever each begins and whatever up to m liars say", () => {
    const worlds = fc
      .integer({ min: 1, max: 3 })
      .chain((m) => {
        const n = fc.integer({ min: 3 * m + 1, max: 3 * m + 3 });
        return fc.record({ m: fc.constant(m), n, liars: fc.integer({ min: 0, max: m }) });
      })
      .chain(({ m, n, liars }) => {
        const where = fc.option(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 200 })));
        const at = fc.array(where, { minLength: n - liars, maxLength: n - liars });
        return fc.record({ m: fc.constant(m), liars: fc.constant(liars), at, seed: fc.integer() });
      });
    fc.assert(
      fc.property(worlds, ({ m, liars, at, seed }) => {
        const company = new Company(at, liars, m, seed);
        company.play(12 * GRACE);
        expect(new Set(company.instances).size).toBe(1);
        expect(company.instances[0]).toBeLessThanOrEqual(Math.max(...at.map((one) => one ?? 0)));
      }),
      { numRuns: 150 },
    );
  });
});
