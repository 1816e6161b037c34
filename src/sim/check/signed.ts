/**
 * Every behaviour of traitors among signed messages, played out by the shipped protocol. Traitors hold each other's keys.
 * In each round each of them chooses, for each loyal lieutenant and each order, one chain or none among those that can
 * exist: the signatures that traitors have, extended by traitors' own, of the round's length; one that is shorter; and
 * where the general has not signed the order, one with a forged signature. A void report is the same as none.
 *
 * The world is a sequence of choices. All of them are tried: the last choice that has an alternative is changed, and the
 * world is played again from its beginning.
 */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../core/group.js";
import { tellingsIn } from "../../core/in-step.js";
import type { Part } from "../../core/kind.js";
import type { Party } from "../../core/protocol.js";
import { SignedMessages, type SignedReport, signedMessages } from "../../core/signed.js";
import { type Chain, SIGNATURE_DIGITS, type Signer, signChain, unsigned } from "../../core/signer.js";
import { type Judgement, judge } from "../../core/verdict.js";
import { Notary } from "../notary.js";
import type { CheckedCase, CheckResult } from "./check.js";
import { traitorSetsOf } from "./slots.js";

export type MakeSigned = (part: Part) => Party<SignedReport>;

/** Beyond this there are too many worlds. */
const NODES_MAX = 4;

export interface SignedCase {
  readonly ic1: Judgement;
  readonly ic2: Judgement;
  readonly worlds: number;
}

export function signedRefusal(nodes: number, m: number): string | null {
  if (nodes < 2 || nodes > NODES_MAX)
    return `check --protocol sm plays out every world of 2 to ${NODES_MAX} nodes`;
  return m < 0 || m > nodes - 2 ? `m is ${m}; with ${nodes} nodes it can be 0 to ${nodes - 2}` : null;
}

export function checkSigned(n: number, m: number, general: "loyal" | "traitor" | "both"): CheckResult {
  const cases: CheckedCase[] = [];
  let total = 0;
  for (let traitors = 0; traitors <= m; traitors++) {
    for (const kind of ["loyal", "traitor"] as const) {
      if ((general !== "both" && general !== kind) || (kind === "traitor" && traitors === 0)) continue;
      const { worlds, ...judged } = checkSignedCase(n, m, kind, traitors);
      total += worlds;
      const covered = String(worlds);
      const proof = { argument: "brute force", ...judged, evaluated: covered, folds: "0" } as const;
      cases.push({ general: kind, traitors, ...judged, covered, proofs: [proof], cut: [] });
    }
  }
  const overall = (key: "ic1" | "ic2") =>
    (["violated", "holds"] as const).find((it) => cases.some((one) => one[key] === it)) ?? "vacuous";
  return {
    version: 1,
    ...{ n, m, general, guaranteed: signedMessages.tolerates(n, m) },
    conditions: { ic1: overall("ic1"), ic2: overall("ic2") },
    worlds: { covered: String(total), evaluated: String(total), folds: "0" },
    cases,
    counterexample: null,
  };
}

/** All worlds with so many traitors; `make` makes each loyal node, the shipped one unless told otherwise. */
export function checkSignedCase(
  n: number,
  m: number,
  general: "loyal" | "traitor",
  traitors: number,
  make: MakeSigned = (part) => new SignedMessages(part),
): SignedCase {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const group: Group = {
    protocol: "sm",
    ids,
    general: 1,
    m,
    orders: ["retreat", "attack"],
    defaultOrder: "retreat",
  };
  const found = { ic1: new Set<Judgement>(), ic2: new Set<Judgement>() };
  let worlds = 0;
  for (const liars of traitorSetsOf(group, general, traitors)) {
    for (const order of general === "loyal" ? group.orders : [group.defaultOrder]) {
      const choices = new Choices();
      do {
        const { ic1, ic2 } = new SignedWorld(group, order, liars, choices, make).play();
        found.ic1.add(ic1);
        found.ic2.add(ic2);
        worlds++;
      } while (choices.next());
    }
  }
  const worst = (all: ReadonlySet<Judgement>) =>
    (["violated", "unknown", "holds"] as const).find((it) => all.has(it)) ?? "vacuous";
  return { ic1: worst(found.ic1), ic2: worst(found.ic2), worlds };
}

/** The choices of one world after the other. */
class Choices {
  readonly #taken: { index: number; readonly of: number }[] = [];
  #at = 0;

  choose<T>(options: readonly T[]): T {
    const taken = (this.#taken[this.#at++] ??= { index: 0, of: options.length });
    return options[taken.index] as T;
  }

  next(): boolean {
    this.#at = 0;
    for (let last = this.#taken.at(-1); last; last = this.#taken.at(-1)) {
      if (++last.index < last.of) return true;
      this.#taken.pop();
    }
    return false;
  }
}

class SignedWorld {
  readonly #group: Group;
  readonly #order: Order;
  readonly #liars: readonly NodeId[];
  readonly #choices: Choices;
  readonly #nodes: ReadonlyMap<NodeId, Party<SignedReport>>;
  readonly #hand: Signer;
  /** chains that traitors have seen, and each of their beginnings */
  readonly #known = new Map<string, Chain>();

