/** `strategos check --protocol simplex`: all worlds of votes, and every member that is run twice. */
import pc from "picocolors";
import { flagName } from "../config/draft.js";
import { checkTwins, type TwinsChecked } from "../protocols/simplex/check/twins.js";
import { checkVotes, type VotesChecked } from "../protocols/simplex/check/votes.js";
import { faultyMax, quorumOf } from "../protocols/simplex/rules.js";
import type { CheckSettings } from "./check-shared.js";
import { EXIT, usage } from "./exit.js";
import { countOf } from "./numbers.js";

export interface LogCheckSettings extends Pick<CheckSettings, "nodes" | "views" | "json" | "quiet"> {
  readonly protocol: "simplex";
}

const TAKEN = new Set(["protocol", "nodes", "views", "json", "quiet", "general"]);

/** Twins are of the least group with a traitor. */
const TWINS_NODES = 4;

export function checkLog(settings: LogCheckSettings): number {
  const n = countOf("--nodes", settings.nodes ?? "4");
  const views = countOf("--views", settings.views ?? "4");
  if (n < 4 || n > 13)
    throw usage(`--nodes ${n}: this check is of groups of 4 to 13`, "give a number between, as in --nodes 7");
  if (views < 1 || views > 8)
    throw usage(`--views ${views}: this check is of 1 to 8 views`, "give a number between, as in --views 4");
  const votes = checkVotes(n, views);
  const twins = n === TWINS_NODES ? checkTwins(views, undefined, progress(settings)) : null;
  const isSafe = votes.broken === null && (twins === null || twins.broken === null);
  process.stdout.write(`${settings.json ? json(n, votes, twins) : text(n, votes, twins)}\n`);
  return isSafe ? EXIT.holds : EXIT.violated;
}

/** Flags of what has rounds, and no log. */
export function refuseOfRounds(settings: object): void {
  const isGeneral = "general" in settings && settings.general !== "both";
  const others = Object.keys(settings).filter((flag) => !TAKEN.has(flag));
  const flags = [...others, ...(isGeneral ? ["general"] : [])].map(flagName);
  if (flags.length === 0) return;
  throw usage(
    `${flags[0]} is of no use here: simplex keeps a log, and is checked by --nodes and --views`,
    Object.fromEntries(flags.map((flag) => [flag.slice(2), null])),
  );
}

function progress({ quiet, json: isJson }: LogCheckSettings): (line: string) => void {
  return (line) => void (!quiet && !isJson && process.stderr.write(`  ${line}\n`));
}

function json(n: number, votes: VotesChecked, twins: TwinsChecked | null): string {
  const written = { protocol: "simplex", n, q: quorumOf(n), views: votes.views, votes, twins };
  return JSON.stringify(written, (_key, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
}

function text(n: number, votes: VotesChecked, twins: TwinsChecked | null): string {
  const [q, f] = [quorumOf(n), faultyMax(n)];
  const lines = [
    pc.bold(`All votes of ${n} members over ${votes.views} views, ${f} of them traitors, quorums of ${q}`),
    `  ${votes.worlds} worlds, in ${votes.classes} classes of equal certificates: ${verdict(votes.broken === null)}`,
    "  no view is finalized and nullified, and no two finalized blocks are on different branches",
  ];
  if (votes.broken) lines.push(`  ${votes.broken.what}:`, ...votes.broken.views.map((view) => `    ${view}`));
  if (!twins) return lines.join("\n");
  lines.push(
    pc.bold(
      `Every member run twice under one key, every partition of the five in each of ${twins.views} views`,
    ),
    `  ${twins.scenarios} scenarios, ${twins.played} of them played: ${verdict(twins.broken === null)}`,
    "  logs are equal as far as they go, and a block is final within three more views that loyal members lead",
  );
  if (twins.broken) {
    const { twin, partitions, what } = twins.broken;
    lines.push(`  member ${twin} twice, partitions ${partitions.join(", ")}: ${what}`);
  }
  return lines.join("\n");
}

function verdict(isSafe: boolean): string {
  return isSafe ? pc.green("holds") : pc.red("violated");
}
