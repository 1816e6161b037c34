/**
 * Shapes of plain data: what a foreign value must be, checked to the last key, and in which order its keys are written, so
 * that equal data has one text. A check gives a clause that says what is wrong and where, or null.
 */
import { hasKeys } from "../../../wire/message.js";
import { quoted } from "../../../wire/quoted.js";

export interface Shape {
  fault(value: unknown, where: string): string | null;
  /** the same data with its keys in order */
  ordered(value: unknown): unknown;
}

function plain(name: string, is: (value: unknown) => boolean): Shape {
  return {
    fault: (value, where) => (is(value) ? null : `${where} is ${quoted(value)}, and must be ${name}`),
    ordered: (value) => value,
  };
}

/** A whole number from 0. */
export const count = plain(
  "a whole number from 0",
  (value) => Number.isSafeInteger(value) && (value as number) >= 0,
);

export const id = plain("an id", (value) => Number.isSafeInteger(value) && (value as number) > 0);

export function text(name: string, pattern: RegExp): Shape {
  return plain(name, (value) => typeof value === "string" && pattern.test(value));
}

export function textUpTo(charsMax: number): Shape {
  return plain(
    `a text of at most ${charsMax} characters`,
    (value) => typeof value === "string" && value.length <= charsMax,
  );
}

export function oneOf(names: readonly string[]): Shape {
  return plain(`one of ${names.join(", ")}`, (value) => names.includes(value as string));
}

export function orNull(shape: Shape): Shape {
  return {
    fault: (value, where) => (value === null ? null : shape.fault(value, where)),
    ordered: (value) => (value === null ? null : shape.ordered(value)),
  };
}

export function listOf(shape: Shape, countMax: number): Shape {
  return {
    fault(value, where) {
      if (!Array.isArray(value)) return `${where} is no list`;
      if (value.length > countMax) return `${where} has ${value.length} items, and ${countMax} is the most`;
      for (const [index, item] of value.entries()) {
        const fault = shape.fault(item, `${where}[${index}]`);
        if (fault !== null) return fault;
      }
      return null;
    },
    ordered: (value) => (value as unknown[]).map((item) => shape.ordered(item)),
  };
}

export function object(fields: Readonly<Record<string, Shape>>): Shape {
  const keys = Object.keys(fields);
  return {
    fault(value, where) {
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      if (!isObject || !hasKeys(value as Record<string, unknown>, keys)) {
        return `${where} has not exactly the keys ${keys.join(", ")}, in this order`;
      }
      for (const key of keys) {
        const fault = fields[key]?.fault((value as Record<string, unknown>)[key], `${where}.${key}`) ?? null;
        if (fault !== null) return fault;
      }
      return null;
    },
    ordered(value) {
      const given = value as Record<string, unknown>;
      return Object.fromEntries(keys.map((key) => [key, fields[key]?.ordered(given[key])]));
    },
  };
}

/** One of several objects, told apart by the value of their first key. */
export function tagged(
  tag: string,
  shapes: Readonly<Record<string, Readonly<Record<string, Shape>>>>,
): Shape {
  const names = Object.keys(shapes);
  const objects = new Map(names.map((name) => [name, object({ [tag]: oneOf([name]), ...shapes[name] })]));
  const shapeOf = (value: unknown) => {
    const name =
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[tag] : undefined;
    return typeof name === "string" ? objects.get(name) : undefined;
  };
  return {
    fault: (value, where) =>
      shapeOf(value)?.fault(value, where) ?? (shapeOf(value) ? null : `${where} has no known ${tag}`),
    ordered: (value) => shapeOf(value)?.ordered(value),
  };
}
