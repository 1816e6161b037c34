/**
 * A recording of a group that keeps a log, as JSON lines: the group first, then what happened in the order of time, then the
 * end. One of a simulation has all steps of loyal members, and what traitors sent; `at` is in milliseconds of virtual time. One
 * that a real member writes has what that member did and heard, and no end (log-joined.ts puts those of several together).
 */
import type { NodeId } from "../core/group.js";
import { printable } from "../core/printable.js";
import {
  type Block,
  type Epoch,
  type Evidence,
  type Hash,
  type Height,
  MISDEEDS,
  type Misdeed,
  type NullifyReason,
  type View,
  VOTE_KINDS,
  type Vote,
  type VoteKind,
} from "../protocols/simplex/types.js";
import { Fields, RecordingError, shown } from "./fields.js";
import { valuesIn } from "./read.js";

/** The first line. */
export interface LogHead {
  readonly type: "log";
  readonly version: 1;
  readonly protocol: "simplex";
  readonly members: readonly NodeId[];
  /** Δ */
  readonly deltaMs: number;
  readonly traitors: readonly { readonly id: NodeId; readonly strategy: string }[];
  /** where real members wrote it */
  readonly real?: RealGroup;
}

export interface RealGroup {
  /** whose steps it has; of others it has what these heard of them */
  readonly by: readonly NodeId[];
  /** what names the group in all that is signed */
  readonly group: Hash;
  /** the epoch that members and views are of */
  readonly epoch: Epoch;
  /** the wall clock when `at` was 0, in milliseconds since 1970 */
  readonly startedMs: number;
}

interface Happened<T extends string> {
  readonly type: T;
  readonly at: number;
  readonly node: NodeId;
}

/** What a vote, or a certificate, says. */
type Cast = Pick<Vote, "kind" | "view" | "hash">;

/**
 * Commands are numbers: in a simulation the so-manieth that was submitted, from 1; 0 is one that nobody submitted. Of a real
 * group they are made of the commands' digests, the same at all members, with client and sequence as their names.
 * `heardBy`: who heard of it, where `node` itself did not write it down.
 */
export type LogLine =
  | (Happened<"submitted"> & { readonly command: number; readonly name?: string })
  | (Happened<"entered"> & { readonly view: View })
  /** when `node`, its leader, sent it first */
  | (Happened<"block"> & {
      readonly hash: Hash;
      readonly commands: readonly number[];
      /** as many; empty where a command has none */
      readonly names?: readonly string[];
      readonly heardBy?: NodeId;
    } & Pick<Block, "view" | "height" | "parent">)
  | (Happened<"received"> & { readonly view: View; readonly hash: Hash })
  | (Happened<"voted"> & Cast & { readonly why?: NullifyReason; readonly heardBy?: NodeId })
  | (Happened<"certified"> & Cast & { readonly by: readonly NodeId[] })
  | (Happened<"evidence"> & Pick<Evidence, "misdeed" | "view"> & { readonly of: NodeId })
  | (Happened<"committed"> & { readonly height: Height; readonly view: View; readonly hash: Hash });

/** The last line: what went against the rules, a sentence each. */
export interface LogEnd {
  readonly type: "end";
  readonly at: number;
  readonly violations: readonly string[];
}

export interface LogRecording {
  readonly head: LogHead;
  readonly lines: readonly LogLine[];
  /** null where the recording was cut off */
  readonly end: LogEnd | null;
}

