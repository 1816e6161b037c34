/**
 * One world of signed messages, played by the shipped protocol on every loyal node; what traitors say is chosen step by
 * step. In each round each traitor chooses, for each loyal lieutenant and each order, one chain or none among those that can
 * exist: the signatures that traitors have, extended by traitors' own, of the round's length; one that is shorter; and
 * where the general has not signed the order, one with a forged signature. A void report is the same as none.
 */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../../../core/group.js";
import { type Telling, tellingsIn } from "../../../core/in-step.js";
import type { Party } from "../../../core/party.js";
import type { Seat } from "../../../core/protocol.js";
import { type Chain, SIGNATURE_DIGITS, type Signer, signChain, unsigned } from "../../../core/signer.js";
import { judge, type Verdict } from "../../../recording/verdict.js";
import { Notary } from "../../../sim/notary.js";
import { type SignedReport, signedMessages } from "../rules.js";

export type MakeSigned = (part: Seat) => Party<SignedReport>;

/** A report to a loyal lieutenant that is not what an honest node in the traitor's place would have sent. */
export interface SignedLie {
  readonly by: NodeId;
  readonly round: number;
  readonly to: NodeId;
  readonly chains: readonly Pick<Chain, "order" | "path">[];
}

/** The choices of one world after the other. */
export class Choices {
  /**
   * Of all these worlds, so that each signature is drawn once. What was signed in another world is good in this one, too, but
   * traitors hold only what they are shown in this one.
   */
  readonly notary = new Notary(1);
  readonly #taken: { index: number; readonly of: number }[] = [];
  #at = 0;

  choose<T>(options: readonly T[]): T {
    const taken = (this.#taken[this.#at++] ??= { index: 0, of: options.length });
    return options[taken.index] as T;
  }

  /** The same world once more. */
  rewind(): void {
    this.#at = 0;
  }

  next(): boolean {
    this.rewind();
    for (let last = this.#taken.at(-1); last; last = this.#taken.at(-1)) {
      if (++last.index < last.of) return true;
      this.#taken.pop();
    }
    return false;
  }
}

export class SignedWorld {
  readonly #group: Group;
  readonly #order: Order;
  readonly #liars: readonly NodeId[];
  readonly #nodes: ReadonlyMap<NodeId, Party<SignedReport>>;
  readonly #hand: Signer;
  /** what traitors would be if they were honest, where lies are to be told from the truth; they tell each other the truth */
  readonly #honest: ReadonlyMap<NodeId, Party<SignedReport>>;
  readonly #told: SignedLie[] = [];
  /** chains that traitors have seen, and each of their beginnings */
  readonly #known = new Map<string, Chain>();

  constructor(
    {
      group,
      order,
      liars,
    }: { readonly group: Group; readonly order: Order; readonly liars: readonly NodeId[] },
    private readonly choices: Choices,
    make: MakeSigned,
    countsLies: boolean,
  ) {
    this.#group = group;
    this.#order = order;
    this.#liars = liars;
    const { notary } = choices;
    this.#hand = notary.signerOf(liars);
    const loyal = group.ids.filter((id) => !liars.includes(id));
    const made = (self: NodeId) =>
      [self, make({ group, self, order, signer: notary.signerOf([self]) })] as const;
    this.#nodes = new Map(loyal.map(made));
    this.#honest = new Map(countsLies ? liars.map(made) : []);
    if (liars.includes(group.general)) for (const one of group.orders) this.#learn(unsigned(one));
  }

  play(): { readonly verdict: Verdict; readonly lies: readonly SignedLie[] } {
    for (let round = 0; round <= this.#group.m; round++) this.#round(round);
    const decisions = new Map([...this.#nodes].map(([id, node]) => [id, node.decide()]));
    const group = this.#group;
    const verdict = judge({ group, order: this.#order, traitors: this.#liars, observed: [], decisions });
    return { verdict, lies: this.#told };
  }

  #round(round: number): void {
    const honest = tellingsIn(signedMessages, this.#group, this.#nodes, round);
    const lies = this.#lies(round);
    this.#compare(round, lies, honest);
    for (const { from, to, report } of honest) this.#nodes.get(to)?.receive(round, from, report);
    for (const { to, report } of lies) this.#nodes.get(to)?.receive(round, report.from, report);
    for (const { report, to } of honest) {
      if (this.#liars.includes(to)) for (const chain of report.chains) this.#learn(chain);
    }
  }

  /** Notes which of the traitors' reports are lies, and tells their honest selves what they are told. */
  #compare(
    round: number,
    said: readonly { readonly to: NodeId; readonly report: SignedReport }[],
    loyal: readonly Telling<SignedReport>[],
  ): void {
    const honest = tellingsIn(signedMessages, this.#group, this.#honest, round);
    for (const { to, report } of said) {
      if (!this.#honest.has(report.from)) continue;
      const owed = honest.find(({ from }) => from === report.from)?.report.chains ?? [];
      if (textOf(owed) === textOf(report.chains)) continue;
      this.#told.push({ by: report.from, round, to, chains: report.chains });
    }
    for (const { from, to, report } of [...loyal, ...honest])
      this.#honest.get(to)?.receive(round, from, report);
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
    if (round > 0) return options.flatMap((chains) => this.choices.choose(chains) ?? []);
    const chain = this.choices.choose([null, ...options.flat().filter((one) => one !== null)]);
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

function textOf(chains: readonly Chain[]): string {
  return chains.map(({ order, path }) => `${order} ${path.join(".")}`).join();
}
