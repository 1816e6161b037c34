/** Flags of `strategos check` that would be of no use beside others: refused, since nothing is to be dropped in silence. */
import { flagName } from "../config/draft.js";
import type { CheckSettings } from "./check-shared.js";
import { usage } from "./exit.js";

type Flag = keyof CheckSettings;

const OF_WORLDS: readonly Flag[] = ["seed", "shard", "atBound", "orders"];
const OF_QUESTIONS: readonly Flag[] = ["smtlib", "dimacs"];
/** What groups and lies are, where not every world has its own. */
const OF_SIZES: readonly Flag[] = ["m", "traitors", "rounds", "write"];
const OF_PROOFS: readonly Flag[] = ["nodes", ...OF_SIZES, ...OF_QUESTIONS];

/** What an answer is told in; a question to a solver has none yet. */
const OF_ANSWERS: readonly Flag[] = ["write", "json"];

export function refuseIdle(settings: CheckSettings): void {
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
