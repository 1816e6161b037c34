/**
 * Command-line flags as an overlay: each gives the value of the key with the same name, in place of the file's.
 *
 * Here is only their grammar; what the values mean is checked together with the file's, once they are merged.
 */
import { keyOf } from "../adversary/strategies.js";
import type { NodeId } from "../core/group.js";
import { wholeNumber } from "../core/whole.js";
import { NODES_MAX } from "../protocols/index.js";
import { ofWhole } from "./diagnose.js";
import { flagName } from "./draft.js";
import { type Located, type LocatedEntry, type LocatedScalar, wholeOf } from "./located.js";
import { type Complaint, type Source, type Spot, show } from "./problem.js";
import { STRATEGY_TYPED, typedTraitor, typedValue } from "./typed.js";

/** The keys of a configuration that are flags too. */
export const CONFIG_FLAGS = [
  "protocol",
  "nodes",
  "general",
  "order",
  "value",
  "combine",
  "m",
  "traitors",
  "orders",
  "default",
  "roundTimeout",
  "startTimeout",
  "seed",
  "wire",
  "run",
  "unsafe",
] as const;

/** A flag that takes a value. */
export type TextFlag = Exclude<(typeof CONFIG_FLAGS)[number], "unsafe">;

/**
 * Values as they were typed; a flag that was not given is left out. `value` is `1=100,2=110`: ids with a
 * value each, in place of those of the file's nodes. `nodes` is a count N: nodes 1 … N, in place of
 * the file's list. `traitors` is `2:flip,3:always=attack,5:crash=1,8`, where a bare id flips, or `none`.
 */
export type ConfigFlags = { readonly [Key in TextFlag]?: string | undefined } & {
  readonly unsafe?: boolean | undefined;
};

/** More nodes than ids is a mistake of its own; fewer are counted by the check that counts a file's nodes. */
const IDS_MAX = 65535;

export interface Overlay {
  readonly entries: ReadonlyMap<string, LocatedEntry>;
  readonly complaints: readonly Complaint[];
  /** of `--value`, which stand in `nodes` and not in a key of their own */
  readonly values: readonly ValueFlag[];
}

export interface ValueFlag {
  readonly id: NodeId;
  readonly spot: Spot;
  readonly value: Located;
}

/** Flags as located values. `addressFor` names the address of each node that `--nodes` makes. */
export function readFlags(flags: ConfigFlags, addressFor: (id: number) => string): Overlay {
  const entries = new Map<string, LocatedEntry>();
  const complaints: Complaint[] = [];
  const values: ValueFlag[] = [];
  for (const key of CONFIG_FLAGS) {
    const typed = flags[key];
    if (typed === undefined || typed === false) continue;
    const flag = new Flag(key, typed, complaints);
    if (key === "value") {
      values.push(...readValues(flag));
      continue;
    }
    const value = readFlag(flag, key, addressFor);
    if (value) entries.set(key, { key: flag.name, value });
  }
  return { entries, complaints, values };
}

/** `1=100,2=110` */
function readValues(flag: Flag): ValueFlag[] {
  return flag.split().flatMap((spot): ValueFlag[] => {
    const typed = typedValue(flag.slice(spot));
    if (typed) {
      const { id } = typed;
      return [{ id: Number(id), spot, value: flag.text({ ...spot, start: spot.start + id.length + 1 }) }];
    }
    const cause = `${show(flag.slice(spot))} does not name a node and its value`;
    const fix =
      "write ID=VALUE, e.g. 1=100,2=110; a value with a comma belongs into a file, as value: of its node";
    flag.complain(spot, cause, fix);
    return [];
  });
}

function readFlag(
  flag: Flag,
  key: keyof ConfigFlags,
  addressFor: (id: number) => string,
): Located | undefined {
  switch (key) {
    case "nodes":
      return readNodes(flag, addressFor);
    case "traitors":
      return readTraitors(flag);
    case "orders":
      if (flag.slice(flag.spot) === "any") return flag.text(flag.spot);
      return { kind: "list", spot: flag.spot, items: flag.split().map((part) => flag.text(part)) };
    case "general":
    case "m":
    case "seed":
      return flag.whole(flag.spot);
    case "unsafe":
      return { kind: "scalar", spot: flag.spot, value: true };
    default:
      return flag.text(flag.spot);
  }
}

function readNodes(flag: Flag, addressFor: (id: number) => string): Located | undefined {
  const count = flag.whole(flag.spot).value;
  if (typeof count !== "number" || count < 0 || count > IDS_MAX) {
    const { cause, fix } = ofWhole("--nodes", count, [2, NODES_MAX], "--nodes 7");
    return flag.complain(flag.spot, cause, fix);
  }
  const items = Array.from({ length: count }, (_, index): Located => {
    const entries = { id: flag.made(index + 1), address: flag.made(addressFor(index + 1)) };
    return flag.map(flag.spot, entries);
  });
  return { kind: "list", spot: flag.spot, items };
}

