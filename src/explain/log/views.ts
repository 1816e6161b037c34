/**
 * What became of each view of a recorded log, and why those were skipped that were. Who held what when is known of loyal members
 * alone, and suffices: each of them says when it gave a view up.
 */
import type { NodeId } from "../../core/group.js";
import { groupedBy } from "../../core/grouped.js";
import { leaderOf } from "../../protocols/simplex/rules.js";
import type { View, VoteKind } from "../../protocols/simplex/types.js";
import type { LogLine, LogRecording } from "../../recording/log-lines.js";

export type LineOf<T extends LogLine["type"]> = Extract<LogLine, { type: T }>;

/**
 * - silent: its leader sent no block.
 * - late: its block reached no other loyal member before that one had given the view up, or not at all.
 * - twoBlocks: its leader signed more than one.
 * - badBlock: what it signed is no block by the rules.
 * - tooFewVotes: its block came in time to some, and no quorum's votes for it did.
 */
export type SkipReason = "silent" | "late" | "twoBlocks" | "badBlock" | "tooFewVotes";

export interface LogView {
  readonly view: View;
  readonly leader: NodeId;
  /** when the first loyal member entered it; null: all went past it */
  readonly enteredMs: number | null;
  /** what its leader signed, as far as it was sent; what stands in the log first */
  readonly blocks: readonly LineOf<"block">[];
  /** by loyal members */
  readonly received: readonly LineOf<"received">[];
  readonly votes: readonly LineOf<"voted">[];
  /** when the first loyal member held the certificate */
  readonly certifiedMs: Readonly<Partial<Record<VoteKind, number>>>;
  /** final by its own finalization, or below a later block that is; skipped; none of these when the recording ended */
  readonly outcome: "final" | "below" | "skipped" | "open";
  /** of a view that was skipped */
  readonly why: SkipReason | null;
}

export function logViews(recording: LogRecording): LogView[] {
  const lines = groupedBy(
    recording.lines.filter((line) => line.type !== "submitted"),
    ({ view }) => view,
  );
  const left = leavingTimes(recording);
  return [...lines]
    .sort(([a], [b]) => a - b)
    .map(([view, its]) => viewOf(recording, view, its, (id) => left(id, view)));
}

function viewOf(
  { head }: LogRecording,
  view: View,
  lines: readonly LogLine[],
  leftMs: (id: NodeId) => number,
): LogView {
  const leader = leaderOf(head.members, view);
  const [votes, certified] = [of(lines, "voted"), of(lines, "certified")];
  const firstOf = (kind: VoteKind) => certified.find((line) => line.kind === kind)?.at;
  const certifiedMs = Object.fromEntries(
    (["notarize", "nullify", "finalize"] as const).flatMap((kind) => {
      const atMs = firstOf(kind);
      return atMs === undefined ? [] : [[kind, atMs]];
    }),
  ) as LogView["certifiedMs"];
  const inLog = of(lines, "committed")[0]?.hash;
  const outcome = outcomeOf(certifiedMs, inLog !== undefined);
  const why = outcome === "skipped" ? whySkipped(leader, lines, leftMs) : null;
  const enteredMs = of(lines, "entered")[0]?.at ?? null;
  const blocks = of(lines, "block").sort((a, b) => Number(b.hash === inLog) - Number(a.hash === inLog));
  const received = of(lines, "received");
  return { view, leader, enteredMs, blocks, received, votes, certifiedMs, outcome, why };
}

function outcomeOf({ finalize, nullify }: LogView["certifiedMs"], isCommitted: boolean): LogView["outcome"] {
  if (finalize !== undefined) return "final";
  if (isCommitted) return "below";
  return nullify === undefined ? "open" : "skipped";
}

function whySkipped(leader: NodeId, lines: readonly LogLine[], leftMs: (id: NodeId) => number): SkipReason {
  const [blocks, received, votes] = [of(lines, "block"), of(lines, "received"), of(lines, "voted")];
  if (votes.some(({ why }) => why === "badBlock")) return "badBlock";
  const hashes = new Set([...blocks, ...received].map(({ hash }) => hash));
  const isCaught = of(lines, "evidence").some((one) => one.of === leader && one.misdeed === "twoProposals");
  if (hashes.size > 1 || isCaught) return "twoBlocks";
  if (hashes.size === 0) return "silent";
  const gaveUpMs = (id: NodeId) =>
    votes.find(({ node, kind }) => node === id && kind === "nullify")?.at ?? leftMs(id);
  return received.some(({ node, at }) => at <= gaveUpMs(node)) ? "tooFewVotes" : "late";
}

/** When each loyal member entered a view above this one, which it did not have to give up for that. */
function leavingTimes({ lines }: LogRecording): (id: NodeId, view: View) => number {
  const entered = groupedBy(of(lines, "entered"), ({ node }) => node);
  return (id, view) => entered.get(id)?.find((line) => line.view > view)?.at ?? Number.POSITIVE_INFINITY;
}

export function of<T extends LogLine["type"]>(lines: readonly LogLine[], type: T): LineOf<T>[] {
  return lines.filter((line): line is LineOf<T> => line.type === type);
}
