/** One sentence for each moment of a recorded log: what just happened, in the terms of `strategos explain`; why a view was skipped is said shorter. */
import { contents, leaderName, viewLines } from "../../explain/log/view-lines.js";
import { members, ms, short } from "../../explain/log/words.js";
import { type Line, say, sentence, span } from "../../explain/text.js";
import { faultyMax, leaderOf, quorumOf } from "../../protocols/simplex/rules.js";
import type { LogRecording } from "../../recording/log-lines.js";
import { hearerOf, type Log, type LogMoment, logSoFar, viewAt } from "./log-moments.js";
import type { Beat } from "./moments.js";

export function logSentence(log: Log, at: number, beat: Beat): Line {
  const { head, end } = log.recording;
  const n = head.members.length;
  const moment = log.moments[at - 1];
  if (!moment)
    return say`${n} members keep a log, of whom ${faultyMax(n)} may lie; a quorum is ${quorumOf(n)}. Nothing has happened yet.`;
  if (at === log.moments.length && end && end.violations.length > 0)
    return [span("violated", `Against the rules: ${end.violations[0]}`)];
  if (beat === "round") {
    const { seen, told } = logSoFar(log, at);
    const view = told.views.findLast((one) => one.view <= viewAt(log, at));
    const [line] = view ? viewLines(seen, told, view, at < log.moments.length) : [];
    if (line) return line;
  }
  const hearer = hearerOf(moment[0]);
  const heard = hearer === undefined ? "" : `member ${hearer} hears that `;
  return say`At ${ms(moment[0].at)}. ${sentence(say`${heard}${happened(log, at, moment)}`)}`;
}

function happened(log: Log, at: number, moment: LogMoment): Line {
  const { recording } = log;
  const [line] = moment;
  const ids = moment.map(({ node }) => node);
  const [who, isOne] = [members(ids), new Set(ids).size === 1];
  const does = (one: string, many: string) => (isOne ? one : many);
  switch (line.type) {
    case "submitted":
      return say`command ${line.command} is submitted to ${who}.`;
    case "entered": {
      const leader = leaderOf(recording.head.members, line.view);
      return say`${who} ${does("enters", "enter")} view ${line.view}, which ${leaderName(recording.head, leader)} leads.`;
    }
    case "block":
      return say`${leaderName(recording.head, line.node)} proposes a block in view ${line.view}, ${short(line.hash)}, ${contents(line.commands)}.`;
    case "received":
      return say`the block of view ${line.view} reaches ${who}.`;
    case "voted":
      if (line.kind === "nullify")
        return say`${who} ${does("votes", "vote")} to nullify view ${line.view}: ${line.why === "badBlock" ? "what came is no block by the rules" : "its leader was waited for in vain"}.`;
      return say`${who} ${does("votes", "vote")} to ${line.kind} the block of view ${line.view}.`;
    case "certified": {
      const votes = say`${who} ${does("holds", "hold")} the votes of ${members(line.by)}`;
      if (line.kind === "notarize")
        return say`${votes}, a quorum: the block of view ${line.view} is notarized.`;
      if (line.kind === "finalize") return say`${votes}, a quorum: the block of view ${line.view} is final.`;
      return say`${votes}, a quorum: view ${line.view} is ${span("violated", "skipped")}${skipped(log, at, line.view)}.`;
    }
    case "evidence":
      return say`${who} can prove that member ${line.of} signed what contradicts itself in view ${line.view}.`;
    case "committed": {
      const commands = commandsOf(recording, line.hash);
      return say`the block of view ${line.view}, ${contents(commands)}, is now in the log of ${who}, at height ${line.height}.`;
    }
  }
}

/** Why, as far as it is known by then. */
function skipped(log: Log, at: number, view: number): string {
  const why = logSoFar(log, at).told.views.find((one) => one.view === view)?.why;
  return why ? `, for ${SKIPPED[why]}` : "";
}

const SKIPPED = {
  silent: "its leader sent no block",
  late: "its leader’s block came too late",
  twoBlocks: "its leader signed two blocks",
  badBlock: "its leader signed what is no block",
  tooFewVotes: "its block got too few votes in time",
} as const;

export function skippedText(why: keyof typeof SKIPPED): string {
  return SKIPPED[why];
}

function commandsOf({ lines }: LogRecording, hash: string): readonly number[] {
  const block = lines.find((line) => line.type === "block" && line.hash === hash);
  return block?.type === "block" ? block.commands : [];
}
