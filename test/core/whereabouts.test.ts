/**
 * What a member believes of its peers' words (core/whereabouts.ts), against a naive twin that keeps every word of each present
 * process and reckons anew whenever it is asked; and when it looks for those that stay behind (core/looks.ts).
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Lives } from "../../src/core/lives.js";
import { Looks } from "../../src/core/looks.js";
import { instanceAt, rankOf, type Says, Whereabouts, type Word } from "../../src/core/whereabouts.js";

type Event =
  | { readonly kind: "word"; readonly word: Word; readonly atMs: number }
  | { readonly kind: "said"; readonly instance: number; readonly says: Says }
  | { readonly kind: "renewed" };

interface Place {
  readonly rank: number;
  readonly floor: number;
}

/** Of a peer that has said this, from the definitions at the heads of sequence.ts and whereabouts.ts. */
function placeOf(event: Event, inFlight: number): Place {
  if (event.kind === "renewed") return { rank: -1, floor: -1 };
  const low = (instance: number) => Math.max(0, instance - inFlight + 1);
  if (event.kind === "word") {
    const { instance, phase } = event.word;
    if (phase === "new") return { rank: -1, floor: -1 };
    return phase === "begun"
      ? { rank: 2 * instance + 1, floor: low(instance) }
      : { rank: 2 * instance, floor: instance };
  }
  const { instance, says } = event;
  if (says === "without") return { rank: 2 * (instance + 1), floor: instance + 1 };
  return says === "begun"
    ? { rank: 2 * instance + 1, floor: low(instance) }
    : { rank: 2 * low(instance), floor: low(instance) };
}

class Twin {
  readonly #events: readonly Event[][];

  constructor(
    peers: readonly number[],
    private readonly m: number,
    private readonly inFlight: number,
  ) {
    this.#events = peers.map(() => []);
  }

  add(peer: number, event: Event): void {
    this.#events[peer]?.push(event);
  }

  /** What the present process of this peer has said. */
  #present(peer: number): readonly Event[] {
    const events = this.#events[peer] ?? [];
    return events.slice(events.findLastIndex(({ kind }) => kind === "renewed") + 1);
  }

  #places(peer: number): Place[] {
    return this.#present(peer).map((event) => placeOf(event, this.inFlight));
  }

  #believed(what: (place: Place) => number): number {
    const highest = this.#events.map((_, peer) => Math.max(-1, ...this.#places(peer).map(what)));
    return highest.toSorted((a, b) => b - a)[this.m] ?? -1;
  }

  get rank(): number {
    return this.#believed(({ rank }) => rank);
  }

  get floor(): number {
    return this.#believed(({ floor }) => floor);
  }

  lowestSince(askedAtMs: number): number | undefined {
    const ranks = this.#events.flatMap((_, peer) => {
      const words = this.#present(peer).flatMap((event) => (event.kind === "word" ? event.atMs : []));
      const rank = Math.max(-1, ...this.#places(peer).map((place) => place.rank));
      return rank >= 0 && (words.at(-1) ?? Number.NEGATIVE_INFINITY) >= askedAtMs ? [rank] : [];
    });
    return ranks.toSorted((a, b) => a - b)[this.m];
  }

  /** The last instance in which a former process of this peer has said more than READY. */
  spentIn(peer: number): number {
    const events = this.#events[peer] ?? [];
    const former = events.slice(0, events.length - this.#present(peer).length);
    const spoken = former.flatMap((one) => (one.kind === "said" && one.says !== "ready" ? one.instance : []));
    return Math.max(-1, ...spoken);
  }
}

const instance = fc.integer({ min: 0, max: 6 });
const phase = fc.constantFrom<Word["phase"][]>("new", "next", "begun");
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("word" as const), instance, phase }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("said" as const),
      instance,
      says: fc.constantFrom<Says[]>("ready", "begun", "without"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("renewed" as const), instance, phase }) },
);

