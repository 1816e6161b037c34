/**
 * Runs that are played on from a moment of another run: it is played again up to one message, that one is changed, and all
 * that follows is simulated. Who sent it is a traitor from there on. A run that was opened is played again as it was
 * told: what its traitors said they say again, and what did not come does not come.
 */

import type { Group, NodeId, Order } from "../../core/group.js";
import { formatPath } from "../../core/path.js";
import type { Relay } from "../../core/relay.js";
import type { ScriptedLie, TraitorEntry } from "../../core/traitor.js";
import { protocolOf, roundsOf } from "../../protocols/index.js";
import { RecordingError } from "../../recording/fields.js";
import { groupOfRun, type Recording, type ReportLine } from "../../recording/recording.js";
import { playAgain, reportsByRound } from "../../recording/replay.js";
import { simulate } from "../../sim/network.js";
import type { World } from "../../sim/world.js";
import { groupOfSetup, type Setup, valuesOfSetup } from "./setup.js";

/** One relay, told otherwise by its path's last node; null: left out. */
export type Change = ScriptedLie;

const ROUND_TIMEOUT_MS = 2000;

export function worldOfSetup(setup: Setup): World {
  const values = valuesOfSetup(setup);
  return worldOf(groupOfSetup(setup), { ...setup, ...(values && { values }) });
}

function worldOf(
  group: Group,
  given: Pick<World, "order" | "traitors" | "seed" | "values" | "faults">,
): World {
  const { order, traitors, seed, values, faults } = given;
  const times = { roundTimeoutMs: ROUND_TIMEOUT_MS, startTimeoutMs: ROUND_TIMEOUT_MS };
  return { group, order, traitors, seed, ...times, ...(values && { values }), ...(faults && { faults }) };
}

export function recordingOf(world: World): Recording {
  return simulate({ ...world, spellsOut: true }).recording;
}

/** A world in which all is told as it was. Throws RecordingError where there is none. */
export function worldOfRecording(recording: Recording): World {
  const { run, reports } = recording;
  const group = groupOfRun(run);
  const cannot = (why: string) => {
    return new RecordingError(
      null,
      `this recording cannot be played on: ${why}`,
      "set the run up, and simulate it",
    );
  };
  if (reports.some(({ relays }) => relays === undefined))
    throw cannot("some of its reports are counted, not spelled out");
  const world = worldOf(group, {
    order: run.order,
    traitors: scriptsOf(recording, group),
    seed: 1,
    ...(run.values && { values: run.values }),
    faults: lostIn(recording, group),
  });
  const again = recordingOf(world);
  const isSame = againIn(again.reports) === againIn(reports);
  if (!isSame) throw cannot("played again, its nodes tell something else");
  return world;
}

/** The traitors of a run, each with a script that has it tell again what it told. */
export function scriptsOf(recording: Recording, group: Group): TraitorEntry[] {
  return recording.run.traitors.map(({ id }) => {
    const lies = liesOf(recording, group, id).map(({ owed: _, ...lie }) => lie);
    return { id, strategy: "script", lies };
  });
}

/** What was told, and what an honest node would have told; null: nothing. */
export interface ToldLie extends ScriptedLie {
  readonly owed: Order | null;
}

/** What a node told that it would not have told if it were honest. */
export function liesOf({ run, reports }: Recording, group: Group, id: NodeId): ToldLie[] {
  const byRound = reportsByRound(run, reports);
  const played = playAgain({ run, group, ids: [id], byRound, bringing: new Set(), othersBring: true });
  return reports.flatMap(({ round, from, to, relays = [] }): ToldLie[] => {
    const owed = from === id && to !== id ? played.get(id)?.owed[round]?.report : null;
    if (!owed) return [];
    const told = new Map(relays.map(({ path, order }) => [formatPath(path), order]));
    const honest = protocolOf(group).relaysOf(group, owed);
    const due = new Set(honest.map(({ path }) => formatPath(path)));
    const unowed = relays.filter(({ path }) => !due.has(formatPath(path)));
    return [
      ...honest.map(({ path, order }) => ({ path, order, said: told.get(formatPath(path)) ?? null })),
      ...unowed.map(({ path, order }) => ({ path, order: null, said: order })),
    ].flatMap(({ path, order: owes, said }) =>
      owes === said ? [] : [{ round, to, path, order: said, owed: owes }],
    );
  });
}

/** Reports that were owed and not accepted. */
function lostIn({ reports }: Recording, group: Group): NonNullable<World["faults"]> {
  const protocol = protocolOf(group);
  const heard = new Set(reports.map(({ round, from, to }) => `${round}.${from}.${to}`));
  return Array.from({ length: roundsOf(group) }, (_, round) => round).flatMap((round) =>
    protocol.senders(group, round).flatMap((from) =>
      protocol
        .receivers(group, round)
        .filter((to) => to !== from && !heard.has(`${round}.${from}.${to}`))
        .map((to) => ({ kind: "loss", round, from, to }) as const),
    ),
  );
}

function againIn(reports: readonly ReportLine[]): string {
  const told = reports.map(({ round, from, to, relays = [] }) =>
    JSON.stringify([round, from, to, relays.map(textOf)]),
  );
  return told.sort().join("\n");
}

export function textOf({ path, order }: Relay): string {
  return `${formatPath(path)} ${order}`;
}

/** The same world but for this relay. */
export function changedWorld(world: World, { round, to, path, order }: Change): World {
  const { traitors, faults = [] } = world;
  const from = path.at(-1) ?? 0;
  const isAgain = (one: (typeof faults)[number]) =>
    one.kind === "tell" && one.round === round && one.to === to && formatPath(one.path) === formatPath(path);
  const isTraitor = traitors.some(({ id }) => id === from);
  return {
    ...world,
    traitors: isTraitor ? traitors : [...traitors, { id: from, strategy: "script", lies: [] }],
    faults: [...faults.filter((one) => !isAgain(one)), { kind: "tell", round, from, to, path, order }],
  };
}

/** The relay as it was told in a run; null where it was not. */
export function toldIn({ reports }: Recording, { round, to, path }: Change): Relay | null {
  const line = reports.find((one) => one.round === round && one.to === to && one.from === path.at(-1));
  return line?.relays?.find((relay) => formatPath(relay.path) === formatPath(path)) ?? null;
}
