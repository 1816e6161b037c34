/** `strategos check`: every lie there is, or random worlds; what breaks is written down to be played again. */
import pc from "picocolors";
import type { CheckedCase } from "../../check/check.js";
import { PROVERS } from "../../check/protocols.js";
import type { Proved, ProvedCase, Prover } from "../../check/prover.js";
import { flagName } from "../../config/draft.js";
import { PROTOCOLS } from "../../protocols/names.js";
import { exitCodeOf } from "../../recording/verdict.js";
import { campaign, merged, showCampaign } from "../check-campaign.js";
import { checkLog, type LogCheckSettings, refuseOfRounds } from "../check-log.js";
import { writeQuestions } from "../check-question.js";
import {
  CHECK_FLAGS,
  type CheckSettings,
  caseName,
  coloured,
  judgementText,
  refuseSizes,
  sizesFrom,
  storyLines,
  titleOf,
  writeCounterexample,
} from "../check-shared.js";
import { usage } from "../exit.js";
import { plainTable } from "../table.js";
import { tooLargeText } from "../too-large.js";
import type { Verb } from "../verb.js";

export const verb: Verb = { flags: CHECK_FLAGS, refuse: refuseIdle, run };

function run(settings: CheckSettings | LogCheckSettings): number {
  if (settings.protocol === "simplex") return checkLog(settings);
  const prover = PROVERS[settings.protocol];
  const isQuestion = settings.smtlib !== undefined || settings.dimacs !== undefined;
  if (!prover.draws) refuseOfOm(settings);
  if (settings.merge) return showCampaign(merged(settings.merge), settings);
  if (settings.random !== undefined) return showCampaign(campaign(settings), settings);
  if (settings.nodes === undefined) {
    throw usage(
      "check needs to know what to check",
      `give --nodes N${prover.draws ? ", or --random COUNT" : ""}`,
    );
  }
  if (isQuestion) return writeQuestions(settings);
  return proof(prover, settings);
}

/** What only a protocol with drawn lies has. */
function refuseOfOm(settings: CheckSettings): void {
  const { protocol, nodes, random, merge, smtlib, dimacs } = settings;
  const given = Object.entries({ random, merge, smtlib, dimacs }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`],
  );
  if (given.length === 0) return;
  const able = PROTOCOLS.filter((one) => PROVERS[one].draws).join(" and ");
  const instead = nodes === undefined ? " and give --nodes N" : "";
  throw usage(
    `random worlds and questions to solvers are of ${able}, and not of ${protocol}`,
    `leave ${given.join(" and ")} out${instead}, or leave --protocol out`,
  );
}

function proof(prover: Prover<Proved>, settings: CheckSettings): number {
  const sizesIn = (given: CheckSettings) => sizesFrom(given, (m) => prover.rounds(m));
  const asked = {
    general: settings.general,
    isWritten: settings.write !== undefined,
    onCase: (done: CheckedCase) => progress(settings, `  ${caseName(done)}: ${done.covered} worlds`),
  };
  refuseSizes(settings, (given) => prover.refusal(sizesIn(given), { ...asked, general: given.general }));
  const sizes = sizesIn(settings);
  const proved = prover.prove(sizes, asked);
  if (settings.write !== undefined) writeCounterexample(settings.write, proved.counterexample);
  process.stdout.write(`${settings.json ? JSON.stringify(proved) : proofText(prover, proved, settings)}\n`);
  return exitCodeOf(proved.conditions);
}

function proofText(prover: Prover<Proved>, proved: Proved, { protocol, write: file }: CheckSettings): string {
  const { conditions, worlds, cases, counterexample } = proved;
  const tooLarge = tooLargeText(protocol, proved.n, proved.rounds - 1);
  return [
    pc.bold(`${titleOf(proved)}${prover.by ?? ""} (${prover.bound(proved)})`),
    ...(tooLarge === null ? [] : [pc.yellow(tooLarge)]),
    ...(prover.notes?.(proved) ?? []),
    caseTable(cases),
    `worlds covered ${worlds.covered}; ${prover.effort(proved)}`,
    `IC1 ${coloured(conditions.ic1)}   IC2 ${coloured(conditions.ic2)}`,
    ...(counterexample ? ["", ...storyLines(counterexample, file)] : []),
  ].join("\n");
}

/** A row a case; where a case is proved by one argument or more, by which. */
function caseTable(cases: readonly ProvedCase[]): string {
  const by = cases.some(({ proofs }) => proofs) ? ["by"] : [];
  const table = plainTable(["case", "worlds covered", "IC1", "IC2", ...by]);
  for (const one of cases) {
    const judged = (["ic1", "ic2"] as const).map((condition) => judgementText(one, condition));
    const proofs = one.proofs?.map(({ argument, evaluated, folds }) =>
      evaluated === "0" ? argument : `${argument}: ${evaluated} worlds, ${folds} folds`,
    );
    table.push([caseName(one), one.covered, ...judged, ...(proofs ? [proofs.join("\n")] : [])]);
  }
  return table.toString();
}

function progress({ quiet, json }: CheckSettings, line: string): void {
  if (!quiet && !json) process.stderr.write(`${line}\n`);
}

type Flag = keyof CheckSettings;

const OF_WORLDS: readonly Flag[] = ["seed", "shard", "atBound", "orders"];
const OF_QUESTIONS: readonly Flag[] = ["smtlib", "dimacs"];
/** What groups and lies are, where not every world has its own. */
const OF_SIZES: readonly Flag[] = ["m", "traitors", "rounds", "write"];
const OF_PROOFS: readonly Flag[] = ["nodes", ...OF_SIZES, ...OF_QUESTIONS];

/** What an answer is told in; a question to a solver has none yet. */
const OF_ANSWERS: readonly Flag[] = ["write", "json"];

/** Flags of `strategos check` that would be of no use beside others: refused, since nothing is to be dropped in silence. */
function refuseIdle(settings: CheckSettings | LogCheckSettings): void {
  if (settings.protocol === "simplex") return refuseOfRounds(settings);
  const { merge, nodes, random, protocol } = settings;
  refuse(`a check of ${protocol}, which has rounds`, ["views"], settings);
  if (merge) refuse("--merge", [...OF_PROOFS, ...OF_WORLDS, "random"], settings);
  else if (random !== undefined && nodes !== undefined)
    refuse("--random with --nodes, whose lies are drawn", [...OF_QUESTIONS, "atBound"], settings);
  else if (random !== undefined)
    refuse(
      "--random without --nodes, whose worlds have groups of their own",
      [...OF_SIZES, ...OF_QUESTIONS, "orders"],
      settings,
    );
  else refuse("a proof", OF_WORLDS, settings);
  if (settings.smtlib !== undefined) refuse("--smtlib", OF_ANSWERS, settings);
  if (settings.dimacs !== undefined) refuse("--dimacs", OF_ANSWERS, settings);
}

function refuse(what: string, idle: readonly Flag[], settings: CheckSettings): void {
  const given = idle.filter((flag) => settings[flag] !== undefined).map(flagName);
  if (given.length === 0) return;
  const changes = Object.fromEntries(given.map((flag) => [flag.slice(2), null]));
  throw usage(`${given.join(" and ")} ${given.length > 1 ? "do" : "does"} not go with ${what}`, changes);
}
