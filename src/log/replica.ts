/**
 * The replicated state: the user's machine, the sessions in front of it, the group's members, and the height that all stand
 * at. Every loyal member that applies the same blocks holds the same, to the last byte of {@link Replica.snapshot}.
 */
import { textOf } from "../core/value.js";
import {
  type Command,
  isForOnce,
  type Json,
  keyOf,
  ONCE_HEIGHTS_MAX,
  readCommand,
  signedText,
} from "./command.js";
import {
  type Changing,
  changed,
  changeFault,
  type Members,
  type MembersData,
  membersIn,
  readChanging,
  sharedMembers,
} from "./members.js";
import { Sessions, type SessionsData, type Standing, WINDOW } from "./sessions.js";
import { SNAPSHOT_FIX, snapshotFault } from "./state.js";

/** Where a command stands in the log. */
export interface Place {
  readonly height: number;
  readonly index: number;
}

/** What members run. The same commands in the same order must give the same results and the same snapshots everywhere. */
export interface StateMachine {
  /** Does it. A command that it throws for is marked as failed; what it had changed by then stays changed. */
  apply(command: Json, place: Place): Json | undefined;
  /** Why this command is not to be sent at all; null: it may be. Blocks are never judged by it. */
  check?(command: Json): string | null;
  /** Answers a question from the state as it is. */
  query?(question: Json): Json | undefined;
  /** All of the state; equal states give equal ones. */
  snapshot(): Json;
  restore(snapshot: Json): void;
}

/** What a command that stands in a block came to. */
export type Outcome =
  | { readonly is: "applied"; readonly result: Json }
  | { readonly is: "moment" }
  /** done at `place`, and not again */
  | { readonly is: "repeated"; readonly result: Json; readonly place: Place }
  | { readonly is: "refused"; readonly why: Refusal; readonly detail: string; readonly digest?: string };

export type Refusal = "bad" | "conflict" | "below" | "ended" | "crowded" | "expired" | "failed";

/** A kept result, as JSON text. */
const RESULT_CHARS_MAX = 4096;

export interface ReplicaOptions {
  readonly machine: StateMachine;
  /** hash of the group's first configuration */
  readonly group: string;
  /** those of that configuration */
  readonly members: Members;
  readonly digest: (text: string) => string;
  readonly verify: (publicKey: string, text: string, signature: string) => boolean;
  /** what a command came to, the first time or not; `digest` tells it from others under its client and sequence */
  readonly onDone?: (command: Command, digest: string, place: Place, outcome: Outcome) => void;
}

interface Snapshot {
  readonly height: number;
  readonly members: MembersData;
  readonly sessions: SessionsData;
  readonly machine: Json;
}

export class Replica {
  #sessions: Sessions;
  #members: Members;
  #height = 0;

  constructor(private readonly options: ReplicaOptions) {
    this.#sessions = new Sessions(options.digest);
    this.#members = options.members;
  }

  /** Of the last block that was applied. */
  get height(): number {
    return this.#height;
  }

  /** Who they are behind that block. */
  get members(): Members {
    return this.#members;
  }

  get sessions(): number {
    return this.#sessions.size;
  }

