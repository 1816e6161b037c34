/** What a program hands the library where something else belongs: a sentence, before anything fails inside. */

export class ArgumentError extends TypeError {
  constructor(
    readonly what: string,
    readonly fix: string,
  ) {
    super(`${what}\n  fix: ${fix}`);
  }
}

/** `to`: the function that was called; `due`: what it takes. */
export function wrongArgument(to: string, given: unknown, due: string, fix: string): ArgumentError {
  return new ArgumentError(`${to} was given ${kindOf(given)} where ${due} belongs`, fix);
}

/** A revoked proxy, and what only inherits from a signal, cannot be asked. */
export function isSignal(given: unknown): given is AbortSignal {
  try {
    return given instanceof AbortSignal && typeof given.aborted === "boolean";
  } catch {
    return false;
  }
}

function kindOf(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (typeof given !== "object") return typeof given;
  try {
    return Array.isArray(given) ? "a list" : "an object";
  } catch {
    return "a revoked proxy";
  }
}
