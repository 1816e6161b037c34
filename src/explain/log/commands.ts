/** Where each command of a recorded log sat, from its submission until it was final, and at whom. */
import type { NodeId } from "../../core/group.js";
import type { Hash, Height, View } from "../../protocols/simplex/types.js";
import type { LogRecording } from "../../recording/log-lines.js";
import { type LineOf, type LogView, listAt, of } from "./views.js";

export interface LogCommand {
  readonly command: number;
  /** the member that it was submitted to */
  readonly node: NodeId;
  readonly submittedMs: number;
  /** views whose blocks held it and did not come into the log */
  readonly inVain: readonly View[];
  /** views that were skipped while it waited for the block that it is final in */
  readonly waitedOut: readonly View[];
  /** the one in the log, or the last one, of which that is open */
  readonly block: { readonly view: View; readonly height: Height; readonly atMs: number } | null;
  /** at each loyal member, the first first */
  readonly final: readonly { readonly node: NodeId; readonly atMs: number }[];
}

export function logCommands({ lines }: LogRecording, views: readonly LogView[]): LogCommand[] {
  const final = new Map<Hash, LogCommand["final"][number][]>();
  for (const { hash, node, at: atMs } of of(lines, "committed")) listAt(final, hash).push({ node, atMs });
  const holding = new Map<number, LineOf<"block">[]>();
  for (const block of of(lines, "block"))
    for (const command of block.commands) listAt(holding, command).push(block);
  const open = new Set(views.flatMap(({ view, outcome }) => (outcome === "open" ? [view] : [])));
  const skipped = views.filter(({ outcome }) => outcome === "skipped");
  const first = new Map(
    of(lines, "submitted")
      .toReversed()
      .map((line) => [line.command, line]),
  );
  return [...first.values()]
    .sort((a, b) => a.command - b.command)
    .map(({ command, node, at: submittedMs }) => {
      const blocks = holding.get(command) ?? [];
      const isInLog = ({ hash }: LineOf<"block">) => final.has(hash);
      const block = blocks.find(isInLog) ?? blocks.findLast(({ view }) => open.has(view));
      const untilMs = block?.at ?? Number.POSITIVE_INFINITY;
      return {
        ...{ command, node, submittedMs },
        inVain: blocks.filter((one) => !isInLog(one) && !open.has(one.view)).map(({ view }) => view),
        waitedOut: skipped.filter((view) => isWithin(view, submittedMs, untilMs)).map(({ view }) => view),
        block: block ? { view: block.view, height: block.height, atMs: block.at } : null,
        final: (block && final.get(block.hash)) ?? [],
      };
    });
}

/** Whether the view was under way at some time between. */
function isWithin({ enteredMs, certifiedMs }: LogView, fromMs: number, untilMs: number): boolean {
  const { nullify = Number.POSITIVE_INFINITY } = certifiedMs;
  return (enteredMs ?? nullify) < untilMs && nullify > fromMs;
}
