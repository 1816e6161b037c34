/** Values of any kind by their digests: who decides one has its value, whatever a traitor brings or leaves out. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Group, NodeId, Order, ProtocolName } from "../../src/core/group.js";
import { playInStep } from "../../src/core/in-step.js";
import type { Contents, Party } from "../../src/core/party.js";
import type { Protocol, Report } from "../../src/core/protocol.js";
import { signChain, unsigned } from "../../src/core/signer.js";
import { valuesProtocolOf } from "../../src/protocols/index.js";
import type { SignedReport } from "../../src/protocols/sm/rules.js";
import { type CarriedReport, carried } from "../../src/protocols/values/rules.js";
import { Notary } from "../../src/sim/notary.js";

const [NOTHING, ONE, OTHER] = ["default", "one", "other"].map((name) => name.repeat(8)) as [
  Order,
  Order,
  Order,
];
const CONTENTS: Contents = { [NOTHING]: "null", [ONE]: '{"one":1}', [OTHER]: '"other"' };

/** What a traitor may tell one receiver in one round: nothing, or an order with or without a value. */
const LIES = [
  null,
  { order: NOTHING, values: {} },
  { order: ONE, values: { [ONE]: CONTENTS[ONE] as string } },
  { order: ONE, values: {} },
  { order: ONE, values: { [OTHER]: CONTENTS[OTHER] as string } },
  { order: OTHER, values: { [OTHER]: CONTENTS[OTHER] as string } },
  { order: OTHER, values: {} },
] as const;

type Choose = (round: number, to: NodeId) => (typeof LIES)[number];

function groupOf(protocol: ProtocolName, n: number, m: number): Group {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  return {
    protocol,
    ids,
    general: 1,
    m,
    orders: [NOTHING, ONE, OTHER],
    defaultOrder: NOTHING,
    contents: CONTENTS,
  };
}

/** All loyal nodes after a run in which `traitors` tell what is chosen for them. Every loyal node's own order is `order`. */
function run(
  kind: Protocol<CarriedReport>,
  group: Group,
  order: Order,
  traitors: readonly NodeId[],
  choose: Choose,
): Map<NodeId, Party<CarriedReport>> {
  const notary = new Notary(1);
  const signers = new Map(group.ids.map((id) => [id, notary.signerOf([id])]));
  // a loyal node knows what its configuration names of the default order and, if it gives one, its own
  const nodes = new Map(
    group.ids.map((self) => [self, kind.make({ group, self, order, signer: signers.get(self)! })]),
  );
  playInStep(kind, group, nodes, (report, round, to) => {
    const { from } = report;
    return traitors.includes(from)
      ? lieOf(kind, group, report, choose(round, to), signers.get(from)!)
      : report;
  });
  return new Map([...nodes].filter(([id]) => !traitors.includes(id)));
}

function lieOf(
  kind: Protocol<CarriedReport>,
  group: Group,
  honest: CarriedReport,
  lie: (typeof LIES)[number],
  signer: ReturnType<Notary["signerOf"]>,
): CarriedReport | null {
  if (lie === null) return null;
  const { round, from, said } = honest;
  if (said === null) return { ...honest, values: lie.values };
  if (!kind.signs) {
    const relays = kind.relaysOf(group, honest).map(({ path }) => ({ path, order: lie.order }));
    const spoken = relays.length > 0 ? relays : [{ path: [from], order: lie.order }];
    return { ...kind.reportOf(group, round, from, spoken), values: lie.values };
  }
  // it signs what it likes as the general; a lieutenant can only withhold a chain, or its value
  if (round > 0) return lie.order === ONE ? { ...honest, values: lie.values } : null;
  const chains = [signChain(signer, unsigned(lie.order), from)];
  return { ...honest, said: { round, from, chains } as SignedReport, values: lie.values };
}

/** What is wrong: of both conditions, and of the value of what each node decided. */
function wrongIn(
  kind: Protocol<CarriedReport>,
  group: Group,
  order: Order,
  traitors: readonly NodeId[],
  choose: Choose,
): string[] {
  const loyal = run(kind, group, order, traitors, choose);
  const lieutenants = [...loyal].filter(([id]) => kind.everyone || id !== group.general);
  const decisions = new Set(lieutenants.map(([, node]) => node.decide()));
  const entries = [...loyal].flatMap(([id, node]) =>
    Object.entries(node.vector?.() ?? { [group.general]: node.decide() }).map(([of, entry]) => ({
      id,
      of: Number(of),
      entry,
      text: node.contents?.()[entry],
    })),
  );
  const untrue = entries.filter(({ of, entry }) => !traitors.includes(of) && entry !== order);
  const empty = entries.filter(({ entry, text }) => entry !== NOTHING && text !== CONTENTS[entry]);
  return [
    ...(decisions.size === 1 ? [] : [`they decided ${[...decisions].join(" and ")}`]),
    ...untrue.map(({ id, of, entry }) => `node ${id} has ${entry} of node ${of}`),
    ...empty.map(({ id, entry }) => `node ${id} has no value of ${entry}`),
  ];
}

