/** A violation of signed messages as traitors that a configuration can name, played by the simulator, and its story. */
import { completeEntry } from "../../../adversary/collude.js";
import type { Counterexample } from "../../../check/story.js";
import { endLines, moral, nodes } from "../../../check/story.js";
import type { Group, NodeId, Order } from "../../../core/group.js";
import { formatPath } from "../../../core/path.js";
import type { TraitorEntry } from "../../../core/traitor.js";
import { simulate } from "../../../sim/network.js";
import type { Broken } from "./check.js";
import type { SignedLie } from "./world.js";

/**
 * What a general alone signs is a script. An order that accomplices sign for each other is `release`, which shows it to
 * one lieutenant and is honest otherwise.
 */
export function signedCounterexample(group: Group, broken: Broken): Counterexample {
  const { condition: violated, order, liars } = broken;
  const isGeneralAlone = broken.told.every(({ by }) => by === group.general);
  const traitors = isGeneralAlone ? [scriptOf(group, broken.told)] : liars.map(releasing);
  const told = isGeneralAlone ? broken.told : [releasedBy(group, traitors, order)];
  const world = { group, order, traitors, seed: 0, roundTimeoutMs: 100, startTimeoutMs: 100 };
  const { result } = simulate(world);
  if (result.conditions[violated] !== "violated")
    throw new Error(
      `a violation of ${violated} that the simulator does not see: ${JSON.stringify({ world, broken })}`,
    );
  const decisions = new Map(result.decisions.map(({ id, order: decided }) => [id, decided]));
  const plot = { group, order, decisions, violated, liars: traitors.map(({ id }) => id) };
  return {
    ...{ group, order, traitors, violated, lies: told.length },
    decisions: result.decisions.map(({ id, order: decided }) => ({ id, order: decided })),
    isMinimal: told.length === broken.lies,
    isLeast: told.length === broken.lies,
    story: [opening(group, plot.liars), ...told.map(lieLine), ...endLines(plot), moral(plot)],
  };
}

function scriptOf({ general }: Group, told: readonly SignedLie[]): TraitorEntry {
  const lies = told.map(({ round, to, chains }) => ({
    ...{ round, to, path: [general], order: chains[0]?.order ?? null },
  }));
  return { id: general, strategy: "script", lies };
}

function releasing(id: NodeId): TraitorEntry {
  return { id, strategy: "release" };
}

function releasedBy(group: Group, traitors: readonly TraitorEntry[], order: Order): SignedLie {
  const entry = completeEntry(group, traitors, group.general, order);
  if (entry?.strategy !== "release" || !entry.plan)
    throw new Error(`lies that are neither a general's nor released: ${JSON.stringify(traitors)}`);
  const { round, to, order: hidden, path } = entry.plan;
  return { by: path.at(-1) as NodeId, round, to, chains: [{ order: hidden, path }] };
}

function opening({ ids, m, general }: Group, liars: readonly NodeId[]): string {
  const who =
    liars.length > 1
      ? `${nodes(liars)} are traitors and hold each other's keys`
      : `${nodes(liars)} is a traitor`;
  return `${ids.length} nodes run SM(${m}) under general ${general}, in ${m === 0 ? "round 0 alone" : `rounds 0 to ${m}`}; ${who}.`;
}

function lieLine({ by, round, to, chains }: SignedLie): string {
  const shown = chains.map(
    ({ order, path }) => `${order}, signed by ${nodes(path)} (path ${formatPath(path)})`,
  );
  return shown.length > 0
    ? `In round ${round} node ${by} shows node ${to} ${shown.join(", and ")}.`
    : `In round ${round} node ${by} shows node ${to} nothing.`;
}
