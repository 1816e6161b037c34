/**
 * What one node held in a run of a protocol that keeps no message tree of listed orders: each protocol says what there is
 * to hold. By the shipped rules from the reports that the node accepted; of a traitor, what it would have held had it been
 * honest.
 */
import type { Group, NodeId } from "../core/group.js";
import { Carrying } from "../protocols/values/rules.js";
import { groupOfRun, type Recording } from "../recording/recording.js";
import { nodeAgain, reportsByRound } from "../recording/replay.js";
import type { Held } from "./explained.js";
import { EXPLAINED } from "./protocols.js";
import { refuseCounted } from "./trees.js";

/** What nodes held, all of them if none are named. Throws RecordingError where the recording only counts what was told. */
export function heldIn(recording: Recording, ids = recording.run.nodes): ReadonlyMap<NodeId, Held> {
  refuseCounted(recording.reports, "record the run with sim and --record-all");
  const { run, reports } = recording;
  const group = groupOfRun(run);
  const byRound = reportsByRound(run, reports);
  const held = group.ids
    .filter((id) => ids.includes(id) && !run.programs?.includes(id))
    .map((id) => {
      const node = nodeAgain(run, id);
      const inner = node instanceof Carrying ? node.inner : node;
      return [id, EXPLAINED[run.protocol].held({ group, id, node, inner, byRound })] as const;
    });
  return new Map(held.flatMap(([id, one]) => (one ? [[id, one]] : [])));
}

/** `round 2`; where rounds are for different things also what it is for: `round 3, phase 1: king, node 1`. */
export function roundName(group: Group, round: number): string {
  return EXPLAINED[group.protocol].roundName?.(group, round) ?? `round ${round}`;
}
