/**
 * A trial: a ladder of levels, each a number of worlds, up to the first level that fails. Several worlds are played at a time, at
 * tables of their own; what fails is the first world by number all the same, so that a trial can be repeated.
 */
import { aloneIn, playAlone } from "./alone.js";
import { judge } from "./judge.js";
import type { Level, Plan } from "./levels/plan.js";
import { play } from "./play.js";
import { type Budget, type Failed, type Replay, shrink } from "./shrink.js";
import type { House, Table } from "./table.js";
import type { Diagnosis, Failure, LevelReport, TrialReport } from "./trial-report.js";
import type { World } from "./world.js";

export interface TrialOptions {
  readonly command: readonly string[];
  readonly plan: Plan;
  readonly levels: readonly Level[];
  /** worlds a level */
  readonly worlds: number;
  readonly house: House;
  /** worlds that are played at a time */
  readonly tables: number;
  readonly shrinking: Budget;
  /** Which typical mistake the program behaves like. */
  readonly diagnose?: (failed: Failed) => Promise<Diagnosis | null>;
  readonly onLevel?: (done: LevelReport) => void;
}

export interface TrialOutcome {
  readonly report: TrialReport;
  /** the first world that failed, with as few lies as were found to do */
  readonly failed: Failed | null;
  /** the number of that world in its level, from 1 */
  readonly worldNumber: number | null;
}

export async function tryProgram(options: TrialOptions): Promise<TrialOutcome> {
  const { house, levels } = options;
  try {
    const tables = Array.from({ length: options.tables }, () => house.table());
    const reports: LevelReport[] = [];
    for (const level of levels) {
      const { worlds, failed } = await playLevel(level, tables, options);
      reports.push({ name: level.name, passed: failed === null, worlds });
      options.onLevel?.(reports.at(-1) as LevelReport);
      if (!failed) continue;
      const missed = levels.slice(reports.length).map(({ name }) => ({ name, passed: false, worlds: 0 }));
      return await outcomeOf([...reports, ...missed], { level: level.name, failed, worlds }, options);
    }
    return { report: reportOf(options, reports, null, null), failed: null, worldNumber: null };
  } finally {
    await house.end();
  }
}

interface LevelEnd {
  /** how many were played, the failed one the last of them */
  readonly worlds: number;
  readonly failed: Failed | null;
}

async function playLevel(level: Level, tables: readonly Table[], options: TrialOptions): Promise<LevelEnd> {
  const worlds = numbered(level.worlds(options.plan), options.worlds);
  let played = 0;
  let first: { readonly number: number; readonly failed: Failed } | null = null;
  // drawn one by one, while programs at other tables work
  const playOn = async (table: Table): Promise<void> => {
    for (const { number, world } of worlds) {
      played = number + 1;
      const failed = await playAt(table, world, options.house);
      if (failed && number < (first?.number ?? Number.POSITIVE_INFINITY)) first = { number, failed };
      if (first) return;
    }
  };
  await Promise.all(tables.map(playOn));
  const found = first as { readonly number: number; readonly failed: Failed } | null;
  if (found) return { worlds: found.number + 1, failed: found.failed };
  return playAllAlone(level, tables, options, played);
}

/** Behind the worlds of a group those in which each program stands alone. */
async function playAllAlone(
  level: Level,
  tables: readonly Table[],
  { plan, house }: TrialOptions,
  before: number,
): Promise<LevelEnd> {
  const alone = aloneIn(level.name, plan);
  let worlds = before;
  for (const place of house.soloists) {
    const found = await playAlone(alone, tables, { protocol: plan.protocol, place });
    if (found) return { worlds: worlds + found.number + 1, failed: found.failed };
    worlds += alone.length;
  }
  return { worlds, failed: null };
}

function* numbered(worlds: Iterable<World>, count: number): Generator<{ number: number; world: World }> {
  let number = 0;
  for (const world of worlds) {
    yield { number, world };
    if (++number === count) return;
  }
}

async function playAt(table: Table, world: World, { isMixed }: House): Promise<Failed | null> {
  const played = await play(world, table.cast(world), isMixed);
  const finding = judge(played);
  return finding && { world, played, finding };
}

async function outcomeOf(
  levels: readonly LevelReport[],
  { level, failed, worlds }: { level: string; failed: Failed; worlds: number },
  options: TrialOptions,
): Promise<TrialOutcome> {
  const isAlone = failed.world.alone !== undefined;
  const least = isAlone ? failed : await leastOf(failed, options);
  const diagnosis = (await options.diagnose?.(least)) ?? null;
  const report = reportOf(options, levels, failureOf(level, least), diagnosis);
  return { report, failed: least, worldNumber: worlds };
}

/** The same failure with fewer lies, or as it is with a line that says that it does not come again. */
async function leastOf(failed: Failed, options: TrialOptions): Promise<Failed> {
  const { finding, world } = failed;
  const replay = await replayOf(failed, options);
  if (finding.kind === "program" || (await replay(world))) return shrink(failed, replay, options.shrinking);
  return { ...failed, finding: { ...finding, details: [...finding.details, NOT_AGAIN] } };
}

const NOT_AGAIN =
  "Played again by programs that were started anew this world passes: something is kept from the worlds before it, or left to chance.";

/** One program alone is quicker; it has to fail the same way among nodes that the trial plays. */
async function replayOf({ world, finding }: Failed, { house }: TrialOptions): Promise<Replay> {
  const all = house.table();
  const place = finding.node === null ? 0 : world.group.ids.indexOf(finding.node) + 1;
  if (place === 0 || finding.kind === "program") return (one) => playAt(all, one, house);
  const alone = house.table(place);
  const again = await playAt(alone, world, house);
  const isSame = again?.finding.kind === finding.kind && again.finding.node === finding.node;
  return (one) => playAt(isSame ? alone : all, one, house);
}

function failureOf(level: string, { world, finding }: Failed): Failure {
  const { node, kind, details: _, ...said } = finding;
  return { level, node, kind, ...said, traitors: world.traitors, recording: null };
}

function reportOf(
  { command, plan }: TrialOptions,
  levels: readonly LevelReport[],
  failure: Failure | null,
  diagnosis: Diagnosis | null,
): TrialReport {
  const passed = levels.every((level) => level.passed);
  const { protocol, seed } = plan;
  return { version: 1, command, protocol, seed, passed, levels, failure, diagnosis };
}
