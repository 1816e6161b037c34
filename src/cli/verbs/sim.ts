/** `strategos sim`: the same in one process, on virtual time. */
import { flagName } from "../../config/draft.js";
import { CONFIG_FLAGS } from "../../config/flags.js";
import { Run } from "../../config/run.js";
import { printable } from "../../core/printable.js";
import type { Report } from "../../core/protocol.js";
import { wholeNumber } from "../../core/whole.js";
import { drawWorld } from "../../sim/draw.js";
import { type InjectedFault, simulate, type World } from "../../sim/network.js";
import { traceLine } from "../../sim/trace.js";
import { checkWorld } from "../../sim/world.js";
import { encodeReport } from "../../wire/codec.js";
import { CliError, EXIT, usage } from "../exit.js";
import { assertFits } from "../feasible.js";
import { assertWritable } from "../files.js";
import { finish } from "../finish.js";
import { finishByLemma } from "../lemma.js";
import { readNamedJson } from "../reading.js";
import {
  CONFIG_OPERAND,
  CONFIGURATION_FLAGS,
  drawsTree,
  flagGiven,
  OUTPUT_FLAGS,
  readSettings,
  type Settings,
  withFile,
} from "../settings.js";
import { LOG_FLAGS, refuseOfRuns, simLog } from "../sim-log.js";
import { HAPPENINGS, SEQUENCE_FLAGS, simSequence } from "../sim-sequence.js";
import type { SettingsOf, Verb } from "../verb.js";

const FAULTS_BYTES_MAX = 1024 * 1024;

const FLAGS = {
  ...OUTPUT_FLAGS,
  "--faults <file>": "faults of links, clocks and nodes to inject: a JSON list (docs/SIMULATOR.md)",
  "--world <seed>": "replay one world of a campaign (check --random) by its seed",
  "--at-bound": "with --world: of a campaign with n = 3m",
  "--lemma": "decide from the paths of traitors alone: no trees, any size (docs/PROOFS.md)",
  "--quiet": "nothing on stderr but failures, and what --trace asks for",
  "--trace": "print one line a step on stderr: time, node, what came, what it did",
  ...SEQUENCE_FLAGS,
  ...LOG_FLAGS,
  "--force": "simulate although it would not fit in memory",
} as const;

export type SimSettings = Settings & SettingsOf<typeof FLAGS>;

export const verb: Verb = {
  operands: CONFIG_OPERAND,
  flags: { ...CONFIGURATION_FLAGS, ...FLAGS },
  refuse: (file: string | undefined, settings: SimSettings) => refuseIdle(withFile(file, settings)),
  run: (file: string | undefined, settings: SimSettings) =>
    settings.log === undefined ? sim(withFile(file, settings)) : simLog(settings),
};

/** What each way to simulate does not know. */
function refuseIdle(settings: SimSettings): void {
  if (settings.log !== undefined) return refuseOfRuns(settings);
  if (settings.links !== undefined) throw usage("--links goes with --log", { log: "10" });
  assertSequence(settings);
  if (settings.agreements !== undefined) return;
  if (settings.lemma) return assertAlone(settings);
  if (settings.world !== undefined) assertOfCampaign(settings);
  else if (settings.atBound) throw usage("--at-bound goes with --world", { "at-bound": null });
}

async function sim(settings: SimSettings): Promise<number> {
  if (settings.agreements !== undefined) return simSequence(settings);
  if (settings.lemma) return finishByLemma(readSettings(settings), settings);
  const { world, frameBytes } = worldFor(settings);
  if (settings.record) assertWritable(settings.record);
  const simulated = simulate({
    ...world,
    ...(frameBytes && { frameBytes }),
    keepsReports: settings.record !== undefined || drawsTree(world.group.ids.length, settings),
    recordAll: settings.recordAll === true,
    ...(settings.trace && {
      onStep: (traced) => process.stderr.write(`${printable(traceLine(world.group, traced), 2000)}\n`),
    }),
  });
  const result = { ...simulated.result, recording: settings.record ?? null };
  const { decideMs } = result.timing;
  return finish(
    simulated.recording,
    result,
    settings,
    `simulated: decided after ${decideMs} ms of virtual time`,
  );
}