  constructor(group: Group, order: Order, liars: readonly NodeId[], choices: Choices, make: MakeSigned) {
    this.#group = group;
    this.#order = order;
    this.#liars = liars;
    this.#choices = choices;
    const notary = new Notary(1);
    this.#hand = notary.signerOf(liars);
    const loyal = group.ids.filter((id) => !liars.includes(id));
    this.#nodes = new Map(
      loyal.map((self) => [self, make({ group, self, order, signer: notary.signerOf([self]) })]),
    );
    if (liars.includes(group.general)) for (const one of group.orders) this.#learn(unsigned(one));
  }

  play() {
    for (let round = 0; round <= this.#group.m; round++) this.#round(round);
    const decisions = new Map([...this.#nodes].map(([id, node]) => [id, node.decide()]));
    return judge({ group: this.#group, order: this.#order, traitors: this.#liars, observed: [], decisions });
  }

  #round(round: number): void {
    const honest = tellingsIn(signedMessages, this.#group, this.#nodes, round);
    const lies = this.#lies(round);
    for (const { from, to, report } of honest) this.#nodes.get(to)?.receive(round, from, report);
    for (const { to, report } of lies) this.#nodes.get(to)?.receive(round, report.from, report);
    for (const { to, report } of honest) {
      if (this.#liars.includes(to)) for (const chain of report.chains) this.#learn(chain);
    }
  }

  #lies(round: number): { to: NodeId; report: SignedReport }[] {
    const lieutenants = lieutenantsOf(this.#group);
    return this.#liars
      .filter((from) => (from === this.#group.general) === (round === 0))
      .flatMap((from) => {
        const options = this.#group.orders.map((order) => [null, ...this.#chains(round, from, order)]);
        return lieutenants
          .filter((to) => this.#nodes.has(to))
          .map((to) => ({ to, report: { round, from, chains: this.#choose(round, options) } }));
      });
  }

  /** One order at most in round 0, where more are void. */
  #choose(round: number, options: readonly (readonly (Chain | null)[])[]): Chain[] {
    if (round > 0) return options.flatMap((chains) => this.#choices.choose(chains) ?? []);
    const chain = this.#choices.choose([null, ...options.flat().filter((one) => one !== null)]);
    return chain ? [chain] : [];
  }

  #chains(round: number, from: NodeId, order: Order): Chain[] {
    const bases = [...this.#known.values()].filter((chain) => chain.order === order);
    const whole = bases.flatMap((chain) => this.#extended(chain, round + 1, from));
    const shorter =
      round === 0 ? [] : bases.flatMap((chain) => this.#extended(chain, round, from)).slice(0, 1);
    return [...whole, ...shorter, ...(bases.length === 0 ? [this.#forged(round, from, order)] : [])];
  }

  /** A base, and traitors' signatures behind it, the sender's last. */
  #extended(base: Chain, length: number, from: NodeId): Chain[] {
    const left = length - base.path.length;
    if (left < 1 || base.path.includes(from)) return [];
    const others = this.#liars.filter((id) => id !== from && !base.path.includes(id));
    return arrangements(others, left - 1)
      .map((middle) => [...middle, from].reduce((chain, id) => signChain(this.#hand, chain, id), base))
      .filter(({ path }) => path[0] === this.#group.general && path.lastIndexOf(this.#group.general) === 0);
  }

  #forged(round: number, from: NodeId, order: Order): Chain {
    const start = { order, path: [this.#group.general], signatures: ["0".repeat(SIGNATURE_DIGITS)] };
    const middle = this.#group.ids
      .filter((id) => id !== this.#group.general && id !== from)
      .slice(0, round - 1);
    const path = [...start.path, ...middle, from];
    return { order, path, signatures: path.map(() => "0".repeat(SIGNATURE_DIGITS)) };
  }

  /** Only beginnings that end with a loyal signature say more than traitors can say themselves. */
  #learn({ order, path, signatures }: Chain): void {
    for (let length = path.length; length >= 0; length--) {
      const last = path[length - 1];
      if (last === undefined ? path.length > 0 : this.#liars.includes(last)) continue;
      const start = { order, path: path.slice(0, length), signatures: signatures.slice(0, length) };
      this.#known.set(`${order} ${start.path.join(".")}`, start);
    }
  }
}

/** Every sequence of so many of the ids. */
function arrangements(ids: readonly NodeId[], size: number): NodeId[][] {
  if (size === 0) return [[]];
  return ids.flatMap((id) =>
    arrangements(
      ids.filter((other) => other !== id),
      size - 1,
    ).map((rest) => [id, ...rest]),
  );
}
