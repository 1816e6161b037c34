/** A violation of the phase king as scripted traitors, played by the shipped protocol, and its story. */
import { deviationOf } from "../../../adversary/deviation.js";
import { type NodeFactory, playBy } from "../../../check/play.js";
import {
  type Counterexample,
  endLines,
  gathered,
  generalLine,
  moral,
  nodes,
  type Plot,
} from "../../../check/story.js";
import { entriesOf, type OwnedLie } from "../../../check/witness.js";
import { ABOVE_3M } from "../../../core/bound.js";
import type { Order } from "../../../core/group.js";
import { at } from "../../../core/must.js";
import type { Protocol } from "../../../core/protocol.js";
import { type KingReport, PhaseKing, phaseKing, stepOf } from "../rules.js";
import type { KingLie } from "./least.js";

export interface KingPlot extends Pick<Plot, "group" | "order" | "violated"> {
  readonly phases: number;
}

/** That nothing is violated when the lies are played is a bug. */
export function kingCounterexample(plot: KingPlot, told: readonly KingLie[]): Counterexample {
  const { group, order, violated, phases } = plot;
  const lies = told.map(({ by, round, to, order: bit }): OwnedLie => {
    return { by, round, to, path: [by], order: bit === null ? null : at(group.orders, bit) };
  });
  const traitors = entriesOf(lies);
  const liars = traitors.map(({ id }) => id);
  const deviations = traitors.map((one) => [one.id, deviationOf<KingReport>(group, one, 0)] as const);
  const { decisions, verdict } = playBy(kingsOf(phases), kingOf(phases), group, order, new Map(deviations));
  if (verdict[violated] !== "violated")
    throw new Error(`a violation of ${violated} that nobody sees: ${JSON.stringify({ plot, told })}`);
  const end = { group, order, liars, decisions, violated };
  return {
    ...{ group, order, traitors, violated, lies: told.length, isMinimal: true, isLeast: true },
    decisions: group.ids.map((id) => ({ id, order: decisions.get(id) as Order })),
    story: [
      opening(plot),
      generalLine(end),
      ...gathered(lies, ({ order: word }) => `${word}`).map(lieLine),
      ...endLines(end),
      moral(plot),
    ],
  };
}

/** The protocol with so many phases. */
function kingsOf(phases: number): Protocol<KingReport> {
  return { ...phaseKing, lastRound: () => 3 * phases };
}

/** A node that decides after so many. */
function kingOf(phases: number): NodeFactory<KingReport> {
  return (group, id, order) => new PhaseKing(group, id, order, 3 * phases);
}

function opening({ group: { ids, m, general }, phases }: KingPlot): string {
  const n = ids.length;
  const kings = phases === 0 ? "no king" : `kings ${ids.slice(0, phases).join(", ")}`;
  const bound = ABOVE_3M.tolerates(n, m)
    ? `${n} is more than 3·${m}, so they agree while ${m === 0 ? "none" : `at most ${m}`} of them ${m > 1 ? "lie" : "lies"} and a king is loyal`
    : `${n} is not more than 3·${m}, so nothing is guaranteed`;
  return `${n} nodes run the phase king for m = ${m} under general ${general}, with ${kings}; ${bound}.`;
}

/** One sentence for each traitor, round and word. */
function lieLine(lies: readonly OwnedLie[]): string {
  const { by, round, order: word } = at(lies, 0);
  const to = nodes(lies.map((lie) => lie.to));
  const phase = Math.floor((round - 1) / 3) + 1;
  switch (stepOf(round)) {
    case "order":
      return `In round 0 the general tells ${to} ${word}, which is not the order he was to give.`;
    case "exchange":
      return `In round ${round}, the exchange of phase ${phase}, node ${by} tells ${to} ${word}, which is not its value.`;
    case "proposals":
      return `In round ${round}, among proposals of phase ${phase}, node ${by} tells ${to} that it proposes ${word ?? "nothing"}, which it would not.`;
    case "king":
      return `In round ${round}, as king of phase ${phase}, node ${by} tells ${to} ${word}, which is not its value.`;
  }
}