function readTraitors(flag: Flag): Located {
  const isNone = flag.slice(flag.spot) === "none";
  const items = isNone ? [] : flag.split().map((part) => readTraitor(flag, part));
  return { kind: "list", spot: flag.spot, items: items.filter((item) => item !== undefined) };
}

const GRAMMAR = "write ID:STRATEGY, e.g. 2:flip, 3:always=attack or 5:crash=1, or none alone";

/** One of `8`, `2:flip`, `3:always=attack`, `5:crash=1`. */
function readTraitor(flag: Flag, spot: Spot): Located | undefined {
  const { id, strategy, own: value } = typedTraitor(flag.slice(spot)) ?? {};
  if (id === undefined || id === "" || strategy === "") {
    const cause = `${show(flag.slice(spot))} does not name a traitor${strategy === "" ? "'s strategy" : ""}`;
    return flag.complain(spot, cause, GRAMMAR);
  }
  const idEnd = spot.start + id.length;
  const word = { ...spot, start: Math.min(idEnd + 1, spot.end), end: idEnd + 1 + (strategy?.length ?? 0) };
  const behind = { ...spot, start: Math.min(word.end + 1, spot.end) };
  if (strategy === "script") {
    return flag.complain(
      word,
      "a script's lies cannot be given in a flag",
      "list them in a file, under traitors: with lies:",
    );
  }
  const entries: Record<string, Located> = { id: flag.whole({ ...spot, end: idEnd }) };
  entries["strategy"] = strategy === undefined ? flag.made(STRATEGY_TYPED) : flag.text(word);
  const key = keyOf(strategy);
  if (value !== undefined && key !== "order" && key !== "round") {
    const fix = strategy === "collude" ? "leave it out, or write tell: in a file" : `write ${id}:${strategy}`;
    return flag.complain({ ...behind, start: word.end }, `${show(strategy)} takes nothing behind it`, fix);
  }
  if (value !== undefined && key === "order") entries[key] = flag.text(behind);
  if (value !== undefined && key === "round") entries[key] = flag.whole(behind);
  return flag.map(spot, entries);
}

/** One flag as it was typed, and located values cut out of it. */
class Flag {
  /** Where its name stands. */
  readonly name: Spot;
  /** Where its value stands; for a switch, where its name does. */
  readonly spot: Spot;
  readonly #source: Source;

  constructor(
    key: string,
    typed: string | boolean,
    private readonly complaints: Complaint[],
  ) {
    const name = flagName(key);
    const text = typeof typed === "string" ? `${name} ${typed}` : name;
    this.#source = { kind: "flag", name, text };
    this.name = { source: this.#source, start: 0, end: name.length };
    this.spot = typeof typed === "string" ? { ...wholeOf(this.#source), start: name.length + 1 } : this.name;
  }

  slice(spot: Spot): string {
    return this.#source.text.slice(spot.start, spot.end);
  }

  /** The parts between commas, without spaces around them. */
  split(): Spot[] {
    const spots: Spot[] = [];
    let start = this.spot.start;
    for (const part of this.slice(this.spot).split(",")) {
      const indent = part.length - part.trimStart().length;
      spots.push({ ...this.spot, start: start + indent, end: start + indent + part.trim().length });
      start += part.length + 1;
    }
    return spots;
  }

  text(spot: Spot): LocatedScalar {
    return { kind: "scalar", spot, value: this.slice(spot) };
  }

  /** A number if one was typed, otherwise the text, which the schema then refuses. */
  whole(spot: Spot): LocatedScalar {
    const text = this.slice(spot);
    const size = wholeNumber(text.replace(/^-(?!0)/, ""));
    const value = size === null ? text : text.startsWith("-") ? -size : size;
    return { kind: "scalar", spot, value };
  }

  /** A value that the flag stands for and that was not typed itself. */
  made(value: string | number): LocatedScalar {
    return { kind: "scalar", spot: this.spot, value };
  }

  map(spot: Spot, values: Readonly<Record<string, Located>>): Located {
    const entries = Object.entries(values).map(([key, value]): [string, LocatedEntry] => [
      key,
      { key: spot, value },
    ]);
    return { kind: "map", spot, entries: new Map(entries) };
  }

  complain(spot: Spot, cause: string, fix: string): undefined {
    this.complaints.push({ spot, cause, fix });
  }
}
