/** One view of a recorded log in sentences: who led it, what became of it and why, and who voted what. */
import type { NodeId } from "../../core/group.js";
import { quorumOf } from "../../protocols/simplex/rules.js";
import type { Hash, VoteKind } from "../../protocols/simplex/types.js";
import type { LogHead, LogRecording } from "../../recording/log-lines.js";
import { clipped, count, indent, type Line, listed, say, span, type Text } from "../text.js";
import type { LogCommand } from "./commands.js";
import type { LogView, SkipReason } from "./views.js";
import { byTime, members, ms, short } from "./words.js";

interface Told {
  readonly views: readonly LogView[];
  readonly commands: readonly LogCommand[];
}

/** Who led it and what came of it, and below who voted what. `goesOn`: the recording is told while it is played, and not from its end. */
export function viewLines({ head }: LogRecording, all: Told, view: LogView, goesOn = false): Text {
  const { blocks, enteredMs, outcome, why, leader } = view;
  const [block, other] = blocks;
  const began = enteredMs === null ? "passed over" : `from ${ms(enteredMs)}${idleText(view, all.commands)}`;
  const name = say`View ${view.view}, led by ${leaderName(head, leader)}, ${began}`;
  if (why !== null)
    return [
      say`${name}: ${span("violated", "skipped")}, for ${reason(head, view, why)}.`,
      ...voteLines(view),
    ];
  if (!block) return [say`${name}: no block, so far.`, ...voteLines(view)];
  const end = {
    final: "",
    below: `; ${view.certifiedMs.nullify === undefined ? "it" : "it was nullified, but notarized too, and"} became final below a later block`,
    skipped: "",
    open: goesOn ? "; not yet final" : "; it was under way when the recording ended",
  }[outcome];
  const split = other ? say`; its leader signed two, ${listed(halves(view))}` : "";
  return [
    say`${name}: block ${short(block.hash)}, ${contents(block.commands)}, on ${parentOf(all.views, block)}${split}${end}.`,
    ...voteLines(view),
  ];
}

/** A view that is skipped is waited in once there is a command. */
function idleText({ view, enteredMs }: LogView, commands: readonly LogCommand[]): string {
  const first = commands.find(({ waitedOut }) => waitedOut.includes(view));
  return first && first.submittedMs > (enteredMs ?? 0) ? `, idle until ${ms(first.submittedMs)}` : "";
}

export function leaderName(head: LogHead, id: NodeId): Line {
  const traitor = head.traitors.find((one) => one.id === id);
  return traitor ? [span("traitor", `member ${id} (${traitor.strategy})`)] : say`member ${id}`;
}

export function contents(commands: readonly number[]): string {
  if (commands.length === 0) return "empty";
  const names = commands.map((command) => (command === 0 ? "one that nobody submitted" : command));
  return `with ${commands.length === 1 ? "command" : "commands"} ${clipped(names)}`;
}

function parentOf(views: readonly LogView[], { parent, height }: LogView["blocks"][number]): string {
  const its = views.find(({ blocks }) => blocks.some((block) => block.hash === parent));
  if (its) return `the block of view ${its.view}`;
  return height > 1 ? "one before this recording" : "the beginning";
}

/** Why a view was skipped. */
function reason(head: LogHead, view: LogView, why: SkipReason): Line {
  const { leader, votes, blocks, received } = view;
  const q = quorumOf(head.members.length);
  const gaveUp = votes.find(({ node, kind }) => node === leader && kind === "nullify");
  switch (why) {
    case "silent":
      return gaveUp
        ? say`its leader sent no block, and gave the view up itself at ${ms(gaveUp.at)}`
        : say`its leader was silent and sent no block`;
    case "late":
      return received.length === 0
        ? say`its leader was late: its block, sent at ${ms(blocks[0]?.at ?? 0)}, reached nobody in time`
        : say`its leader was late: its block came to ${arrivals(received)}, when they had given the view up`;
    case "twoBlocks":
      return say`its leader signed two blocks, ${listed(halves(view))}, and neither got the votes of ${q}`;
    case "badBlock":
      return say`what its leader signed is no block by the rules`;
    case "tooFewVotes": {
      const voters = new Set(votes.filter(({ kind }) => kind === "notarize").map(({ node }) => node));
      return voters.size < q
        ? say`its block got too few votes in time: ${voters.size} of ${q}`
        : say`the votes for its block came too late: ${count(voters.size, "member")} voted, but the others had given the view up before they heard of it`;
    }
  }
}

/** `member 3 at 100 ms and member 4 at 101 ms`. */
function arrivals(received: readonly { readonly node: NodeId; readonly at: number }[]): Line {
  return listed(byTime(received.map(({ node, at }) => ({ node, atMs: at }))));
}

/** Each of the blocks of one view, and who was shown it. */
function halves({ blocks, received }: LogView): Line[] {
  return few([...blocks, ...received], (hash) => {
    const shown = received.filter((line) => line.hash === hash).map(({ node }) => node);
    return say`${short(hash ?? "")} for ${shown.length === 0 ? "nobody loyal" : members(shown)}`;
  });
}

/** Loyal members hold no more different blocks of a view. */
const HASHES_TOLD_MAX = 4;

function few(lines: readonly { readonly hash: Hash | null }[], told: (hash: Hash | null) => Line): Line[] {
  const hashes = [...new Set(lines.map(({ hash }) => hash))];
  const left = hashes.length - HASHES_TOLD_MAX;
  return [...hashes.slice(0, HASHES_TOLD_MAX).map(told), ...(left > 0 ? [say`${left} more`] : [])];
}

const DONE: Readonly<Record<VoteKind, string>> = {
  notarize: "notarized",
  nullify: "nullified",
  finalize: "final",
};

/** A line for each kind of vote, and each block. */
function voteLines({ votes, certifiedMs, blocks }: LogView): Text {
  const kinds = ["notarize", "nullify", "finalize"] as const;
  const lines = kinds.flatMap((kind) => {
    const its = votes.filter((vote) => vote.kind === kind);
    const [first] = its;
    if (!first) return [];
    const camps = few(its, (hash) => {
      const who = its.filter((vote) => vote.hash === hash);
      const which = blocks.length > 1 && hash !== null ? ` for ${short(hash)}` : "";
      return say`${members(who.map(({ node }) => node))}${which}`;
    });
    const doneMs = certifiedMs[kind];
    const done = doneMs === undefined ? "" : `; ${DONE[kind]} at ${ms(doneMs)}`;
    return [say`${kind}: ${listed(camps)}, from ${ms(first.at)} on${done}`];
  });
  return lines.map((line) => indent(1, line));
}
