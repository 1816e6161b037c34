/** Signed messages against their naive twin, and bugs that the twin catches. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Evidence, provesTwoOrders, type SignedOrder } from "../../src/core/evidence.js";
import type { Group, NodeId } from "../../src/core/group.js";
import { type Chain, type Signer, signChain, unsigned } from "../../src/core/signer.js";
import { SignedMessages, type SignedReport } from "../../src/protocols/sm/rules.js";
import { Notary } from "../../src/sim/notary.js";
import { type NaiveChain, naiveSigned, type Show } from "../oracle/sm.js";

const ORDERS = ["retreat", "attack"];

interface Case {
  readonly group: Group;
  readonly order: string;
  readonly traitors: readonly NodeId[];
  readonly seed: number;
}

/** n ≤ 6, and up to n−2 traitors, whatever m is: the rules are compared within the bound and beyond it. */
const cases: fc.Arbitrary<Case> = fc
  .uniqueArray(fc.integer({ min: 1, max: 40 }), { minLength: 3, maxLength: 6 })
  .chain((ids) =>
    fc.record({
      group: fc.record({
        protocol: fc.constant("sm" as const),
        ids: fc.constant(ids.toSorted((a, b) => a - b)),
        general: fc.constantFrom(...ids),
        m: fc.integer({ min: 0, max: ids.length - 2 }),
        orders: fc.constant(ORDERS),
        defaultOrder: fc.constantFrom(...ORDERS),
      }),
      order: fc.constantFrom(...ORDERS),
      traitors: fc.subarray(ids, { maxLength: ids.length - 2 }),
      seed: fc.integer(),
    }),
  );

function dice(seed: number): (below: number) => number {
  let state = seed | 0;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (state >>> 4) % below;
  };
}

/**
 * Traitors show any chain that they can have: an order signed by the general if he is one of them, or one that they were
 * told, signed on by any of them, and sent as it is. Some are too short, too long, late, or signed twice by one.
 */
function showing({ group, traitors, seed }: Case): Show {
  const draw = dice(seed);
  return (round, from, _to, known) =>
    draw(4) === 0 ? [] : ORDERS.flatMap((order) => one(order, round, from, known));
  function one(order: string, round: number, from: number, known: readonly NaiveChain[]): NaiveChain[] {
    const roots = known.filter((chain) => chain.order === order);
    if (traitors.includes(group.general)) roots.push({ order, signers: [group.general] });
    const root = roots[draw(Math.max(1, roots.length))];
    if (!root || draw(3) === 0) return [];
    const signers = [...root.signers];
    const length = draw(4) === 0 ? draw(round + 3) : round;
    while (signers.length < length) signers.push(traitors[draw(traitors.length)]!);
    if (signers.at(-1) !== from || draw(6) === 0) signers.push(from);
    return [{ order, signers }];
  }
}

type Make = (group: Group, self: NodeId, order: string, signer: Signer) => SignedMessages;
const shipped: Make = (group, self, order, signer) => new SignedMessages({ group, self, order, signer });

