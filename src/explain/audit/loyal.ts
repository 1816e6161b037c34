/** The loyal nodes of a recording, played again from what they were told (recording/replay.ts): what each owed, and has to decide. */

import type { Group, NodeId, Order } from "../../core/group.js";
import { keptIn } from "../../core/grouped.js";
import type { Vector } from "../../core/protocol.js";
import type { Relay } from "../../core/relay.js";
import { protocolOf, roundsOf } from "../../protocols/index.js";
import type { ReportLine } from "../../recording/recording.js";
import { type Again, type Cast, playAgain } from "../../recording/replay.js";
import type { Facts } from "../facts.js";
import type { Findings } from "./findings.js";
import type { Inputs } from "./inputs.js";

/** What a loyal node can have come to: with all values brought that nobody knows of, and with none of them. */
export interface Due {
  readonly orders: readonly [Order, ...Order[]];
  readonly vectors: readonly Vector[];
}

/** Relays that all nodes together are told in one round of the largest run that is played again whole. */
const RELAYS_MAX = 10_000_000;

export class LoyalNodes {
  readonly ids: readonly NodeId[];
  readonly #cast: Cast;
  readonly #isWhole: boolean;
  readonly #played: ReadonlyMap<NodeId, Again>;
  /** where not all values were brought that could have been; absent where it makes no difference */
  readonly #without: ReadonlyMap<NodeId, Again> | undefined;
  readonly #spelled = new Map<string, readonly Relay[]>();

  constructor(
    facts: Facts,
    private readonly inputs: Inputs,
    findings: Findings,
  ) {
    const { group, recording } = facts;
    this.ids = group.ids.filter((id) => facts.isLoyal(id));
    const m = largestM(group);
    this.#isWhole = m === group.m;
    const byRound = this.#isWhole ? inputs.byRound : inputs.byRound.slice(0, m + 1);
    const isAllKnown = (id: NodeId) => inputs.unknownFrom(id) >= roundsOf(group);
    this.#cast = {
      run: recording.run,
      group: { ...group, m },
      ids: this.ids,
      byRound,
      bringing: new Set(this.ids.filter(isAllKnown)),
      othersBring: true,
    };
    this.#played = playAgain(this.#cast);
    if (group.contents && this.#isWhole) this.#without = playAgain({ ...this.#cast, othersBring: false });
    const isSpelled = byRound.flat().every(({ relays }) => relays !== undefined);
    if (!this.#isWhole && isSpelled)
      findings.cannotJudge(
        `the run is too large to be played again: what came after round ${m} is not judged.`,
      );
  }

  /** What this loyal node told in a round, itself too if so; null where nobody knows. */
  owedIn(
    id: NodeId,
    round: number,
  ): { readonly relays: readonly Relay[]; readonly isToSelf: boolean } | null {
    const owed = this.#played.get(id)?.owed[round];
    if (!owed || round > this.inputs.unknownFrom(id)) return null;
    const { group } = this.#cast;
    const { report, isToSelf } = owed;
    const spelled = () => (report ? protocolOf(group).relaysOf(group, report) : []);
    return { relays: keptIn(this.#spelled, `${round}.${id}`, spelled), isToSelf };
  }

  /** Reports that this node says it accepted, and that no node accepts. */
  voidAt(id: NodeId): readonly (readonly [line: ReportLine, why: string])[] {
    return this.#played.get(id)?.void ?? [];
  }

  /** What it has to decide; null where not all is known that it was told. */
  dueOf(id: NodeId): Due | null {
    const again = this.#played.get(id);
    if (!again || !this.#isWhole || !this.#cast.bringing.has(id)) return null;
    const without = this.#without?.get(id) ?? again;
    return {
      orders: [again.decision, without.decision],
      vectors: [again, without].flatMap(({ vector }) => (vector ? [vector] : [])),
    };
  }
}

/** m, or where that is too large one with which no round is: the rounds up to it are the same. */
function largestM(group: Group): number {
  let { m } = group;
  while (m > 0 && relaysMost({ ...group, m }) > RELAYS_MAX) m--;
  return m;
}

function relaysMost(group: Group): number {
  const kind = protocolOf(group);
  const each = Array.from({ length: roundsOf(group) }, (_, round) => {
    return kind.senders(group, round).length * kind.relaysEach(group, round);
  });
  return group.ids.length * Math.max(...each);
}
