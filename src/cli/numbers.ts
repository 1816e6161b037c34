/** Numbers that flags take. */
import { printable } from "../core/printable.js";
import { wholeNumber } from "../core/whole.js";
import { CliError, EXIT, usage } from "./exit.js";

export function countOf(flag: string, text: string): number {
  const value = wholeNumber(text);
  if (value !== null) return value;
  throw usage(`${flag} ${printable(text, 40)} is not a whole number`, `write, for instance, ${flag} 7`);
}

/** A port that a flag names for a server on loopback. */
export function readPort(flag: string, text: string): number {
  const port = wholeNumber(text);
  if (port !== null && port <= 65_535) return port;
  throw usage(
    `${flag} ${printable(text, 40)} is not a port`,
    "give a number from 0 to 65535; 0 takes a free one",
  );
}

const CAUSES: Readonly<Record<string, string>> = {
  EADDRINUSE: "is in use",
  EACCES: "may not be used by this user",
};

/** What listens on the port that the flag named. Rejects with a CliError where it cannot. */
export async function onPort<T>(
  flag: string,
  port: number,
  listen: (port: number) => Promise<T>,
): Promise<T> {
  try {
    return await listen(port);
  } catch (error) {
    const cause = CAUSES[String((error as NodeJS.ErrnoException).code)];
    if (cause === undefined) throw error;
    throw new CliError(EXIT.port, `port ${port} ${cause}`, `give another ${flag}, or 0 for a free one`);
  }
}
