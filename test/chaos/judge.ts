/**
 * Judges what was played, from decisions alone and not by the program's own judgement: IC1 and IC2 among the nodes
 * that neither lie nor were harmed. A run with more faulty nodes than m must say that nothing is guaranteed.
 */
import type { NodeId } from "../../src/core/group.js";
import type { RunResult } from "../../src/recording/result.js";
import { type Case, faultyIn, TROUBLES } from "./draw.js";
import type { Played } from "./play.js";

export interface Judged {
  readonly violations: readonly string[];
  /** the machine was too slow for nodes that nothing was done to, so the run proves nothing */
  readonly isTooSlow: boolean;
}

export function judgePlayed(one: Case, played: Played): Judged {
  const manners = mannersOf(one, played);
  if (one.trouble !== null && one.trouble !== "recordingFull")
    return { violations: manners, isTooSlow: false };
  const result = resultIn(played);
  if (result === null) return { violations: [...manners, "no result on stdout"], isTooSlow: false };
  const about = [...manners, ...exitOf(one, played, result)];
  const { m } = one.group;
  if (faultyIn(one).size > m) {
    const isFlagged = !result.guaranteed || played.code === 1 || played.code === 2;
    return {
      violations: isFlagged ? about : [...about, `more than m = ${m} faulty, and reported as guaranteed`],
      isTooSlow: false,
    };
  }
  const broken = brokenConditions(one, result);
  const isTooSlow = broken.length > 0 && slowClean(one, result).length > 0;
  return { violations: isTooSlow ? about : [...about, ...broken], isTooSlow };
}

/** How any run has to behave, whatever happens to it. */
function mannersOf(one: Case, { stdout, stderr, code, signal, hung, orphans, files }: Played): string[] {
  const found: string[] = [];
  if (hung) found.push("it hung and had to be killed");
  else if (signal !== null) found.push(`the launcher was killed by ${signal}`);
  if (orphans.length > 0) found.push(`processes outlived it: ${orphans.join(", ")}`);
  if (files.length > 0) found.push(`files were left behind: ${files.join(", ")}`);
  if (/^\s+at .+:\d+:\d+\)?$/m.test(stderr + stdout)) found.push("a stack trace was shown");
  if (stderr.includes("this is a bug")) found.push("it called itself a bug");
  if (one.trouble === null) return found;
  if (code !== TROUBLES[one.trouble]) found.push(`${one.trouble} ended with exit code ${code}`);
  if (!/strategos: .+\n {2}fix: .+/.test(stderr)) found.push(`${one.trouble} was not told with a fix`);
  return found;
}

/** The exit code follows from the conditions; within the bound they hold, and beyond it nothing is promised. */
function exitOf(
  one: Case,
  { code }: Played,
  { conditions, guaranteed, observed, traitors }: RunResult,
): string[] {
  const found: string[] = [];
  const all = [conditions.ic1, conditions.ic2];
  const expected = all.includes("unknown") ? 2 : all.includes("violated") ? 1 : 0;
  if (one.trouble === null && code !== expected) {
    found.push(`exit code ${code}, and the conditions are ${all.join(" and ")}`);
  }
  const counted = new Set([...traitors, ...observed].map(({ id }) => id)).size;
  if (guaranteed !== counted <= one.group.m) found.push(`${counted} faulty, and guaranteed is ${guaranteed}`);
  if (guaranteed && expected !== 0) found.push(`guaranteed, and the conditions are ${all.join(" and ")}`);
  return found;
}

/** Nodes that neither lie nor were harmed. */
function cleanIn(one: Case): NodeId[] {
  const faulty = faultyIn(one);
  return one.group.ids.filter((id) => !faulty.has(id));
}

function brokenConditions(one: Case, { decisions }: RunResult): string[] {
  const { general } = one.group;
  const clean = cleanIn(one);
  const decided = decisions.filter(({ id }) => clean.includes(id) && id !== general);
  const told = decided.map(({ id, order }) => `${id} ${order ?? "nothing"}`).join(", ");
  const orders = new Set(decided.map(({ order }) => order));
  if (orders.has(null)) return [`nodes that nothing was done to are undecided: ${told}`];
  if (orders.size > 1) return [`IC1 is broken: ${told}`];
  const isObeyed = decided.every(({ order }) => order === one.order);
  return clean.includes(general) && !isObeyed ? [`IC2 is broken: ordered ${one.order}, decided ${told}`] : [];
}

/** Nodes that nothing was done to, and that still stood still, or were late at one another. */
function slowClean(one: Case, { observed, faults }: RunResult): NodeId[] {
  const clean = cleanIn(one);
  const late = faults.filter(({ kind, node }) => kind === "late" && clean.includes(node));
  return clean.filter(
    (id) =>
      late.some(({ from }) => from === id) ||
      observed.some((seen) => seen.id === id && seen.why.startsWith("stood still")),
  );
}

function resultIn({ stdout }: Played): RunResult | null {
  try {
    return JSON.parse(stdout) as RunResult;
  } catch {
    return null;
  }
}
