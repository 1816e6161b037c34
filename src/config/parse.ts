/**
 * A file's text and flags → a checked `Config`. There is one way: flags are laid over the file's values, then the
 * whole is checked, and every mistake is reported at once, at the spot where its value was written.
 */

import type { NodeId } from "../core/group.js";
import type { Contents } from "../core/party.js";
import { defaultRoundTimeoutMs } from "../plan/plan.js";
import type { Settled } from "./basics.js";
import { basicsOf, isSettled } from "./basics.js";
import { checkAll } from "./checks.js";
import { wordsOf } from "./command.js";
import { checkCommands } from "./command-checks.js";
import { withoutJsonComments } from "./comments.js";
import type { Config, NodeEntry } from "./config.js";
import { withDigests } from "./contents.js";
import { DEFAULTS, orderOf } from "./defaults.js";
import { Draft } from "./draft.js";
import type { ConfigFlags } from "./flags.js";
import { readFlags } from "./flags.js";
import { foreignComplaint } from "./foreign.js";
import type { Located, LocatedEntry, LocatedMap } from "./located.js";
import { toValue, wholeOf } from "./located.js";
import { checkNumbers, checkOwnValues, withValues } from "./own-values.js";
import type { Complaint, Source } from "./problem.js";
import { ConfigError, show } from "./problem.js";
import type { Written } from "./shape.js";
import { checkShape } from "./shape.js";
import { checkTraitors } from "./traitor-checks.js";
import { durationMs } from "./values.js";
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
    text: withoutJsonComments((text ?? "").replace(/^\uFEFF/, "")),
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
  return checked(named.top, named.contents, complaints, options);
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

function checked(
  top: LocatedMap,
  contents: Contents | undefined,
  complaints: readonly Complaint[],
  options: ParseOptions,
): Config {
  const draft = new Draft(top, contents !== undefined);
  const written = checkShape(draft);
  const basics = basicsOf(draft);
  checkAll(draft, basics);
  checkTraitors(draft, basics);
  checkOwnValues(draft, basics);
  checkCommands(draft, basics);
  const all = [...complaints, ...unsaid(draft.complaints, complaints)];
  if (all.length > 0 || !written || !isSettled(basics)) throw new ConfigError(all);
  return complete(written, basics, contents, options);
}

/** Where the file could not be read at a spot, what is missing there is no further mistake. */
function unsaid(later: readonly Complaint[], earlier: readonly Complaint[]): readonly Complaint[] {
  const inFile = earlier.filter(({ spot }) => spot.source.kind === "file");
  const said = new Set(inFile.map(({ spot }) => spot.start));
  return later.filter(({ spot }) => spot.source.kind === "flag" || !said.has(spot.start));
}

function complete(
  written: Written,
  basics: Settled,
  contents: Contents | undefined,
  options: ParseOptions,
): Config {
  const { protocol, general, m, orders, defaultOrder } = basics;
  const nodes = written.nodes.map(withText).toSorted(byId);
  const wire = written.wire ?? "auto";
  const open = contents && { contents };
  const group = { protocol, ids: nodes.map(({ id }) => id), general, m, orders, defaultOrder, ...open };
  return {
    version: 1,
    protocol,
    general,
    order: written.order ?? orderOf(orders, defaultOrder),
    m,
    nodes,
    orders,
    ...open,
    default: defaultOrder,
    ...(written.combine && { combine: written.combine }),
    roundTimeoutMs: written.roundTimeout
      ? durationMs(written.roundTimeout)
      : defaultRoundTimeoutMs(group, wire),
    startTimeoutMs: written.startTimeout
      ? durationMs(written.startTimeout)
      : (options.startTimeoutMs?.(nodes.length) ?? 60_000),
    seed: written.seed ?? DEFAULTS.seed,
    wire,
    run: written.run ?? "1",
    traitors: (written.traitors ?? []).toSorted(byId),
    unsafe: written.unsafe ?? false,
  };
}

/** A value that was written as a number is its text from here on, and a command is its words. */
function withText({ value, command, ...node }: Written["nodes"][number]): NodeEntry {
  return {
    ...node,
    ...(value !== undefined && { value: String(value) }),
    ...(command !== undefined && { command: wordsOf(command) }),
  };
}

function asMap(top: Located, complaints: Complaint[]): LocatedMap | undefined {
  if (top.kind === "map") return top;
  const value = toValue(top);
  const cause = value === null ? "the file is empty" : `the file is ${show(value)} and not a mapping of keys`;
  complaints.push({
    spot: top.spot,
    cause,
    fix: "begin it with `version: 1` and `nodes:`; `strategos init` writes one",
  });
  return undefined;
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

function byId(left: { readonly id: NodeId }, right: { readonly id: NodeId }): number {
  return left.id - right.id;
}
