/**
 * A command as it stands in a block: one line of JSON that says whose it is and which of theirs, so that a group that gets it
 * twice does it once. Members agree on these texts; what is no such text stays in its block, and nothing is done for it.
 */
import { wrongArgument } from "../core/argument.js";
import { PRINTABLE } from "../core/order-text.js";
import { checkText } from "../core/value.js";

/** A value that JSON can write. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface Command {
  /**
   * 1 to 64 printable characters. `~…` is a name for once, drawn by a member: what is done under it is remembered up to
   * `until`, which it must have. `ed25519:` and a public key is a client that signs; any other name is not protected.
   */
  readonly client: string;
  readonly sequence: number;
  /** absent: this only marks a moment of the log, for those who read */
  readonly command?: Json;
  /** it may stand in blocks up to this height and is void in later ones */
  readonly until?: number;
  /** the client's, under {@link signedText}; lower-case hex */
  readonly signature?: string;
}

/** How far ahead of its block's height a name for once may reach: so long it is remembered. */
export const ONCE_HEIGHTS_MAX = 10_000;

export const isForOnce = (client: string): boolean => client.startsWith("~");

/** The public key of a client that signs; null for a mere name. */
export function keyOf(client: string): string | null {
  return /^ed25519:([0-9a-f]{64})$/.exec(client)?.[1] ?? null;
}

export function commandText(given: Command): string {
  demandCommand("commandText", given);
  const { client, sequence, command, until, signature } = given;
  return JSON.stringify({ client, sequence, command, until, signature });
}

/** What a client signs: of which group's log it is, and all that the text says but the signature. */
export function signedText(group: string, given: Command): string {
  demandCommand("signedText", given);
  const { client, sequence, command, until } = given;
  return JSON.stringify({ strategos: 1, log: group, client, sequence, command, until });
}

function demandCommand(to: string, given: unknown): void {
  if (typeof given === "object" && given !== null) return;
  throw wrongArgument(to, given, "a command", "give { client, sequence, command }");
}

const KEYS = ["client", "sequence", "command", "until", "signature"] as const;

/** The command that a text is, or why it is none. The text is the only one that stands for it. */
export function readCommand(text: string): Command | { readonly bad: string } {
  const checked = checkText(text);
  if (typeof checked !== "string") return { bad: checked.why };
  const value = JSON.parse(checked) as Json;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { bad: "is no object" };
  const given = value as Partial<Command> as Command;
  const keys = Object.keys(value);
  if (keys.join() !== KEYS.filter((key) => key in value).join())
    return { bad: `has other keys than ${KEYS.join(", ")}, in this order` };
  const bad = faultOf(given);
  return bad === null ? given : { bad };
}

/** What is wrong with a command's fields, or null. */
export function faultOf({ client, sequence, until, signature }: Command): string | null {
  if (typeof client !== "string" || !(PRINTABLE.test(client) || keyOf(client) !== null))
    return "names no client: 1 to 64 printable characters, or ed25519: and a public key";
  if (!isHeight(sequence)) return "has no sequence: a whole number from 0 on";
  if (until !== undefined && !isHeight(until)) return "has an until that is no height";
  if (signature !== undefined && !/^[0-9a-f]{128}$/.test(signature)) return "has a signature that is none";
  if ((keyOf(client) !== null) !== (signature !== undefined))
    return "is signed by no key, or has a key and no signature";
  return null;
}

function isHeight(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
