/**
 * Located values → a checked `Config`: whatever the values were read from, these are the checks. Nothing of it needs more
 * than a browser has.
 */
import type { NodeId } from "../core/group.js";
import type { Contents } from "../core/party.js";
import type { TraitorEntry } from "../core/traitor.js";
import { defaultRoundTimeoutMs } from "../plan/plan.js";
import { basicsOf, isSettled, type Settled } from "./basics.js";
import { checkAll } from "./checks.js";
import { checkCommands, wordsOf } from "./command.js";
import type { Config, NodeEntry } from "./config.js";
import { DEFAULTS, orderOf } from "./defaults.js";
import { Draft } from "./draft.js";
import { type Located, type LocatedMap, toValue } from "./located.js";
import { checkOwnValues } from "./own-values.js";
import { type Complaint, ConfigError, show } from "./problem.js";
import { checkShape, type Written } from "./shape.js";
import { checkTraitors } from "./traitor-checks.js";
import { durationMs } from "./values.js";

export interface CheckOptions {
  /** What the digests among the orders stand for; left out where orders are listed. */
  readonly contents?: Contents;
  /** What `startTimeout` is for n nodes if nothing says it. Left out: 60 000. */
  readonly startTimeoutMs?: (n: number) => number;
}

/** Throws `ConfigError` with the complaints so far and all that are found here. */
export function checked(top: LocatedMap, complaints: readonly Complaint[], options: CheckOptions): Config {
  const draft = new Draft(top, options.contents !== undefined);
  const written = checkShape(draft);
  const basics = basicsOf(draft);
  checkAll(draft, basics);
  checkTraitors(draft, basics);
  checkOwnValues(draft, basics);
  checkCommands(draft, basics);
  const all = [...complaints, ...unsaid(draft.complaints, complaints)];
  if (all.length > 0 || !written || !isSettled(basics)) throw new ConfigError(all);
  return complete(written, basics, options);
}

/** The mapping that a configuration is; complains of anything else. */
export function asMap(top: Located, complaints: Complaint[]): LocatedMap | undefined {
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

/** Where the file could not be read at a spot, what is missing there is no further mistake. */
function unsaid(later: readonly Complaint[], earlier: readonly Complaint[]): readonly Complaint[] {
  const inFile = earlier.filter(({ spot }) => spot.source.kind === "file");
  const said = new Set(inFile.map(({ spot }) => spot.start));
  return later.filter(({ spot }) => spot.source.kind === "flag" || !said.has(spot.start));
}

function complete(written: Written, basics: Settled, { contents, startTimeoutMs }: CheckOptions): Config {
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
      : (startTimeoutMs?.(nodes.length) ?? 60_000),
    seed: written.seed ?? DEFAULTS.seed,
    wire,
    run: written.run ?? "1",
    // with what its strategy takes, by the schema
    traitors: ((written.traitors ?? []) as TraitorEntry[]).toSorted(byId),
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

function byId(left: { readonly id: NodeId }, right: { readonly id: NodeId }): number {
  return left.id - right.id;
}
