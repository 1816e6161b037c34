/** Commands on their way into the log: named, checked before anything is sent, and waited for. */
import { randomBytes } from "node:crypto";
import { isSignal } from "../../core/argument.js";
import { textOf } from "../../core/value.js";
import { type Command, commandText, faultOf, isForOnce, type Json, keyOf } from "../../log/command.js";
import { commandDigest, digestOfText, told } from "../../log/replica.js";
import { readOnce, shown } from "../refusals.js";
import { LogError, type Submitted } from "./events.js";
import type { LogMemberSetup, Parts } from "./parts.js";
import { answerOf } from "./waiting.js";

export interface SubmitOptions {
  /** Left out: a name for once, which this member draws. */
  readonly client?: string;
  readonly sequence?: number;
  /** the last height at which it may be done */
  readonly until?: number;
  readonly signature?: string;
  /** Whoever waits goes; the command may still be done. */
  readonly signal?: AbortSignal;
}

const OPTIONS = ["client", "sequence", "until", "signature", "signal"] as const;

/** How long a client waits at the most; what is under way then may still come true. */
const WAIT_MS = 30_000;
/** How far ahead of the log's end a name for once reaches. */
const ONCE_HEIGHTS = 1000;
/** Commands under one name for once. */
const ONCE_COMMANDS = 512;
/** What the name of a client that signs begins with. */
const KEY_START = "ed25519:";

/** What becomes of commands that are passed on. */
export interface PassingOn {
  /** whether this member's share of the pool takes it */
  readonly hasRoom: (text: string) => boolean;
  readonly propose: (text: string) => void;
}

export class Submissions {
  readonly #once = { name: "", next: 0 };
  #moment: Promise<Submitted> | null = null;

  constructor(
    private readonly setup: Pick<LogMemberSetup, "id" | "machine">,
    private readonly parts: Pick<Parts, "crypto" | "replica" | "waiting">,
    private readonly passingOn: PassingOn,
  ) {}

  async submit(command: Json, given: SubmitOptions): Promise<Submitted> {
    const options = readOnce<SubmitOptions>(given, OPTIONS, (why) => {
      const fix =
        "submit(command, { client, sequence, until, signature, signal }), each of which may be left out";
      return new LogError("usage", `what stands behind the command ${why}`, fix);
    });
    const text = textOf(command);
    if (typeof text !== "string") throw new LogError("usage", `the command ${text.why}`, text.fix);
    const refusal: unknown = this.setup.machine.check?.(command) ?? null;
    if (refusal !== null && typeof refusal !== "string")
      throw new LogError(
        "usage",
        `the machine's check gave ${shown(refusal)}`,
        "let it return a text, or null where the command may be sent",
      );
    if (refusal !== null) throw new LogError("usage", refusal, "send a command that the machine knows");
    const { signal } = options;
    if (signal !== undefined && !isSignal(signal))
      throw new LogError("usage", "the signal is no AbortSignal", "give new AbortController().signal");
    return this.#one({ ...this.#named(options), command }, text, signal);
  }

  /** A moment of the log that is not before this call; all that are asked for in one turn share it. */
  moment(): Promise<Submitted> {
    this.#moment ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      this.#moment = null;
      return this.#one(this.#named({}), null);
    });
    return this.#moment;
  }

  /** What the state says of a command already; null: it was not done. */
  known(
    command: Command,
    digest = commandDigest(command.command, this.parts.crypto.digest),
  ): Submitted | LogError | null {
    const standing = this.parts.replica.standing(command, digest);
    return standing.is === "fresh" ? null : answerOf(told(standing, command), { height: 0, index: 0 });
  }

  /** With client and sequence, drawn where none are given. */
  #named({ client, sequence, until, signature }: SubmitOptions): Command {
    if (client === undefined) return this.#forOnce(sequence, until);
    const command = {
      ...{ client, sequence: sequence as number },
      ...(until !== undefined && { until }),
      ...(signature !== undefined && { signature }),
    };
    const drawn = "has a name that members draw";
    const fault = faultOf(command) ?? halfKey(client) ?? (isForOnce(client) ? drawn : null);
    if (fault === null) return command;
    throw new LogError("usage", `the command ${fault}`, "see docs/LOG.md for clients and sequences");
  }

  #forOnce(sequence: number | undefined, until: number | undefined): Command {
    if (sequence !== undefined)
      throw new LogError("usage", "a sequence needs a client", "give both, or neither");
    if (until !== undefined && !(Number.isSafeInteger(until) && until >= 0))
      throw new LogError("usage", "the until is no height", "give a whole number, or leave it out");
    const at = this.#once.next++ % ONCE_COMMANDS;
    if (at === 0) this.#once.name = `~${this.setup.id}-${randomBytes(12).toString("hex")}`;
    const latest = this.parts.replica.height + ONCE_HEIGHTS;
    return { client: this.#once.name, sequence: at, until: Math.min(until ?? latest, latest) };
  }

  /** `text`: of the command as JSON, which is written once; null: there is none. */
  async #one(command: Command, text: string | null, signal?: AbortSignal): Promise<Submitted> {
    if (signal?.aborted)
      throw new LogError("notDone", "the signal had been aborted already", "give a fresh one");
    const { waiting, crypto } = this.parts;
    const digest = digestOfText(text, crypto.digest);
    const known = this.known(command, digest);
    if (known instanceof LogError) throw known;
    if (known) return known;
    const pending = waiting.find(command);
    if (pending && pending.digest !== digest) throw underWay(command, pending.digest);
    if (!pending) this.#propose(command);
    const submitted = await waiting.wait(command, digest, WAIT_MS, signal);
    if (submitted) return submitted;
    const cause = signal?.aborted
      ? "nobody waits for it any more"
      : `it was not final within ${WAIT_MS / 1000} s`;
    const fix = isForOnce(command.client)
      ? "look in the log whether it was done; what has a client and a sequence can be sent again"
      : "send it again under the same client and sequence";
    throw new LogError("unknown", `${cause}, and may still come true`, fix);
  }

  #propose(command: Command): void {
    const { hasRoom, propose } = this.passingOn;
    const text = commandText(command);
    if (this.parts.waiting.hasRoom(command) && hasRoom(text)) return propose(text);
    const cause = `member ${this.setup.id} holds as many commands as it has room for`;
    throw new LogError("busy", cause, "send it again a little later");
  }
}

/** Whoever writes a key with a mistake means to be protected by it, and a mere name is not. */
function halfKey(client: string): string | null {
  if (!client.startsWith(KEY_START) || keyOf(client) !== null) return null;
  return `is of a client whose name is ${KEY_START} and no public key: 64 hexadecimal digits in lower case`;
}

function underWay({ client, sequence }: Command, digest: string): LogError {
  const cause = `another command is under way under sequence ${sequence} of client ${client}`;
  return new LogError("conflict", cause, "give each command a sequence of its own", digest);
}
