/**
 * A file's text and flags → a checked `Config`. There is one way: flags are laid over the file's values, then the
 * whole is checked (checked.ts), and every mistake is reported at once, at the spot where its value was written.
 */

import type { NodeId } from "../core/group.js";
import { asMap, checked } from "./checked.js";
import { withoutJsonComments } from "./comments.js";
import type { Config } from "./config.js";
import { withDigests } from "./contents.js";
import { type ConfigFlags, readFlags } from "./flags.js";
import { foreignComplaint } from "./foreign.js";
import { type LocatedEntry, type LocatedMap, wholeOf } from "./located.js";
import { checkNumbers, withValues } from "./own-values.js";
import { ConfigError, type Source } from "./problem.js";
import { readYaml } from "./yaml.js";

export interface ParseOptions {
  /** The file's name in messages. Left out: strategos.yaml. */
  readonly file?: string;
  readonly flags?: ConfigFlags;
  /** Addresses of nodes that no file lists. Left out: tcp://127.0.0.1 with port 7100 + id. */
  readonly addressFor?: (id: NodeId) => string;
  /** What `startTimeout` is for n nodes if neither file nor flags say it. Left out: 60 000. */
  readonly startTimeoutMs?: (n: number) => number;
}

/**
 * Reads a configuration. Without a text it is the course's case: 7 nodes, m = 2, and as traitors 2, who flips, and
 * 3, who splits. Whoever gives another case, with `nodes`, `m` or `general`, gets no traitors that he does not name.
 *
 * Throws `ConfigError` with all mistakes found.
 */
export function parseConfig(text: string | undefined, options: ParseOptions = {}): Config {
  const { flags = {}, addressFor = loopbackAddress } = options;
  const overlay = readFlags(flags, addressFor);
  const source: Source = {
    kind: "file",
    name: options.file ?? "strategos.yaml",
    text: withoutJsonComments(withLineFeeds((text ?? "").replace(/^\uFEFF/, ""))),
  };
  const read = text === undefined ? { top: courseCase(flags, addressFor), complaints: [] } : readYaml(source);
  const foreign =
    overlay.entries.has("nodes") || text === undefined
      ? undefined
      : foreignComplaint(source, read.top, isSound);
  const complaints = [...overlay.complaints, ...(foreign ? [foreign] : read.complaints)];
  if (foreign) throw new ConfigError(complaints);
  const top = read.top && asMap(read.top, complaints);
  if (!top) throw new ConfigError(complaints);
  const entries = new Map([...top.entries, ...overlay.entries]);
  const nodes = withValues(entries.get("nodes"), overlay.values, complaints);
  if (nodes) entries.set("nodes", nodes);
  const named = withDigests({ ...top, entries }, complaints);
  if (!named.contents) complaints.push(...checkNumbers(nodes));
  return checked(named.top, complaints, { ...options, ...(named.contents && { contents: named.contents }) });
}

/** A carriage return alone ends a line too (YAML 1.2, §5.4), and the parser takes it for a blank. Every place stays what it is. */
function withLineFeeds(text: string): string {
  return text.replaceAll(/\r(?!\n)/g, "\n");
}

function isSound(text: string): boolean {
  try {
    parseConfig(text);
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

/** The address of a node that is not told one: loopback, port 7100 + id. */
function loopbackAddress(id: NodeId): string {
  return `tcp://127.0.0.1:${7100 + id}`;
}

/** The values that stand in for a file's when there is no file, as if they had been typed as flags. */
function courseCase(flags: ConfigFlags, addressFor: (id: NodeId) => string): LocatedMap {
  const isAnother = [flags.nodes, flags.m, flags.general].some((flag) => flag !== undefined);
  const traitors = isAnother ? "none" : "2:flip,3:split";
  const { entries } = readFlags({ nodes: "7", traitors }, addressFor);
  const spot = wholeOf({ kind: "flag", name: "", text: "strategos" });
  const version: LocatedEntry = { key: spot, value: { kind: "scalar", spot, value: 1 } };
  return { kind: "map", spot, entries: new Map([["version", version], ...entries]) };
}
