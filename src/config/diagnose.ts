/** Sentences on one wrong value, whatever key it stands at: text, whole numbers, durations, lists. */

import { PRINTABLE } from "../core/order-text.js";
import { show } from "./problem.js";

/** What is wrong, and what to write instead. */
export interface Diagnosis {
  readonly cause: string;
  readonly fix: string;
}

const EMPTY = "has no value";

/** A value that should have been 1 to 64 printable characters. `good` is an example as it would be written. */
export function ofText(name: string, value: unknown, good: string): Diagnosis {
  if (value === null) return { cause: `${name} ${EMPTY}`, fix: `write ${good}` };
  if (typeof value === "number" || typeof value === "boolean") {
    const kind = typeof value === "number" ? "a number" : "a yes or no";
    return { cause: `${name} is ${value}, ${kind} and not text`, fix: `put it in quotes: "${value}"` };
  }
  if (typeof value !== "string")
    return { cause: `${name} is ${show(value)} and not text`, fix: `write ${good}` };
  if (value === "") return { cause: `${name} is empty`, fix: `write ${good}` };
  const length = Array.from(value).length;
  if (length > 64)
    return { cause: `${name} is ${length} characters long`, fix: "use 64 characters or fewer" };
  if (!PRINTABLE.test(value)) {
    return {
      cause: `${name} holds a character that cannot be seen`,
      fix: "use letters, digits and signs only",
    };
  }
  return { cause: `${name} is ${show(value)}`, fix: `write ${good}` };
}

/** A value that should have been a whole number from `min` to `max`. */
export function ofWhole(
  name: string,
  value: unknown,
  [min, max]: readonly [number, number],
  good: string,
): Diagnosis {
  const fix = `write ${good}`;
  if (value === null) return { cause: `${name} ${EMPTY}`, fix };
  if (typeof value === "string" && /^-?0\d+$/.test(value)) {
    return { cause: `${name} is ${show(value)}, with a zero in front`, fix };
  }
  if (typeof value === "string" && /^-?\d{16,}$/.test(value)) {
    return { cause: `${name} is ${show(value)}; it must be from ${min} to ${max}`, fix };
  }
  if (typeof value === "string" && /^-?\d+$/.test(value)) {
    return { cause: `${name} is ${show(value)}, text and not a number`, fix: "leave the quotes out" };
  }
  if (typeof value !== "number" || !Number.isInteger(value)) {
    return { cause: `${name} is ${show(value)}, which is not a whole number`, fix };
  }
  return { cause: `${name} is ${value}; it must be from ${min} to ${max}`, fix };
}

/** A value that should have been a duration. `good` is the example. */
export function ofDuration(name: string, value: unknown, good: string): Diagnosis {
  if (value === null) return { cause: `${name} ${EMPTY}`, fix: `write ${good}` };
  const bare =
    typeof value === "number" ? value : typeof value === "string" ? Number(value || Number.NaN) : Number.NaN;
  if (Number.isFinite(bare) && bare >= 0) {
    const fix = `write ${bare}s for seconds or ${bare}ms for milliseconds`;
    return { cause: `${name} is ${bare} without a unit`, fix };
  }
  return {
    cause: `${name} is ${show(value)}, which is not a duration`,
    fix: `write a number and ms, s or m: ${good}`,
  };
}

/** A value that should have been a list of `min` to `max` items. */
export function ofList(
  name: string,
  value: unknown,
  [min, max]: readonly [number, number],
  good: string,
): Diagnosis {
  if (value === null) return { cause: `${name} ${EMPTY}`, fix: good };
  if (!Array.isArray(value)) return { cause: `${name} is ${show(value)} and not a list`, fix: good };
  const items = value.length === 1 ? "1 entry" : `${value.length} entries`;
  const bound = value.length < min ? `at least ${min} are needed` : `at most ${max} are possible`;
  return { cause: `${name} has ${items}; ${bound}`, fix: good };
}