/** Drives the rules in lockstep; traitors send what `show` says, one chain a report, so that none is void for another. */
function decide(one: Case, make: Make): Map<NodeId, string> {
  const { group, order, traitors } = one;
  const notary = new Notary(1);
  const hand = notary.signerOf(group.ids);
  const loyal = group.ids.filter((id) => !traitors.includes(id));
  const nodes = new Map(loyal.map((id) => [id, make(group, id, order, notary.signerOf([id]))]));
  const show = showing(one);
  const known: NaiveChain[] = [];
  for (let round = 0; round <= group.m; round++) {
    const before = [...known];
    const sent = group.ids.flatMap((from) => mail(round, from, before));
    for (const { to, report } of sent) {
      if (traitors.includes(to))
        known.push(...report.chains.map((chain) => ({ order: chain.order, signers: chain.path })));
      else nodes.get(to)?.receive(round, report.from, report);
    }
  }
  return new Map([...nodes].filter(([id]) => id !== group.general).map(([id, node]) => [id, node.decide()]));

  function mail(
    round: number,
    from: NodeId,
    before: readonly NaiveChain[],
  ): { to: NodeId; report: SignedReport }[] {
    if (!traitors.includes(from)) {
      const report = nodes.get(from)?.send(round);
      const others = group.ids.filter((id) => id !== group.general && id !== from);
      return report ? others.map((to) => ({ to, report })) : [];
    }
    if ((round === 0) !== (from === group.general)) return [];
    const receivers = group.ids.filter((id) => id !== group.general && id !== from);
    return receivers.flatMap((to) =>
      show(round, from, to, before).map((chain) => ({
        to,
        report: { round, from, chains: [written(chain)] },
      })),
    );
  }
  function written({ order: told, signers }: NaiveChain): Chain {
    return signers.reduce((chain, by) => signChain(hand, chain, by), unsigned(told));
  }
}

const naively = (one: Case) => {
  const decided = naiveSigned(one.group, one.order, one.traitors, showing(one));
  return new Map([...decided].map(([id, { decision }]) => [id, decision]));
};

const asTheTwin = (make: Make) =>
  fc.property(cases, (one) => isDeepStrictEqual(decide(one, make), naively(one)));

describe("signed messages", () => {
  it("decide as the paper's sets do, whatever chains traitors show", () => {
    expect(fc.check(asTheTwin(shipped), { numRuns: 3000 })).toMatchObject({ counterexample: null });
  });

  it("keep IC1 and IC2 with at most m traitors", () => {
    let told = 0;
    const kept = fc.property(cases, (one) => {
      const traitors = one.traitors.slice(0, one.group.m);
      const decisions = [...decide({ ...one, traitors }, shipped).values()];
      if (traitors.length > 0) told++;
      const isLoyal = !traitors.includes(one.group.general);
      for (const decision of decisions) expect(decision).toBe(isLoyal ? one.order : decisions[0]);
    });
    fc.assert(kept, { numRuns: 3000 });
    expect(told).toBeGreaterThan(1000);
  });
});

/** The node takes a void report once more, dressed as one that its rules let in. */
class Lax extends SignedMessages {
  readonly #group: Group;
  readonly #self: NodeId;
  readonly #also = new Set<string>();
  readonly #lets: (group: Group, round: number, chain: Chain) => boolean;

  constructor(
    group: Group,
    self: NodeId,
    order: string,
    signer: Signer,
    lets: (group: Group, round: number, chain: Chain) => boolean,
  ) {
    super({ group, self, order, signer });
    this.#group = group;
    this.#self = self;
    this.#lets = lets;
  }

