/**
 * A configuration under inspection: merged values of file and flags, what is already known to be wrong, and complaints.
 *
 * A check asks for values and gets only sound ones, so that one mistake is not reported twice.
 */

import type { NodeId } from "../core/group.js";
import type { Keys, Located } from "./located.js";
import { at, keySpotAt, spotAt, toValue } from "./located.js";
import type { Complaint, Spot } from "./problem.js";

/** `key: value` as the source of the complaint would write it: `m: 2` in a file, `--m 2` in a flag. */
export type Write = (key: string, value: string | number) => string;

export class Draft {
  readonly complaints: Complaint[] = [];
  readonly #top: Located;
  /** Paths of keys, joined by dots, at or under which the shape is wrong. */
  readonly #unsound = new Set<string>();

  constructor(top: Located) {
    this.#top = top;
  }

  /** Whether the key is written at all, sound or not. */
  has(...keys: Keys): boolean {
    return at(this.#top, keys) !== undefined;
  }

  /** The value at the keys, undefined where it is missing or its shape is wrong. */
  get(...keys: Keys): unknown {
    const found = at(this.#top, keys);
    return found && !this.#unsound.has(keys.join(".")) ? toValue(found) : undefined;
  }

  /** How many items the list at the keys has; undefined if there is no list. */
  lengthOf(...keys: Keys): number | undefined {
    const found = at(this.#top, keys);
    return found?.kind === "list" ? found.items.length : undefined;
  }

  /** The id in the entry at the keys, even if other values of that entry are wrong. */
  idOf(...keys: Keys): NodeId | undefined {
    const id = this.get(...keys, "id");
    return typeof id === "number" && Number.isInteger(id) && id > 0 ? id : undefined;
  }

  /** The keys' value with whatever is wrong in it. */
  raw(keys: Keys): unknown {
    const found = at(this.#top, keys);
    return found && toValue(found);
  }

  markUnsound(keys: Keys): void {
    for (let length = 0; length <= keys.length; length++) this.#unsound.add(keys.slice(0, length).join("."));
  }

  complain(keys: Keys, cause: string, fix: string | ((write: Write) => string)): void {
    this.#add(spotAt(this.#top, keys), cause, fix);
  }

  /** Points at the key itself and not at its value. */
  complainOfKey(keys: Keys, cause: string, fix: string | ((write: Write) => string)): void {
    this.#add(keySpotAt(this.#top, keys), cause, fix);
  }

  #add(spot: Spot, cause: string, fix: string | ((write: Write) => string)): void {
    const write = spot.source.kind === "flag" ? writeFlag : writeKey;
    this.complaints.push({ spot, cause, fix: typeof fix === "string" ? fix : fix(write) });
  }
}

function writeKey(key: string, value: string | number): string {
  return `${key}: ${value}`;
}

function writeFlag(key: string, value: string | number): string {
  const flag = flagName(key);
  return value === "true" ? flag : `${flag} ${value}`;
}

/** `roundTimeout` → `--round-timeout`. */
export function flagName(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
