/** A trial for people: the ladder as it is climbed, and of a failed world what was wrong, in what world, and what to do next. */
import pc from "picocolors";
import type { ProtocolName } from "../core/group.js";
import { formatPath } from "../core/path.js";
import { protocolOf } from "../protocols/index.js";
import type { Level } from "../trial/levels/plan.js";
import { type ToldLie, toldLies } from "../trial/lied.js";
import type { Played } from "../trial/play.js";
import { RULES } from "../trial/rules/protocols.js";
import type { TrialOutcome } from "../trial/trial.js";
import type { LevelReport } from "../trial/trial-report.js";
import { commandText } from "./shell.js";

/** Of more lies only the number is told. */
const LIES_TOLD_MAX = 12;
const NAME_COLUMNS = 16;

/** `strategos test: python3 node.py` and what is on trial. */
export function headText(
  command: readonly string[],
  protocol: ProtocolName,
  seed: number,
  who: string,
): string {
  const title = protocolOf({ protocol }).title("m");
  return `${pc.bold(command.join(" "))}\n${pc.dim(`on trial for ${title}: ${who}; seed ${seed}`)}\n`;
}

/** One rung of the ladder. */
export function levelText({ name, passed, worlds }: LevelReport, about: string, number: number): string {
  const place = String(number).padStart(2);
  const label = name.padEnd(NAME_COLUMNS);
  const count = `${worlds} ${worlds === 1 ? "world" : "worlds"}`.padEnd(12);
  if (passed) return `${place}  ${pc.green("passed")}  ${label} ${pc.dim(count)} ${pc.dim(about)}`;
  if (worlds === 0) return pc.dim(`${place}  -       ${label}`);
  const failed = `in world ${worlds}`.padEnd(12);
  return `${place}  ${pc.red("failed")}  ${label} ${failed} ${pc.dim(about)}`;
}

export interface Repeat {
  /** words that play the failed level again, without the program */
  readonly flags: readonly string[];
  readonly recording: string | undefined;
}

/** What stands below the ladder. */
export function endText({ report, failed }: TrialOutcome, levels: readonly Level[], repeat: Repeat): string {
  const reached = report.levels.filter(({ passed }) => passed).length;
  if (report.passed || !failed || !report.failure) {
    const all = levels.length === 1 ? "The level is passed." : `All ${levels.length} levels are passed.`;
    return `\n${pc.green(all)}\n`;
  }
  const { finding, played } = failed;
  const { diagnosis } = report;
  const again = commandText(
    "test",
    "--level",
    report.failure.level,
    ...repeat.flags,
    "--",
    ...report.command,
  );
  const lines = [
    "",
    `Level ${reached} of ${levels.length} is reached.`,
    "",
    pc.bold(finding.sentence),
    ...finding.details.map((line) => `  ${line}`),
    ...(finding.kind === "program" ? [] : ["", ...worldLines(played)]),
    ...(diagnosis ? ["", ...diagnosisLines(diagnosis)] : []),
    "",
    `again:   ${again}`,
    ...(repeat.recording === undefined
      ? [`record:  add --record FILE, and explain and view open the world`]
      : [
          `look:    ${commandText("explain", repeat.recording)}, or ${commandText("view", repeat.recording)}`,
        ]),
  ];
  return `${lines.join("\n")}\n`;
}

function diagnosisLines({
  name,
  sentence,
  worlds,
  differs,
}: NonNullable<TrialOutcome["report"]["diagnosis"]>): string[] {
  const names = name.replaceAll("|", " or ");
  return [
    `It behaves like ${pc.bold(names)}: ${sentence}`,
    pc.dim(`(in all of ${worlds} worlds, ${differs} of which a right node ends otherwise)`),
  ];
}

/** Who was who in the world, and the lies. */
function worldLines(played: Played): string[] {
  const { world } = played;
  const { group, order, traitors, values, alone } = world;
  const { ids, m, general, defaultOrder } = group;
  if (alone !== undefined)
    return [
      `The world: nodes ${ids.join(", ")}; m = ${m}; general ${general}; the default is ${defaultOrder}; node ${alone} stands alone, and all that it hears is given.`,
    ];
  const who = values
    ? `their values are ${ids.map((id) => `${id}: ${values[id]}`).join(", ")}`
    : traitors.includes(general)
      ? `general ${general} is a traitor`
      : `general ${general} orders ${order}`;
  const liars =
    traitors.length === 0
      ? "nobody lies"
      : `${traitors.length === 1 ? "traitor" : "traitors"} ${traitors.join(", ")}`;
  const lies = toldLies(played);
  return [
    `The world: nodes ${ids.join(", ")}; m = ${m}; ${who}; the default is ${defaultOrder}; ${liars}.`,
    ...lies.slice(0, LIES_TOLD_MAX).map((lie) => `  ${lieText(lie, group.protocol)}`),
    ...(lies.length > LIES_TOLD_MAX ? [`  … and ${lies.length - LIES_TOLD_MAX} more lies`] : []),
  ];
}

function lieText({ by, round, to, path, order, owed }: ToldLie, protocol: ProtocolName): string {
  const on = RULES[protocol].onPath(path) || ` on path ${formatPath(path)}`;
  const instead = owed === null ? ", where it owed nothing" : ` in the place of ${owed}`;
  return `in round ${round} node ${by} told node ${to} ${order === null ? "nothing" : order}${on}${instead}`;
}
