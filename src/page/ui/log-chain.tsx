/** The chain of a log's views, the newest first, and where each command sits. */
import { useEffect, useRef } from "preact/hooks";
import type { LogCommand } from "../../explain/log/commands.js";
import type { LogView } from "../../explain/log/views.js";
import { members, ms, short, viewsText } from "../../explain/log/words.js";
import { clipped } from "../../explain/text.js";
import { leaderOf, quorumOf } from "../../protocols/simplex/rules.js";
import type { LogHead, LogRecording } from "../../recording/log-lines.js";
import { skippedText } from "../model/log-sentences.js";

/** Of longer logs the last ones. */
const SHOWN_MAX = 60;

const OUTCOMES = {
  final: "final",
  below: "final, below a later block",
  skipped: "skipped",
  open: "under way",
} as const;

interface ChainProps {
  readonly recording: LogRecording;
  readonly views: readonly LogView[];
  /** the view that is the first to begin, while none has; 0: none does */
  readonly next: number;
}

export function Chain({ recording, views, next }: ChainProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [views.length]);
  const shown = views.slice(-SHOWN_MAX);
  const left = views.length - shown.length;
  return (
    <div ref={box} class="scroller chain-box" role="region" aria-label="The chain of views" tabIndex={0}>
      {left > 0 && <p class="hint">{left} views before these</p>}
      <ol class="log-views">
        {shown.map((view) => (
          <ViewRow key={view.view} recording={recording} view={view} views={views} />
        ))}
      </ol>
      {views.length === 0 && <Coming recording={recording} next={next} />}
    </div>
  );
}

/** Before the first view: who is to lead the next ones, and what is voted on in each. */
function Coming({ recording: { head }, next }: Pick<ChainProps, "recording" | "next">) {
  if (next === 0) return <p class="hint">No view has begun.</p>;
  const coming = head.members.map((_, index) => next + index);
  return (
    <>
      <ol class="log-views">
        {coming.map((view) => (
          <li key={view} class="coming">
            <b>view {view}</b>
            <span>member {leaderOf(head.members, view)} leads</span>
            <span class="hint">{view === next ? "is about to begin" : "is to come"}</span>
          </li>
        ))}
      </ol>
      <p class="hint coming-told">
        In each view its leader proposes a block, and all vote: to notarize it, or to nullify the view where
        none came in time, and at last to finalize it. {quorumOf(head.members.length)} of{" "}
        {head.members.length} equal votes count.
      </p>
    </>
  );
}

interface RowProps {
  readonly recording: LogRecording;
  readonly view: LogView;
  readonly views: readonly LogView[];
}

function ViewRow({ recording: { head }, view: one, views }: RowProps) {
  const { view, leader, blocks, outcome, why, votes, enteredMs } = one;
  const [block] = blocks;
  const isTraitor = head.traitors.some(({ id }) => id === leader);
  const quorum = quorumOf(head.members.length);
  return (
    <li class={outcome}>
      <b>view {view}</b>
      <span class={isTraitor ? "is-traitor" : undefined}>member {leader} leads</span>
      <span>
        {block ? (
          <>
            block {short(block.hash)}
            {block.commands.length > 0 ? `: ${commandsText(block.commands)}` : ", empty"}
            <small>{parentText(views, block)}</small>
          </>
        ) : (
          "no block"
        )}
        {why && <small>for {skippedText(why)}</small>}
      </span>
      <span class="votes">
        {(["notarize", "nullify", "finalize"] as const).map((kind) => {
          const voters = new Set(votes.flatMap((vote) => (vote.kind === kind ? [vote.node] : [])));
          if (voters.size === 0) return null;
          return (
            <small key={kind} class={one.certifiedMs[kind] === undefined ? undefined : "certified"}>
              {kind} {voters.size} of {quorum}
            </small>
          );
        })}
      </span>
      <em>
        {OUTCOMES[outcome]}
        <small>{timeText(one, enteredMs)}</small>
      </em>
    </li>
  );
}

function commandsText(commands: readonly number[]): string {
  return `${commands.length === 1 ? "command" : "commands"} ${clipped(
    commands.map((one) => (one === 0 ? "nobody’s" : one)),
    6,
  )}`;
}

function parentText(views: readonly LogView[], { parent, height }: LogView["blocks"][number]): string {
  const its = views.find(({ blocks }) => blocks.some((block) => block.hash === parent));
  if (its) return `on that of view ${its.view}`;
  return height > 1 ? "on one before this recording" : "on the beginning";
}

function timeText({ certifiedMs }: LogView, enteredMs: number | null): string {
  const overMs = certifiedMs.finalize ?? certifiedMs.nullify ?? certifiedMs.notarize;
  const from = enteredMs === null ? "" : ms(enteredMs);
  return overMs === undefined ? from && `from ${from}` : `${from && `${from} to `}${ms(overMs)}`;
}

/** Where each command sits: with whom it waits, in which block it is, and at how many of those who tell it is final. */
export function Commands({ commands, head }: { commands: readonly LogCommand[]; head: LogHead }) {
  const tellers = head.real?.by.length ?? head.members.length - head.traitors.length;
  const shown = commands.slice(-SHOWN_MAX);
  return (
    <ul class="log-commands" aria-label="Commands">
      {shown.map((one) => (
        <li key={one.command} class={one.final.length >= tellers ? "final" : undefined}>
          <b>{one.command}</b> {one.name && `(${one.name}) `}
          {whereText(one, tellers, head)}
        </li>
      ))}
    </ul>
  );
}

function whereText(
  { node, block, final, waitedOut, inVain }: LogCommand,
  tellers: number,
  { real }: LogHead,
): string {
  if (final.length >= tellers) return real ? `final at ${members(real.by)}` : "final everywhere";
  if (final.length > 0) return `final at ${final.length} of ${tellers}`;
  if (block) return `in the block of view ${block.view}`;
  const passed = [...new Set([...inVain, ...waitedOut])].sort((a, b) => a - b);
  const where = node === null ? "a member that recorded nothing" : `member ${node}`;
  return `waits at ${where}${passed.length > 0 ? `, past ${viewsText(passed)}` : ""}`;
}