/** Whether the text is a recording of a log, and not of one agreement. */
export function isLogText(text: string): boolean {
  return /^\uFEFF?\s*\{\s*"type"\s*:\s*"log"/.test(text.slice(0, 64));
}

const [MEMBERS_MAX, COMMANDS_MAX, NAME_CHARS_MAX, SENTENCE_CHARS_MAX] = [100, 100_000, 64, 1000];
/** a client, `#` and a sequence */
const COMMAND_NAME_CHARS_MAX = 128;
const misdeeds = Object.keys(MISDEEDS) as Misdeed[];

/** Throws a {@link RecordingError} that names the line. `notes`: what the reader should know of the file itself. */
export function readLogRecording(text: string): LogRecording & { readonly notes: readonly string[] } {
  const reader = new LogReader();
  for (const [number, value] of valuesIn(text, reader)) reader.add(new Fields(number, value));
  return reader.recording();
}

class LogReader {
  readonly notes: string[] = [];
  readonly #lines: LogLine[] = [];
  #head: LogHead | undefined;
  #end: LogEnd | null = null;

  get hasRun(): boolean {
    return this.#head !== undefined;
  }

  add(fields: Fields): void {
    if (!this.#head) this.#head = headIn(fields);
    else if (this.#end) fields.fail("there is a line behind the end", "leave it out");
    else if (fields.get("type") === "end") this.#end = endIn(fields);
    else this.#lines.push(lineIn(fields, this.#head));
  }

  recording(): LogRecording & { readonly notes: readonly string[] } {
    const [head, end] = [this.#head, this.#end];
    if (!head) throw new RecordingError(null, "the recording is empty", "record the log again");
    // a member that goes on comes to no end
    if (!end && !head.real) this.notes.push("there is no end: the recording was cut off");
    return { head, lines: this.#lines, end, notes: this.notes };
  }
}

function headIn(fields: Fields): LogHead {
  if (fields.get("type") !== "log") fields.fail(`a recording of a log begins with a line of type "log"`);
  fields.version();
  const protocol = fields.among("protocol", ["simplex"] as const, "a protocol of a log");
  const members = idsIn(fields, "members");
  if (members.length === 0) fields.fail(`"members" is empty`);
  const traitors = fields.entries("traitors", 0, members.length).map((entry) => ({
    id: entry.among("id", members, "among the members"),
    strategy: entry.text("strategy", NAME_CHARS_MAX),
  }));
  const deltaMs = fields.finite("deltaMs");
  return { type: "log", version: 1, protocol, members, deltaMs, traitors, ...realIn(fields, members) };
}

function realIn(fields: Fields, members: readonly NodeId[]): { readonly real?: RealGroup } {
  if (!fields.has("real")) return {};
  const real = fields.object("real");
  const by = idsIn(real, "by");
  const other = by.find((id) => !members.includes(id));
  if (other !== undefined) real.fail(`"by" lists ${other}, which is not among the members`);
  const [group, startedMs] = [hashIn(real, "group"), real.finite("startedMs")];
  return { real: { by, group, epoch: real.whole("epoch", 0, Number.MAX_SAFE_INTEGER), startedMs } };
}

function idsIn(fields: Fields, key: string): NodeId[] {
  return fields.ids(key, 0, MEMBERS_MAX, "a member");
}

function endIn(fields: Fields): LogEnd {
  const violations = fields.list("violations", 0, COMMANDS_MAX).map((one) => {
    if (typeof one === "string") return printable(one, SENTENCE_CHARS_MAX);
    return fields.fail(`"violations" lists ${shown(one)}, which is no sentence`);
  });
  return { type: "end", at: fields.finite("at"), violations };
}

function lineIn(fields: Fields, { members }: LogHead): LogLine {
  const type = fields.get("type");
  const at = fields.finite("at");
  const node = fields.among("node", members, "among the members");
  if (type === "submitted") {
    const command = fields.whole("command", 1, Number.MAX_SAFE_INTEGER);
    return {
      type,
      at,
      node,
      command,
      ...(fields.has("name") && { name: nameIn(fields.get("name"), fields) }),
    };
  }
  const view = fields.whole("view", 1, Number.MAX_SAFE_INTEGER);
  switch (type) {
    case "entered":
      return { type, at, node, view };
    case "block":
      return { type, at, node, view, ...blockIn(fields), ...hearerIn(fields, members) };
    case "received":
      return { type, at, node, view, hash: hashIn(fields, "hash") };
    case "voted":
      return { type, at, node, view, ...statementIn(fields), ...whyIn(fields), ...hearerIn(fields, members) };
    case "certified":
      return { type, at, node, view, ...statementIn(fields), by: idsIn(fields, "by") };
    case "evidence": {
      const of = fields.among("of", members, "among the members");
      return { type, at, node, view, of, misdeed: fields.among("misdeed", misdeeds, "a misdeed") };
    }
    case "committed":
      return { type, at, node, view, height: heightIn(fields), hash: hashIn(fields, "hash") };
    default:
      return fields.fail(
        `the line's type is ${shown(type)}, which is none of a log's`,
        "use the version of this program that wrote the recording",
      );
  }
}

function blockIn(fields: Fields) {
  const commands = fields.list("commands", 0, COMMANDS_MAX).map((command) => {
    if (Number.isSafeInteger(command) && (command as number) >= 0) return command as number;
    return fields.fail(`"commands" lists ${shown(command)}, which is no command's number`);
  });
  const [hash, parent] = [hashIn(fields, "hash"), hashIn(fields, "parent")];
  const names = fields.has("names")
    ? fields.list("names", commands.length, commands.length).map((name) => nameIn(name, fields))
    : null;
  return { height: heightIn(fields), hash, parent, commands, ...(names && { names }) };
}

function nameIn(name: unknown, fields: Fields): string {
  if (typeof name === "string" && name.length <= COMMAND_NAME_CHARS_MAX) return printable(name);
  return fields.fail(
    `a command's name is ${shown(name)}, and not a text of ${COMMAND_NAME_CHARS_MAX} characters at most`,
  );
}

function hearerIn(fields: Fields, members: readonly NodeId[]): { readonly heardBy?: NodeId } {
  return fields.has("heardBy") ? { heardBy: fields.among("heardBy", members, "among the members") } : {};
}

function heightIn(fields: Fields): Height {
  return fields.whole("height", 0, Number.MAX_SAFE_INTEGER);
}

function hashIn(fields: Fields, key: string): Hash {
  const hash = fields.text(key, NAME_CHARS_MAX);
  return /^[0-9a-f]+$/.test(hash) ? hash : fields.fail(`"${key}" is ${shown(hash)}, which is no digest`);
}

/** A nullify vote is for no block. */
function statementIn(fields: Fields): { readonly kind: VoteKind; readonly hash: Hash | null } {
  const kind = fields.among("kind", VOTE_KINDS, "a kind of vote");
  return { kind, hash: kind === "nullify" ? null : hashIn(fields, "hash") };
}

function whyIn(fields: Fields): { readonly why?: NullifyReason } {
  return fields.has("why") ? { why: fields.among("why", ["timeout", "badBlock"] as const, "a reason") } : {};
}