  override receive(round: number, from: NodeId, report: SignedReport) {
    const faults = super.receive(round, from, report);
    for (const chain of report.chains) {
      const isOwn = chain.path.includes(this.#self);
      if (!isOwn && (faults.length === 0 || this.#lets(this.#group, round, chain)))
        this.#also.add(chain.order);
    }
    return faults;
  }

  override decide(): string {
    const [only, ...more] = this.#also;
    if (this.#self === this.#group.general) return super.decide();
    return only === undefined || more.length > 0 ? this.#group.defaultOrder : only;
  }
}

describe("planted bugs, which the twin catches", () => {
  const isOfGeneral = (group: Group, chain: Chain) => chain.path[0] === group.general;
  it.each<[string, (group: Group, round: number, chain: Chain) => boolean]>([
    [
      "a late chain is accepted",
      (group, round, chain) =>
        isOfGeneral(group, chain) &&
        chain.path.length <= round &&
        new Set(chain.path).size === chain.path.length,
    ],
    [
      "a chain with a repeated signer is accepted",
      (group, round, chain) =>
        isOfGeneral(group, chain) &&
        chain.path.length === round + 1 &&
        new Set(chain.path).size < chain.path.length,
    ],
  ])("%s", (_name, lets) => {
    const planted: Make = (group, self, order, signer) => new Lax(group, self, order, signer, lets);
    expect(fc.check(asTheTwin(planted), { numRuns: 3000, seed: 1 }).failed).toBe(true);
    const sound: Make = (group, self, order, signer) => new Lax(group, self, order, signer, () => false);
    expect(fc.check(asTheTwin(sound), { numRuns: 500 }).failed).toBe(false);
  });
});

it("a signature that was found good counts under what was signed, and no other counts there", () => {
  const group: Group = {
    ...{ protocol: "sm", ids: [1, 2, 3, 4], general: 1, m: 2 },
    ...{ orders: ORDERS, defaultOrder: "retreat" },
  };
  const notary = new Notary(1);
  const node = shipped(group, 4, "", notary.signerOf([4]));
  const ordered = signChain(notary.signerOf([1]), unsigned("attack"), 1);
  const relayed = (chain: Chain): SignedReport => {
    return { round: 1, from: 2, chains: [signChain(notary.signerOf([2]), chain, 2)] };
  };
  expect(node.receive(0, 1, { round: 0, from: 1, chains: [ordered] })).toEqual([]);
  for (const forged of [
    { ...ordered, order: "retreat" },
    { ...ordered, signatures: ["0".repeat(128)] },
  ]) {
    const detail = `the signature of node 1 under ${forged.order} at path 1.2 is not its own`;
    expect(node.receive(1, 2, relayed(forged))).toMatchObject([{ kind: "badSignature", detail }]);
  }
  expect(node.receive(1, 2, relayed(ordered))).toEqual([]);
  expect([[...node.accepted.keys()], node.evidence()]).toEqual([["attack"], null]);
});

describe("evidence", () => {
  const group: Group = {
    ...{ protocol: "sm", ids: [1, 2, 3, 4], general: 1, m: 2 },
    ...{ orders: ORDERS, defaultOrder: "retreat" },
  };
  const notary = new Notary(1);
  const hand = notary.signerOf(group.ids);
  const chain = (order: string, ...path: NodeId[]) =>
    path.reduce((one, by) => signChain(hand, one, by), unsigned(order));
  const told = (from: NodeId, ...chains: Chain[]): SignedReport => ({ round: 0, from, chains });
  const forged = { ...chain("retreat", 1), signatures: ["0".repeat(128)] };

  function seeing(how: (node: SignedMessages) => void, make: Make = shipped) {
    const node = make(group, 4, "", notary.signerOf([4]));
    node.receive(0, 1, told(1, chain("attack", 1)));
    how(node);
    // what does not count changes no decision
    expect(node.decide()).toBe("attack");
    return node.evidence()?.orders.map(({ order }) => order) ?? null;
  }

  const ways: [string, (node: SignedMessages) => void][] = [
    ["a report that is not kept", (node) => node.witness(told(1, chain("retreat", 1)))],
    ["a chain that is too short", (node) => void node.receive(1, 2, told(2, chain("retreat", 1)))],
    ["a bad signature behind", (node) => void node.receive(1, 2, told(2, behind()))],
    ["a chain that holds this node", (node) => void node.receive(2, 2, told(2, chain("retreat", 1, 4, 2)))],
    [
      "a report with too many chains",
      (node) => void node.receive(0, 1, told(1, chain("attack", 1), chain("retreat", 1))),
    ],
  ];
  function behind(): Chain {
    const { order, path, signatures } = chain("retreat", 1, 2);
    return { order, path, signatures: [signatures[0]!, "0".repeat(128)] };
  }

  it.each(ways)("is seen in %s", (_name, how) => expect(seeing(how)).toEqual(["attack", "retreat"]));

  it.each<[string, (node: SignedMessages) => void]>([
    ["the same order again", (node) => node.witness(told(1, chain("attack", 1)))],
    ["a signature that is not his", (node) => node.witness(told(2, forged))],
    ["another's signature", (node) => node.witness(told(2, chain("retreat", 2)))],
    ["an order that there is not", (node) => node.witness(told(1, chain("dig", 1)))],
  ])("is none: %s", (_name, how) => expect(seeing(how)).toBeNull());

  it("is two orders, each under the general's own signature", () => {
    const orders = ["attack", "retreat"].map((order) => ({
      order,
      signature: chain(order, 1).signatures[0] as string,
    })) as [SignedOrder, SignedOrder];
    const [attack, retreat] = orders;
    const forgery = { order: "retreat", signature: attack.signature };
    const proves = (...both: [SignedOrder, SignedOrder]) =>
      provesTwoOrders({ general: 1, domain: hand.domain, orders: both }, (...asked) => hand.verify(...asked));
    expect([proves(attack, retreat), proves(retreat, attack)]).toEqual([true, true]);
    expect([proves(attack, attack), proves(attack, forgery), proves(forgery, attack)]).toEqual([
      false,
      false,
      false,
    ]);
  });

  describe("in a group, where the general may be started again in an instance of the same number", () => {
    const [first, second] = ["1".repeat(32), "2".repeat(32)] as const;
    const verify: Signer["verify"] = (by, text, signature) => hand.verify(by, text, signature);
    const inLife = (life: string): Signer => ({ ...notary.signerOf([1]), life });
    const ordered = (signer: Signer, order: string) => told(1, signChain(signer, unsigned(order), 1));
    const seen = (...reports: SignedReport[]) => {
      const node = shipped(group, 4, "", notary.signerOf([4]));
      for (const report of reports) node.witness(report);
      return node.evidence();
    };

    it("one order of each process is none, and two of one are", () => {
      const [attack, retreat] = [ordered(inLife(first), "attack"), ordered(inLife(second), "retreat")];
      expect(seen(attack, retreat)).toBeNull();
      const evidence = seen(attack, retreat, ordered(inLife(first), "retreat"));
      expect(evidence).toMatchObject({ life: first, orders: [{ order: "attack" }, { order: "retreat" }] });
      expect(provesTwoOrders(evidence as Evidence, verify)).toBe(true);
      expect(provesTwoOrders({ ...(evidence as Evidence), life: second }, verify)).toBe(false);
    });

    it("the process is under the signatures: nobody can put another in its place", () => {
      const node = shipped(group, 4, "", notary.signerOf([4]));
      const [ordering] = ordered(inLife(first), "attack").chains as [Chain];
      const faults = node.receive(0, 1, told(1, { ...ordering, life: second }));
      expect(faults).toMatchObject([{ kind: "badSignature" }]);
      const relayed = signChain(notary.signerOf([2]), ordering, 2);
      expect(relayed).toMatchObject({ life: first, path: [1, 2] });
      expect(node.receive(1, 2, { round: 1, from: 2, chains: [relayed] })).toEqual([]);
    });

    it("of ever other processes no more are kept than a few", () => {
      const many = Array.from({ length: 50 }, (_, at) => String(at).padStart(32, "0"));
      const reports = many.map((life) => ordered(inLife(life), "attack"));
      expect(seen(...reports, ordered(inLife(many[49] as string), "retreat"))).toBeNull();
      expect(seen(...reports, ordered(inLife(many[0] as string), "retreat"))).not.toBeNull();
    });

    it("planted: where signatures name no process, a general who did not lie is accused", () => {
      const nameless = (order: string) => ordered(notary.signerOf([1]), order);
      expect(seen(nameless("attack"), nameless("retreat"))).not.toBeNull();
    });
  });

  it("planted: a node that looks at accepted chains alone sees none of it", () => {
    class Blind extends SignedMessages {
      override evidence() {
        const [one, other] = [...this.accepted.values()];
        return one && other ? super.evidence() : null;
      }
    }
    const blind: Make = (of, self, order, signer) => new Blind({ group: of, self, order, signer });
    for (const [, how] of ways) expect(seeing(how, blind)).toBeNull();
  });
});
