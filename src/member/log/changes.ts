/** Changes of the members on their way into the log: checked, sent as learner first, and as member once it has caught up. */
import { type EventEmitter, once } from "node:events";
import {
  type Changing,
  changeFault,
  changingOf,
  changingText,
  type Electorate,
  type LogNode,
  type Members,
} from "../../log/members.js";
import type { Replica } from "../../log/replica.js";
import { LogError, type LogEvents } from "./events.js";

/** What came of it so far. */
export type ChangeState =
  /** it is sent the log; `height`: how far it has come, as it says itself */
  | { readonly is: "learner"; readonly id: number; readonly height: number; readonly of: number }
  | { readonly is: "done"; readonly epoch: number };

export interface ChangesSetup {
  readonly electorate: Electorate;
  readonly replica: Replica;
  readonly events: EventEmitter<LogEvents>;
  readonly propose: (text: string) => void;
}

const WAIT_MS = 30_000;
/** A learner that lacks no more than so many blocks has caught up. */
const LAG_BLOCKS_MAX = 64;

export class Changes {
  /** how far learners say that they have come */
  readonly #heights = new Map<number, number>();
  /** of those who wait */
  readonly #waits = new Set<AbortController>();

  constructor(private readonly setup: ChangesSetup) {}

  heardOf(from: number, height: number): void {
    if (this.setup.replica.members.learners.some(({ id }) => id === from)) this.#heights.set(from, height);
  }

  /** The next step of a change. To be called again while it is a learner's. */
  async change(given: Omit<Changing, "isLearner">): Promise<ChangeState> {
    const { electorate, replica } = this.setup;
    const asked = changingOf(given);
    if (!asked) {
      const fix = "give { epoch, change, approvals }, where change is { add } or { remove }";
      throw new LogError("usage", "what is to be changed is no change of the members", fix);
    }
    const present = replica.members;
    if (isDone(present, asked)) return { is: "done", epoch: present.epoch };
    const fault = changeFault(present, asked, electorate);
    if (fault !== null) {
      const fix = "see the members and their epoch, and have a quorum of them sign a change of that epoch";
      throw new LogError("usage", `the change does not count: ${fault}`, fix);
    }
    const { change } = asked;
    if (!("add" in change)) return this.#end(asked);
    const { id } = change.add;
    const looksOn = ({ learners }: Members) => learners.some((one) => isDialledAs(one, change.add));
    if (!looksOn(present)) {
      this.#heights.delete(id);
      await this.#until(asked, true, (now) => now.epoch > asked.epoch || looksOn(now));
    }
    const reached = this.#heights.get(id) ?? 0;
    if (reached < replica.height - LAG_BLOCKS_MAX || !this.#heights.has(id))
      return { is: "learner", id, height: reached, of: replica.height };
    return this.#end(asked);
  }

  /** Nobody waits here any longer. */
  close(cause: string): void {
    for (const wait of this.#waits) wait.abort(unknown(cause, "ask another member"));
  }

  async #end(asked: Omit<Changing, "isLearner">): Promise<ChangeState> {
    await this.#until(asked, false, ({ epoch }) => epoch > asked.epoch);
    const present = this.setup.replica.members;
    if (isDone(present, asked)) return { is: "done", epoch: present.epoch };
    throw new LogError("conflict", "another change came before this one", "sign it for the present epoch");
  }

  /** Proposes it, and resolves when it shows. */
  async #until(
    asked: Omit<Changing, "isLearner">,
    isLearner: boolean,
    isThere: (members: Members) => boolean,
  ): Promise<void> {
    const { replica, events, propose } = this.setup;
    propose(changingText({ ...asked, isLearner }));
    const wait = new AbortController();
    const { signal } = wait;
    this.#waits.add(wait);
    const late = `it was not final within ${WAIT_MS / 1000} s`;
    const timer = setTimeout(() => wait.abort(unknown(late, "ask again")), WAIT_MS);
    try {
      while (!isThere(replica.members)) await once(events, "members", { signal });
    } catch {
      throw signal.reason;
    } finally {
      clearTimeout(timer);
      this.#waits.delete(wait);
    }
  }
}

function isDone({ members }: Members, { change }: Pick<Changing, "change">): boolean {
  if ("add" in change) return members.some((one) => isSame(one, change.add));
  return !members.some(({ id }) => id === change.remove);
}

function isSame(a: LogNode, b: LogNode): boolean {
  return a.id === b.id && a.signingKey === b.signingKey;
}

/** One whose address or link key was mistaken looks on anew, with the right ones. */
function isDialledAs(a: LogNode, b: LogNode): boolean {
  return isSame(a, b) && a.address === b.address && a.publicKey === b.publicKey;
}

function unknown(cause: string, fix: string): LogError {
  const open = `${cause}, and the change may still come true`;
  return new LogError("unknown", open, `${fix}: a change that is done is not done twice`);
}
