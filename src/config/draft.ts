/**
 * A configuration under inspection: merged values of file and flags, what is already known to be wrong, and complaints.
 *
 * A check asks for values and gets only sound ones, so that one mistake is not reported twice.
 */
import { strategyTaking } from "../adversary/strategies.js";
import type { NodeId } from "../core/group.js";
import { at, type Keys, keySpotAt, type Located, spotAt, toValue } from "./located.js";
import type { Complaint, Spot } from "./problem.js";

/** `key: value` as the source of the complaint would write it: `m: 2` in a file, `--m 2` in a flag. */
export type Write = (key: string, value: string | number) => string;

/** A fix in words of the source that it is for; `isJson`: whether keys stand in quotes there. */
export type Fix = string | ((write: Write, isJson: boolean) => string);

export class Draft {
  readonly complaints: Complaint[] = [];
  /** Where a mistake was found: keys joined by dots. */
  readonly #wrong = new Set<string>();
  /** Places that hold a mistake somewhere inside. */
  readonly #unsound = new Set<string>();

  constructor(
    private readonly top: Located,
    /** Whether orders are digests of values of any kind. */
    readonly isOpen = false,
  ) {}

  /** Whether the key is written at all, sound or not. */
  has(...keys: Keys): boolean {
    return at(this.top, keys) !== undefined;
  }

  /** The value at the keys, undefined where it is missing or its shape is wrong. */
  get(...keys: Keys): unknown {
    const found = at(this.top, keys);
    return found && this.#isSound(keys) ? toValue(found) : undefined;
  }

  /** How many items the list at the keys has; undefined if there is no list. */
  lengthOf(...keys: Keys): number | undefined {
    const found = at(this.top, keys);
    return found?.kind === "list" ? found.items.length : undefined;
  }

  /** The id in the entry at the keys, even if other values of that entry are wrong. */
  idOf(...keys: Keys): NodeId | undefined {
    const id = this.get(...keys, "id");
    return typeof id === "number" && Number.isInteger(id) && id > 0 ? id : undefined;
  }

  /** The keys' value with whatever is wrong in it. */
  raw(keys: Keys): unknown {
    const found = at(this.top, keys);
    return found && toValue(found);
  }

  markWrong(keys: Keys): void {
    this.#wrong.add(keys.join("."));
    for (const outer of outwards(keys)) this.#unsound.add(outer);
  }

  #isSound(keys: Keys): boolean {
    return !this.#unsound.has(keys.join(".")) && !outwards(keys).some((outer) => this.#wrong.has(outer));
  }

  complain(keys: Keys, cause: string, fix: Fix): void {
    this.#add(spotAt(this.top, keys), keys, cause, fix);
  }

  /** Points at the key itself and not at its value. */
  complainOfKey(keys: Keys, cause: string, fix: Fix): void {
    this.#add(keySpotAt(this.top, keys), keys, cause, fix);
  }

  /** Inside `--traitors` a key has no name of its own: `2:flip`, `5:crash=1`. */
  #traitorFlag(keys: Keys): Write {
    const entry = keys.slice(0, 2);
    const id = this.idOf(...entry) ?? 2;
    return (key, value) => {
      if (key === "id") return String(value);
      if (key === "strategy") return `${id}:${value}`;
      if (key !== "order" && key !== "round") return writeFlag(key, value);
      return `${id}:${strategyTaking(key)}=${value}`;
    };
  }

  #add(spot: Spot, keys: Keys, cause: string, fix: Fix): void {
    const isFlag = spot.source.kind === "flag";
    const isJson = !isFlag && JSON_START.test(spot.source.text.slice(0, START_CHARS));
    const writeHere = isJson ? writeJson : writeKey;
    const write = isFlag ? (keys[0] === "traitors" ? this.#traitorFlag(keys) : writeFlag) : writeHere;
    this.complaints.push({ spot, cause, fix: typeof fix === "string" ? fix : fix(write, isJson) });
  }
}

/** The places at the keys and around them, joined by dots; not the top. */
function outwards(keys: Keys): string[] {
  return keys.map((_, index) => keys.slice(0, index + 1).join("."));
}

function writeKey(key: string, value: string | number): string {
  return `${key}: ${value}`;
}

const JSON_START = /^\s*\{\s*"/;
const START_CHARS = 1000;

/** Words that are no numbers, lists or texts in quotes yet get quotes. */
function writeJson(key: string, value: string | number): string {
  const isBare = typeof value === "string" && !/^["[{]|^(?:true|false|null|-?\d+)$/.test(value);
  return `"${key}": ${isBare ? JSON.stringify(value) : value}`;
}

function writeFlag(key: string, value: string | number): string {
  const flag = flagName(key);
  return value === "true" ? flag : `${flag} ${value}`;
}

/** `roundTimeout` → `--round-timeout`. */
export function flagName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