/** What only sequences know, and what they do not. */
function assertSequence(settings: SimSettings): void {
  const isSequence = settings.agreements !== undefined;
  const strange = isSequence
    ? (["faults", "world", "atBound", "lemma", "trace", "record"] as const)
    : HAPPENINGS;
  const other = strange.find((flag) => settings[flag] !== undefined);
  if (other === undefined) return;
  const name = flagName(other);
  const cause = isSequence
    ? `${name} does not go with --agreements, which plays a whole sequence`
    : `${name} goes with --agreements`;
  throw usage(cause, isSequence ? { [name.slice(2)]: null } : { agreements: "5" });
}

/** What the lemma does not know: faults, worlds of a campaign, reports to record. */
function assertAlone(settings: SimSettings): void {
  const other = (["faults", "world", "record"] as const).find((flag) => settings[flag] !== undefined);
  if (!other) return;
  const cause = `--${other} does not go with --lemma, which sends nothing and knows no time`;
  throw usage(cause, { [other]: null });
}

/** A world has its own nodes, lies and faults. */
function assertOfCampaign(settings: SimSettings): void {
  const other = (["config", "faults", ...CONFIG_FLAGS] as const).find((flag) => settings[flag] !== undefined);
  if (!other) return;
  const flag = flagGiven(other, settings);
  const what = flag === "--config" ? "a configuration" : flag;
  throw usage(`${what} does not go with --world, which is a whole world by itself`, {
    world: null,
    "at-bound": null,
  });
}

interface Sized {
  readonly world: World;
  readonly frameBytes?: (report: Report) => number;
}

function worldFor(settings: SimSettings): Sized {
  if (settings.world !== undefined) {
    const seed = wholeNumber(settings.world);
    if (seed === null) {
      throw usage(
        `--world ${printable(settings.world, 40)} is not a world's seed`,
        "give the number that check --random printed",
      );
    }
    return { world: drawWorld(seed, settings.atBound === true).world };
  }
  const run = new Run(readSettings(settings));
  const { config, group, values } = run;
  const { order, traitors, seed, roundTimeoutMs, startTimeoutMs } = config;
  if (!settings.force) assertFits(run, "sim", settings);
  const faults = settings.faults === undefined ? [] : readFaults(settings.faults);
  const world = {
    group,
    order,
    ...(values && { values }),
    traitors,
    seed,
    roundTimeoutMs,
    startTimeoutMs,
    faults,
  };
  assertWorld(world, settings.faults);
  return { world, frameBytes: frameBytesOf(run) };
}

/** Faults that ask for more than there is are a mistake of whoever wrote them. */
function assertWorld(world: World, file: string | undefined): void {
  try {
    checkWorld(world);
  } catch (error) {
    if (!(error instanceof RangeError) || file === undefined) throw error;
    const fix = "write each as docs/SIMULATOR.md shows";
    throw new CliError(EXIT.config, `the faults ${printable(file)}: ${error.message}`, fix);
  }
}

/** What a report takes on the wire of this configuration. */
function frameBytesOf({ config, driven, hash, wire }: Run): (report: Report) => number {
  const context = { group: driven, hash, run: config.run, wire, instance: 0 };
  let last: { readonly report: Report; readonly bytes: number } | undefined;
  return (report) => {
    if (last?.report !== report) {
      const parts = encodeReport(context, report).flat();
      last = { report, bytes: parts.reduce((bytes, part) => bytes + part.length, 0) };
    }
    return last.bytes;
  };
}

function readFaults(file: string): InjectedFault[] {
  const fix = "write a JSON list of faults, as docs/SIMULATOR.md shows";
  const wanted = { what: "the list of faults", bytesMax: FAULTS_BYTES_MAX, exitCode: EXIT.config, fix };
  const faults = readNamedJson(file, wanted);
  if (Array.isArray(faults)) return faults as InjectedFault[];
  throw new CliError(EXIT.config, `the faults ${printable(file)} are not a list`, fix);
}
