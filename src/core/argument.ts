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

function kindOf(given: unknown): string {
  if (given === null || given === undefined) return String(given);
  if (Array.isArray(given)) return "a list";
  return typeof given === "object" ? "an object" : typeof given;
}