  /** The next block's commands, in order. */
  apply(height: number, commands: readonly string[]): Outcome[] {
    if (height !== this.#height + 1) throw new RangeError(`block ${height} is applied on ${this.#height}`);
    this.#height = height;
    this.#sessions.pass(height);
    return commands.map((text, index) => this.#one(text, { height, index }));
  }

  /** How a command of this digest stands before it is sent, as far as this member knows. */
  standing({ client, sequence }: Command, digest: string): Standing {
    return this.#sessions.standing(client, sequence, digest);
  }

  /** Throws where the machine's would be lost: the group would forget the blocks that made it. */
  snapshot(): string {
    const machine = this.options.machine.snapshot();
    const fault = snapshotFault(machine);
    if (fault !== null) throw new TypeError(`${fault}\n  fix: ${SNAPSHOT_FIX}`);
    const snapshot: Snapshot = {
      height: this.#height,
      members: sharedMembers(this.#members, this.options.members),
      sessions: this.#sessions.data(),
      machine,
    };
    return JSON.stringify(snapshot);
  }

  restore(text: string): void {
    const { height, members, sessions, machine } = JSON.parse(text) as Snapshot;
    this.#height = height;
    this.#members = membersIn(members, this.options.members);
    this.#sessions = new Sessions(this.options.digest, sessions);
    this.options.machine.restore(machine);
  }

  #one(text: string, place: Place): Outcome {
    const changing = readChanging(text);
    if (changing) return this.#change(changing);
    const command = readCommand(text);
    if ("bad" in command) return refused("bad", `the command ${command.bad}`);
    const digest = commandDigest(command.command, this.options.digest);
    const outcome = this.#void(command, place) ?? this.#once(command, digest, place);
    this.options.onDone?.(command, digest, place, outcome);
    return outcome;
  }

  /** Why a command is void where it stands, whatever was done before; null: it is not. */
  #void(command: Command, { height }: Place): Outcome | null {
    const { client, until } = command;
    if (until !== undefined && until < height)
      return refused("expired", `it may stand in blocks up to height ${until}`);
    if (isForOnce(client) && !(until !== undefined && until <= height + ONCE_HEIGHTS_MAX))
      return refused("bad", `a name for once needs an until at most ${ONCE_HEIGHTS_MAX} heights ahead`);
    return this.#isGenuine(command) ? null : refused("bad", "its signature is not the client's");
  }

  #once(command: Command, digest: string, place: Place): Outcome {
    const { client, sequence, until } = command;
    const standing = this.#sessions.standing(client, sequence, digest);
    if (standing.is !== "fresh") return told(standing, command);
    const outcome = this.#fresh(command, place);
    const result = outcome.is === "applied" ? JSON.stringify(outcome.result) : "";
    this.#sessions.record(client, sequence, until ?? 0, { digest, ...place, result });
    return outcome;
  }

  #change(changing: Changing): Outcome {
    const fault = changeFault(this.#members, changing, this.options);
    if (fault !== null) return refused("bad", `the change of members does not count: ${fault}`);
    this.#members = changed(this.#members, changing);
    const { epoch, members, learners } = this.#members;
    const ids = (nodes: Members["members"]) => nodes.map(({ id }) => id);
    return { is: "applied", result: { epoch, members: ids(members), learners: ids(learners) } };
  }

  #fresh({ command }: Command, place: Place): Outcome {
    if (command === undefined) return { is: "moment" };
    try {
      const result = textOf(this.options.machine.apply(command, place) ?? null);
      if (typeof result === "string" && result.length <= RESULT_CHARS_MAX)
        return { is: "applied", result: JSON.parse(result) as Json };
      const why = typeof result === "string" ? `takes more than ${RESULT_CHARS_MAX} characters` : result.why;
      throw new TypeError(`the machine's result ${why}`);
    } catch {
      // another member's words for it may differ
      return FAILED;
    }
  }

  #isGenuine(command: Command): boolean {
    const key = keyOf(command.client);
    if (key === null) return true;
    return this.options.verify(key, signedText(this.options.group, command), command.signature ?? "");
  }
}

/** What tells one command from another under the same client and sequence. */
export function commandDigest(command: Json | undefined, digest: (text: string) => string): string {
  return digestOfText(command === undefined ? null : JSON.stringify(command), digest);
}

/** The same of a command's JSON; null: it is a moment. */
export function digestOfText(text: string | null, digest: (text: string) => string): string {
  return digest(text === null ? "moment" : `command:${text}`);
}

/** How a command that is not fresh is answered, in a block or before. */
export function told(
  standing: Exclude<Standing, { is: "fresh" }>,
  { client, sequence, command }: Command,
): Outcome {
  const pair = `sequence ${sequence} of client ${client}`;
  switch (standing.is) {
    case "repeated": {
      const { height, index, result } = standing.done;
      if (command === undefined) return { is: "moment" };
      if (result === "") return FAILED;
      return { is: "repeated", result: JSON.parse(result) as Json, place: { height, index } };
    }
    case "conflict":
      return refused("conflict", `another command was done under ${pair}`, standing.done.digest);
    case "below":
      return refused("below", `${pair} is below the window of ${WINDOW} that its session remembers`);
    case "ended":
      return refused("ended", `the session of client ${client} has ended; take another name`);
    case "crowded":
      return refused("crowded", "there are too many sessions for another one");
  }
}

const FAILED: Outcome = { is: "refused", why: "failed", detail: "the machine threw for it" };

function refused(why: Refusal, detail: string, digest?: string): Outcome {
  return { is: "refused", why, detail, ...(digest !== undefined && { digest }) };
}
