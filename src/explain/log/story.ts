/** A recorded log told in sentences: who led each view, what became of it and why, and where each command sat. */
import { faultyMax, quorumOf } from "../../protocols/simplex/rules.js";
import type { Hash } from "../../protocols/simplex/types.js";
import { MISDEEDS } from "../../protocols/simplex/types.js";
import type { LogHead, LogRecording, RealGroup } from "../../recording/log-lines.js";
import { count, type Line, listed, say, section, sentence, span, type Text } from "../text.js";
import { type LogCommand, logCommands } from "./commands.js";
import { viewLines } from "./view-lines.js";
import { type LogView, logViews, of } from "./views.js";
import { byTime, members, ms, viewsText } from "./words.js";

export interface ToldLog {
  readonly views: readonly LogView[];
  readonly commands: readonly LogCommand[];
  /** what must not be, whoever lies */
  readonly violations: readonly string[];
}

/** Of more only the number is told. */
const TOLD_MAX = 200;

export function tellLog(recording: LogRecording): ToldLog {
  const views = logViews(recording);
  const commands = logCommands(recording, views);
  const violations = [...(recording.end?.violations ?? []), ...conflictsIn(recording, views)];
  return { views, commands, violations };
}

export function logText(recording: LogRecording, told: ToldLog): Text {
  const { views, commands, violations } = told;
  return [
    ...opening(recording, views, commands),
    ...section(
      "The views",
      atMost(views, "view", (view) => viewLines(recording, told, view)),
    ),
    ...section(
      "The commands",
      atMost(commands, "command", (command) => [commandLine(command)]),
    ),
    ...section("The log", endLines(recording, violations)),
  ];
}

function atMost<T>(all: readonly T[], noun: string, told: (one: T) => Text): Text {
  const left = all.length - TOLD_MAX;
  if (all.length === 0) return [say`None.`];
  return [
    ...all.slice(0, TOLD_MAX).flatMap(told),
    ...(left > 0 ? [[span("note", `… and ${count(left, noun)} more: --json has them all`)]] : []),
  ];
}

function opening(
  { head, lines }: LogRecording,
  views: readonly LogView[],
  commands: readonly LogCommand[],
): Text {
  const n = head.members.length;
  const told = head.real?.by.length ?? n - head.traitors.length;
  const skipped = views.filter(({ outcome }) => outcome === "skipped").map(({ view }) => view);
  const final = commands.filter((one) => one.final.length >= told);
  const passed =
    skipped.length === 0
      ? "none was skipped"
      : `${skipped.length} ${skipped.length === 1 ? "was" : "were"} skipped: ${viewsText(skipped)}`;
  return [
    say`A log of ${count(n, "member")}, of whom ${faultyMax(n)} may lie; a quorum is ${quorumOf(n)}.`,
    head.real ? realGroup(head, head.real, lines.at(-1)?.at ?? 0) : traitorsLine(head),
    say`A leader is waited for ${ms(3 * head.deltaMs)}, which is 3Δ, and longer while nothing gets final.`,
    say`Of ${count(views.length, "view")} ${passed}. Final at every ${head.real ? "member that recorded" : "loyal member"}: ${final.length} of ${count(commands.length, "command")}.`,
  ];
}

function traitorsLine({ traitors }: LogHead): Line {
  const names = traitors.map(({ id, strategy }) => span("traitor", `member ${id} (${strategy})`));
  if (names.length === 0) return say`There are no traitors.`;
  return say`${names.length === 1 ? "The traitor is" : "The traitors are"} ${listed(names)}.`;
}

/** Who wrote it down, and from when to when. */
function realGroup({ members: all }: LogHead, { by, epoch, startedMs }: RealGroup, endMs: number): Line {
  const others = all.filter((id) => !by.includes(id));
  const rest =
    others.length === 0
      ? ""
      : `; of ${members(others)} it has what ${by.length === 1 ? "that one" : "these"} heard`;
  const [from, to] = [startedMs, startedMs + endMs].map((time) => new Date(time).toISOString());
  return say`Epoch ${epoch}, as ${members(by)} recorded it from ${from ?? ""} to ${to ?? ""}${rest}.`;
}

function commandLine(told: LogCommand): Line {
  const { command, name, node, submittedMs, block, final, waitedOut, inVain } = told;
  const stood = inVain.length === 0 ? "" : `stood in the block of ${viewsText(inVain)}, in vain; `;
  const which = name === "" ? say`Command ${command}` : say`Command ${command} (${name})`;
  const start =
    node === null
      ? say`${which}, submitted to a member that recorded nothing: ${stood}`
      : say`${which}, submitted to member ${node} at ${ms(submittedMs)}: ${stood}`;
  if (!block) return say`${start}in no block of the log.`;
  const place = say`${start}${waitText(block.atMs - submittedMs, waitedOut)}in the block of view ${block.view} at ${ms(block.atMs)}`;
  if (final.length === 0) return say`${place}, which was not final when the recording ended.`;
  return say`${place}; final at ${listed(byTime(final))}.`;
}

function waitText(waitedMs: number, waitedOut: LogCommand["waitedOut"]): string {
  if (waitedMs < 0.5) return "";
  const why =
    waitedOut.length === 0
      ? ""
      : `, while ${viewsText(waitedOut)} ${waitedOut.length === 1 ? "was" : "were"} skipped`;
  return `waited ${ms(waitedMs)} for a block${why}; `;
}

/** What no two loyal members may hold; read from the lines, and not from what the end says of them. */
function conflictsIn({ lines }: LogRecording, views: readonly LogView[]): string[] {
  const log = new Map<number, Hash>();
  const apart = new Set<number>();
  for (const { height, hash } of of(lines, "committed")) {
    if ((log.get(height) ?? hash) !== hash) apart.add(height);
    log.set(height, hash);
  }
  const both = views.filter(
    ({ certifiedMs: { nullify, finalize } }) => nullify !== undefined && finalize !== undefined,
  );
  return [
    ...[...apart].map((height) => `loyal members hold different blocks at height ${height}`),
    ...both.map(({ view }) => `view ${view} is both finalized and nullified`),
  ];
}

function endLines(recording: LogRecording, violations: readonly string[]): Text {
  const who = recording.head.real ? "members that recorded" : "loyal members";
  const whole = say`All ${who} hold one log, and no view is both finalized and nullified.`;
  return [
    ...(violations.length > 0
      ? atMost(violations, "violation", (one) => [[span("violated", one)]])
      : [whole]),
    ...evidenceLines(recording),
    ...(recording.end === null && !recording.head.real
      ? [say`The recording was cut off: what came later is not known.`]
      : []),
  ];
}

/** A line for each misdeed of a member, the first time that it was seen. */
function evidenceLines({ lines }: LogRecording): Text {
  const evidence = of(lines, "evidence");
  const first = new Map(evidence.toReversed().map((one) => [`${one.of} ${one.misdeed}`, one]));
  return [...first.values()].toReversed().map(({ of: by, misdeed, view }) => {
    const who = evidence.filter((one) => one.of === by && one.misdeed === misdeed && one.view === view);
    return say`${sentence(say`${members(who.map(({ node }) => node))}`)} can prove that member ${by} ${MISDEEDS[misdeed]} in view ${view}.`;
  });
}