it("of what peers say is believed what a naive twin believes", () => {
  const worlds = fc.record({
    m: fc.integer({ min: 0, max: 3 }),
    count: fc.integer({ min: 2, max: 7 }),
    inFlight: fc.integer({ min: 1, max: 3 }),
    course: fc.array(fc.tuple(fc.nat(6), event), { maxLength: 40 }),
  });
  fc.assert(
    fc.property(worlds, ({ m, count, inFlight, course }) => {
      const peers = Array.from({ length: count }, (_, peer) => peer);
      const whereabouts = new Whereabouts(peers, m, inFlight);
      const twin = new Twin(peers, m, inFlight);
      for (const [atMs, [drawn, what]] of course.entries()) {
        const peer = drawn % count;
        const known = whereabouts.of(peer);
        if (!known) throw new Error(`peer ${peer} is not known`);
        if (what.kind === "said") {
          whereabouts.noted(known, what.instance, what.says);
          twin.add(peer, what);
        } else {
          // a process is first heard by a word of it
          if (what.kind === "renewed") {
            whereabouts.renew(known, `life ${atMs}`);
            twin.add(peer, { kind: "renewed" });
          }
          const word = { instance: what.instance, phase: what.phase };
          whereabouts.told(known, word, atMs);
          twin.add(peer, { kind: "word", word, atMs });
        }
        expect([whereabouts.rank, whereabouts.floor]).toEqual([twin.rank, twin.floor]);
        expect(peers.map((one) => whereabouts.of(one)?.spentIn)).toEqual(
          peers.map((one) => twin.spentIn(one)),
        );
        for (const askedAtMs of [0, atMs - 3, atMs])
          expect(whereabouts.lowestSince(askedAtMs)).toBe(twin.lowestSince(askedAtMs));
      }
    }),
    { numRuns: 300 },
  );
});

it("whoever has begun an instance is further than who takes part in it next, and not in the next one", () => {
  const words = [0, 1].flatMap((at) =>
    (["next", "begun"] as const).map((one) => ({ instance: at, phase: one })),
  );
  expect(words.map(rankOf)).toEqual([0, 1, 2, 3]);
  expect(rankOf({ instance: 7, phase: "new" })).toBe(-1);
  expect([-1, 0, 1, 2, 3].map(instanceAt)).toEqual([0, 0, 0, 1, 1]);
});

it("who is heard is known at once when a life is another, or none", () => {
  const whereabouts = new Whereabouts([2, 3], 0, 1);
  let fresh = 0;
  const lives = new Lives([2, 3], whereabouts, () => `own ${++fresh}`);
  const renew = (peer: number, life: string | null) => {
    const known = whereabouts.of(peer);
    if (known) lives.renew(known, life);
    return [lives.heard, lives.unheard, lives.changes];
  };
  expect([lives.heard, lives.unheard, lives.changes]).toEqual([[], [2, 3], 0]);
  expect(renew(3, "a")).toEqual([[3], [2], 1]);
  expect(renew(2, "b")).toEqual([[2, 3], [], 2]);
  expect(renew(3, null)).toEqual([[2], [3], 3]);
  lives.renewOwn();
  expect([lives.own, lives.changes]).toEqual(["own 2", 4]);
});

describe("looks", () => {
  it("ask a grace after the wait began, look a grace later, and so on", () => {
    const looks = new Looks(10);
    looks.begin(5);
    expect(looks.nextMs).toBe(15);
    expect(looks.look(16)).toBeNull();
    expect(looks.nextMs).toBe(26);
    expect(looks.look(26)).toBe(16);
    expect(looks.nextMs).toBe(36);
    expect(looks.look(36)).toBeNull();
    looks.begin(40);
    expect([looks.nextMs, looks.look(50)]).toEqual([50, null]);
  });

  it("hold whoever went back for three graces, and begin anew", () => {
    const looks = new Looks(10);
    expect(looks.mayGoUp(0)).toBe(true);
    looks.begin(0);
    looks.look(10);
    looks.wentBack(20);
    expect([looks.nextMs, looks.look(30)]).toEqual([30, null]);
    expect([49, 50].map((now) => looks.mayGoUp(now))).toEqual([false, true]);
  });
});
