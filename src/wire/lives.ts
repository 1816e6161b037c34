/**
 * What the messages of a group that agrees again and again have beyond those of a single run: in each header the life of
 * the process that says it, and of the one it is for; and HERE, which tells where a member is. See docs/WIRE.md.
 */
import type { NodeId } from "../core/group.js";
import { must } from "../core/must.js";
import type { Here, Life, Word } from "../core/sequence.js";
import {
  encodeJson,
  type Fields,
  type Frame,
  HEADER_KEYS,
  hasKeys,
  headerOf,
  isLife,
  malformed,
  NOBODY,
  parseCanonical,
  type Rejection,
  rejectHeader,
  type WireContext,
} from "./message.js";
import { quoted } from "./quoted.js";
import type { Reading } from "./readings.js";

const GROUP_KEYS = [...HEADER_KEYS, "life", "to"];
const HERE_KEYS = [...GROUP_KEYS, "phase", "asks"];
const PHASES: readonly Word["phase"][] = ["new", "next", "begun"];

/** What every message of a group says first, unchecked behind it. */
export interface Opening {
  readonly instance: number;
  readonly type: string;
  readonly life: Life;
  readonly to: Life;
  /** where what follows may have been read before (readings.ts) */
  readonly reading: Reading | null;
  /** all of it, made anew each time where it came by its name */
  readonly parts: readonly Buffer[];
}

/** Null where it is none of this run's, or not one that could be told. */
export function openingOf(run: string, parts: readonly Buffer[]): Opening | null {
  const name = JSON.stringify(run);
  const text = parts[0]?.toString("utf8", 0, OPENING_BYTES_MAX + Buffer.byteLength(name)) ?? "";
  const before = /^\{"version":1,"hash":"[0-9a-f]{64}","run":/.exec(text)?.[0].length;
  if (before === undefined || !text.startsWith(name, before)) return null;
  const rest = OPENING.exec(text.slice(before + name.length));
  if (!rest) return null;
  const [, instance = "", type = "", life = "", to = ""] = rest;
  return { instance: Number(instance), type, life, to, reading: null, parts };
}

const OPENING =
  /^,"instance":(0|[1-9][0-9]{0,14}),"type":"([a-z]{1,8})","round":[0-9]{1,16},"from":[0-9]{1,5},"life":"([0-9a-f]{32})","to":"([0-9a-f]{32})"/;

/** All of a header up to the lives, but for the run, is shorter. */
const OPENING_BYTES_MAX = 320;

/** Where the instance is written in a message of this run. */
export function placeOfInstance(run: string): number {
  return Buffer.byteLength(
    `{"version":1,"hash":"${"0".repeat(64)}","run":${JSON.stringify(run)},"instance":`,
  );
}

/** Where the life of the process that a message is for is to be written into its first part. */
export function placeOfAddressee([head]: Frame): number {
  const { buffer, byteOffset, byteLength } = head as Uint8Array;
  const at = Buffer.from(buffer, byteOffset, byteLength).indexOf(`,"to":"${NOBODY}"`);
  must(at >= 0, "a message of a group is for nobody's process");
  return at + ',"to":"'.length;
}

/** A group's header without what only groups have, as a single run's is read; null where that is not in its place. */
export function withoutLives(whole: Fields): Fields | null {
  const { version, hash, run, instance, type, round, from, life, to } = whole;
  if (!isLife(life) || !isLife(to)) return null;
  const fields: Record<string, unknown> = { version, hash, run, instance, type, round, from };
  let at = 0;
  for (const key in whole) {
    const due = GROUP_KEYS[at++];
    if (due === undefined) fields[key] = whole[key];
    else if (due !== key) return null;
  }
  return fields;
}

export function encodeHere(context: WireContext, from: NodeId, { word, asks }: Here): Frame {
  const header = headerOf({ ...context, instance: word.instance }, "here", 0, from);
  return [encodeJson({ ...header, phase: word.phase, asks })];
}

/** `context` is that of the configuration's own general, whatever instance HERE names. */
export function decodeHere(context: WireContext, peer: NodeId, parts: readonly Buffer[]): Here | Rejection {
  const fields = parts[0] ? parseCanonical(parts[0]) : "an empty message";
  if (typeof fields === "string") return malformed(peer, null, fields);
  const { hash, instance } = fields as { hash: unknown; instance: number };
  // what differs here differs in every agreement
  if (hash !== context.hash) {
    const detail = `has config hash ${quoted(hash, 12)}, this node ${context.hash.slice(0, 12)}`;
    return { kind: "reject", fault: { from: peer, round: null, kind: "otherConfig", detail }, cut: true };
  }
  const rejection = rejectHeader({ ...context, instance }, peer, fields);
  if (rejection) return rejection;
  const { phase, asks } = fields as { phase: Word["phase"]; asks: boolean };
  const isHere = hasKeys(fields, HERE_KEYS) && PHASES.includes(phase) && Number.isSafeInteger(instance);
  if (!isHere || typeof asks !== "boolean" || parts.length > 1 || fields["round"] !== 0)
    return malformed(peer, 0, "a HERE that is not plain");
  return { life: fields["life"] as Life, word: { instance, phase }, asks };
}

/** Whom a DONE says, at its end, that its sender missed; nobody where it is none. What else it says the decoder checks. */
export function missedIn([head]: readonly Buffer[]): readonly number[] {
  const from = head?.lastIndexOf(',"missed":[') ?? -1;
  const ids = from < 0 ? null : /^,"missed":\[([0-9,]+)\]\}$/.exec(head!.toString("latin1", from));
  return ids ? ids[1]!.split(",").map(Number) : [];
}

/** Why this is no message of a group. */
export function strangeness(context: WireContext, peer: NodeId, parts: readonly Buffer[]): Rejection {
  const fields = parts[0] ? parseCanonical(parts[0]) : "an empty message";
  if (typeof fields === "string") return malformed(peer, null, fields);
  const instance = fields["instance"] as number;
  return (
    rejectHeader({ ...context, instance }, peer, fields) ??
    malformed(peer, null, "a header without the lives that a group's messages name")
  );
}

/** The largest of these messages, bytes. */
export function hereBytesMax(context: WireContext): number {
  const here: Here = { life: NOBODY, word: { instance: context.instance, phase: "begun" }, asks: false };
  return (encodeHere(context, Math.max(...context.group.ids), here)[0] as Uint8Array).length;
}
