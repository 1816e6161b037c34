/** Where each command of a recorded log sat, from its submission until it was final, and at whom. */

import type { NodeId } from "../../core/group.js";
import { keptIn } from "../../core/grouped.js";
import type { Hash, Height, View } from "../../protocols/simplex/types.js";
import type { LogRecording } from "../../recording/log-lines.js";
import { type LineOf, type LogView, of } from "./views.js";

export interface LogCommand {
  readonly command: number;
  /** in a recording of a real group: client and sequence; empty where it has none */
  readonly name: string;
  /** the member that it was submitted to; null: one that recorded nothing */
  readonly node: NodeId | null;
  /** or when it was first seen in a block */
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

type Seen = Pick<LogCommand, "command" | "name" | "node" | "submittedMs">;

export function logCommands(recording: LogRecording, views: readonly LogView[]): LogCommand[] {
  const { lines } = recording;
  const final = new Map<Hash, LogCommand["final"][number][]>();
  for (const { hash, node, at: atMs } of of(lines, "committed")) {
    const at = keptIn(final, hash, () => []);
    // a member that was started again may commit a block again
    if (!at.some((one) => one.node === node)) at.push({ node, atMs });
  }
  const holding = new Map<number, LineOf<"block">[]>();
  for (const block of of(lines, "block"))
    for (const command of block.commands) keptIn(holding, command, () => []).push(block);
  const open = new Set(views.flatMap(({ view, outcome }) => (outcome === "open" ? [view] : [])));
  const skipped = views.filter(({ outcome }) => outcome === "skipped");
  return firstSeen(recording)
    .sort((a, b) => a.command - b.command)
    .map(({ command, name, node, submittedMs }) => {
      const blocks = holding.get(command) ?? [];
      const isInLog = ({ hash }: LineOf<"block">) => final.has(hash);
      const block = blocks.find(isInLog) ?? blocks.findLast(({ view }) => open.has(view));
      const untilMs = block?.at ?? Number.POSITIVE_INFINITY;
      return {
        ...{ command, name, node, submittedMs },
        inVain: blocks.filter((one) => !isInLog(one) && !open.has(one.view)).map(({ view }) => view),
        waitedOut: skipped.filter((view) => isWithin(view, submittedMs, untilMs)).map(({ view }) => view),
        block: block ? { view: block.view, height: block.height, atMs: block.at } : null,
        final: (block && final.get(block.hash)) ?? [],
      };
    });
}

/** Where and when each command came. Of a real group it may be known from blocks alone. */
function firstSeen({ head, lines }: LogRecording): Seen[] {
  const seen = new Map<number, Seen>();
  for (const { command, name = "", node, at: submittedMs } of of(lines, "submitted"))
    if (!seen.has(command)) seen.set(command, { command, name, node, submittedMs });
  for (const { commands, names = [], at: submittedMs } of head.real ? of(lines, "block") : [])
    for (const [place, command] of commands.entries())
      if (!seen.has(command))
        seen.set(command, { command, name: names[place] ?? "", node: null, submittedMs });
  return [...seen.values()];
}

/** Whether the view was under way at some time between. */
function isWithin({ enteredMs, certifiedMs }: LogView, fromMs: number, untilMs: number): boolean {
  const { nullify = Number.POSITIVE_INFINITY } = certifiedMs;
  return (enteredMs ?? nullify) < untilMs && nullify > fromMs;
}
