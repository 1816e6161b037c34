/** Whether a run fits in the memory there is: asked before anything starts, and cheap enough to be asked always. */
import { freemem } from "node:os";
import { liesByRelay } from "../adversary/strategies.js";
import { Run } from "../config/run.js";
import type { Group } from "../core/group.js";
import { largestFitting, type Memory, memoryOf } from "../plan/memory.js";
import { type Plan, planOf, roughReportBytes } from "../plan/plan.js";
import { bytesText } from "./amounts.js";
import { CliError, EXIT } from "./exit.js";

export interface Feasibility {
  readonly memory: Memory;
  /** what this process could get now: the machine's, or its container's */
  readonly availableBytes: number;
}

interface Keeping {
  readonly recordAll?: boolean;
}

export function feasibilityOf(run: Run, keeping: Keeping): Feasibility {
  const availableBytes = process.availableMemory?.() ?? freemem();
  return { memory: memoryFor(run, keeping), availableBytes };
}

/** Throws where `run` or `sim` would not fit; small plans are not even looked at. */
export function assertFits(run: Run, verb: "run" | "sim", keeping: Keeping): void {
  if (!couldMatter(run.plan) && !keeping.recordAll) return;
  const refusal = refusalOf(run, verb, feasibilityOf(run, keeping), keeping);
  if (refusal !== null) throw new CliError(EXIT.config, refusal);
}

/** Above this a tree is worth a thought: at n = 19, m = 6 it has 2.4 MB. */
const TREE_BYTES_MIN = 1_000_000;

/** Whether memory and time are worth an estimate before a run starts. */
export function couldMatter({ node }: Plan): boolean {
  return node.treeBytes > TREE_BYTES_MIN;
}

/** Cause and ways out, or null where it fits. */
export function refusalOf(
  run: Run,
  verb: "run" | "sim",
  { memory, availableBytes }: Feasibility,
  keeping: Keeping,
): string | null {
  const needed = verb === "run" ? memory.allBytes : memory.simBytes;
  if (needed <= availableBytes) return null;
  const { m, nodes } = run.config;
  const each = verb === "run" ? ` (${nodes.length} nodes, ${bytesText(memory.nodeBytes)} each)` : "";
  const memoryAt = (fewer: number) => memoryFor(new Run({ ...run.config, m: fewer }), keeping);
  const fewer = largestFitting(m, availableBytes, memoryAt);
  const fixes = [
    ...(fewer !== null && verb === "run"
      ? [`tolerate fewer traitors: --m ${fewer} takes ${bytesText(memoryAt(fewer).allBytes)}`]
      : []),
    verb === "run" && memory.simBytes <= availableBytes
      ? `strategos sim, which takes ${bytesText(memory.simBytes)} in one process`
      : "strategos sim --lemma, which needs no trees",
    "--force to try it all the same",
  ];
  return `${verb} takes about ${bytesText(needed)} of memory here${each}, and ${bytesText(availableBytes)} are available\n  fix: ${fixes.join("; ")}`;
}

/** Of real processes as they are driven; a simulation has every round whole. Rows count as they lie in memory. */
function memoryFor({ config, driven, group, wire }: Run, { recordAll }: Keeping): Memory {
  const apart = config.traitors.filter(liesByRelay);
  const load = { apart: apart.length, recordsAll: recordAll === true };
  const memoryIn = (of: Group) =>
    memoryOf(
      planOf(of, (round) => roughReportBytes(of, wire, round)),
      wire,
      load,
    );
  return { ...memoryIn(driven), simBytes: memoryIn(group).simBytes };
}
