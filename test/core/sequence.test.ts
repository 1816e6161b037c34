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
      { numRuns: 40 },
    );
  });
});

describe("a member", () => {
  const HERE = { life: "theirs", asks: false };
  const at = (instance: number, phase: Word["phase"] = "next") => ({ ...HERE, word: { instance, phase } });
  const made = (m = 2, count = 6) => {
    let lives = 0;
    const peers = Array.from({ length: count }, (_, index) => index + 2);
    return new Sequence({
      peers,
      m,
      needed: count + 1 - m,
      graceMs: GRACE,
      freshLife: () => `own ${++lives}`,
    });
  };

  it("believes the (m+1)-th highest word, so m liars move nobody, and m+1 peers do", () => {
    const member = made();
    expect([...member.hear(2, at(1000), 0), ...member.hear(3, at(1000), 0)]).toEqual([
      expect.objectContaining({ kind: "newLife", peer: 2 }),
      expect.objectContaining({ kind: "newLife", peer: 3 }),
    ]);
    expect(member.hear(4, at(7), 0)).toContainEqual({ kind: "behind", instance: 7, missed: 7 });
  });

  it("joins what others have begun, and what comes behind it once m+1 are done without it", () => {
    const member = made(1, 3);
    member.settle(0);
    for (const peer of [2, 3]) member.hear(peer, at(0), 0);
    for (const peer of [2, 3]) member.noted(peer, 0, "begun", 1);
    expect(member.instance).toBe(0);
    member.noted(2, 0, "without", 2);
    expect(member.instance).toBe(0);
    expect(member.noted(3, 0, "without", 2)).toContainEqual({ kind: "behind", instance: 1, missed: 1 });
  });

  it("takes no message of another life, and not for another of its own", () => {
    const member = made();
    member.hear(2, at(0), 0);
    expect(member.lives.accepts(2, "theirs", member.lives.own)).toBe(true);
    expect(member.lives.accepts(2, "before", member.lives.own)).toBe(false);
    expect(member.lives.accepts(2, "theirs", "own 0")).toBe(false);
    expect(member.lives.accepts(3, "theirs", member.lives.own)).toBe(false);
    member.lost(2);
    expect(member.lives.accepts(2, "theirs", member.lives.own)).toBe(false);
  });

  it("that went back stays there while the others look, whatever m liars and one ahead say", () => {
    const member = made();
    member.begin(0, 100);
    for (const peer of [2, 3, 4]) member.hear(peer, at(3), 0);
    for (const peer of [5, 6, 7]) member.hear(peer, at(100), 0);
    member.tick(GRACE);
    for (const peer of [2, 3, 4]) member.hear(peer, at(3), GRACE + 1);
    const life = member.lives.own;
    expect(member.tick(2 * GRACE)).toContainEqual({ kind: "back", instance: 3, from: 100 });
    expect(member.lives.own).not.toBe(life);
    for (const peer of [5, 6, 7]) member.hear(peer, at(100), 2 * GRACE + 1);
    expect(member.instance).toBe(3);
    for (const peer of [5, 6, 7]) member.hear(peer, at(100), 6 * GRACE);
    expect(member.instance).toBe(100);
  });

  it("does not go back after those that are down: only who answers counts", () => {
    const member = made(1, 3);
    member.begin(0, 9);
    for (const peer of [2, 3]) member.hear(peer, at(3), 0);
    member.tick(GRACE);
    member.hear(2, at(3), GRACE + 1);
    expect(member.tick(2 * GRACE)).toEqual([]);
    expect(member.instance).toBe(9);
  });

  it("waits for READY of an absent one no longer than a grace", () => {
    const member = made(1, 3);
    for (const peer of [2, 3]) member.hear(peer, at(0, "new"), 0);
    expect([member.isSettled, member.absent]).toEqual([false, []]);
    expect(member.nextDeadlineMs()).toBe(GRACE);
    expect(member.tick(GRACE)).toContainEqual({ kind: "absent", peers: [4] });
    expect([member.isSettled, member.absent]).toEqual([true, [4]]);
  });
});

describe("a member by itself", () => {
  const plan = { peers: [2, 3, 4], m: 1, needed: 3, graceMs: GRACE, freshLife: () => "own" };

  it("looks around while it waits for a start, and not once that has started or is over", () => {
    const member = new Sequence(plan);
    member.settle(0);
    member.begin(0);
    expect(member.nextDeadlineMs()).not.toBeNull();
    member.started();
    member.ended(0, 1);
    expect([member.instance, member.nextDeadlineMs()]).toEqual([1, null]);
    member.begin(1);
    member.ended(1, 2);
    expect([member.instance, member.nextDeadlineMs()]).toEqual([1, null]);
  });

  it("tells a peer's first process from a later one", () => {
    const member = new Sequence(plan);
    const word: Word = { instance: 0, phase: "new" };
    const hears = (life: string) => member.hear(2, { life, word, asks: false }, 0);
    expect(hears("a")).toContainEqual({ kind: "newLife", peer: 2, isFirst: true });
    expect(hears("a")).toEqual([]);
    expect(hears("b")).toContainEqual({ kind: "newLife", peer: 2, isFirst: false });
  });
});