describe.each(["om", "sm", "king", "vector"] as const)("%s on values of any kind", (protocol) => {
  const kind = valuesProtocolOf(protocol) as unknown as Protocol<CarriedReport>;

  it("n = 4, m = 1, any traitor, any lie: all decide alike, and have the value", () => {
    const group = groupOf(protocol, 4, 1);
    fc.assert(
      fc.property(
        fc.constantFrom(...group.ids),
        fc.constantFrom(NOTHING, ONE, OTHER),
        fc.array(fc.nat(LIES.length - 1), { minLength: 40, maxLength: 40 }),
        (traitor, order, picks) => {
          const choose: Choose = (round, to) => LIES[picks[round * 4 + to] as number] as never;
          expect(wrongIn(kind, group, order, [traitor], choose)).toEqual([]);
        },
      ),
      { numRuns: 1500, seed: 4 },
    );
  });

  it("n = 7, two traitors: the same", () => {
    const group = groupOf(protocol, 7, 2);
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...group.ids), { minLength: 2, maxLength: 2 }),
        fc.constantFrom(NOTHING, ONE, OTHER),
        fc.array(fc.nat(LIES.length - 1), { minLength: 100, maxLength: 100 }),
        (traitors, order, picks) => {
          const choose: Choose = (round, to) => LIES[picks[round * 8 + to] as number] as never;
          expect(wrongIn(kind, group, order, traitors, choose)).toEqual([]);
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });
});

describe("every lie of a traitor general, n = 4", () => {
  it.each(["om", "sm"] as const)("%s: what he brings to whom, in all %#", (protocol) => {
    const kind = valuesProtocolOf(protocol) as unknown as Protocol<CarriedReport>;
    const group = groupOf(protocol, 4, 1);
    for (let world = 0; world < LIES.length ** 3; world++) {
      const choose: Choose = (_round, to) =>
        LIES[Math.floor(world / LIES.length ** (to - 2)) % LIES.length] as (typeof LIES)[number];
      expect(wrongIn(kind, group, ONE, [1], choose)).toEqual([]);
    }
  });
});

describe("the rules, one by one", () => {
  const group = groupOf("om", 4, 1);
  const kind = valuesProtocolOf("om") as unknown as Protocol<CarriedReport>;

  it("a digest without its value counts as the default order, though others relay it", () => {
    const loyal = run(kind, group, NOTHING, [1], () => LIES[3]);
    expect([...loyal.values()].map((node) => node.decide())).toEqual([NOTHING, NOTHING, NOTHING]);
  });

  it("who was not brought the value gets it in the further round", () => {
    const loyal = run(kind, group, NOTHING, [1], (round, to) =>
      round === 0 && to === 4 ? LIES[3] : LIES[2],
    );
    expect(loyal.size).toBe(3);
    for (const node of loyal.values()) {
      expect(node.decide()).toBe(ONE);
      expect(node.contents?.()).toEqual({ [ONE]: CONTENTS[ONE] });
    }
  });

  it("planted: a king whose digest counts without its value splits them, by showing it to one alone in the end", () => {
    const careless = (of: Protocol<Report>) => ({
      ...of,
      open: { ...of.open!, brings: (round: number) => round === 0 },
    });
    const kings = groupOf("king", 4, 1);
    const sound = valuesProtocolOf("king") as unknown as Protocol<CarriedReport>;
    const planted = carried(careless(valuesProtocolOf("king").inner)) as unknown as Protocol<CarriedReport>;
    const further = sound.lastRound(kings);
    const choose: Choose = (round, to) => {
      // as the general he lets them differ, and as the first king he brings in what nobody was told
      if (round === 0) return to === 2 ? LIES[2] : LIES[1];
      return round === further && to === 2 ? LIES[5] : LIES[6];
    };
    const decided = [...run(planted, kings, NOTHING, [1], choose).values()].map((node) => node.decide());
    expect(decided).toEqual([OTHER, NOTHING, NOTHING]);
    expect(wrongIn(sound, kings, NOTHING, [1], choose)).toEqual([]);
  });
});
