/**
 * Commands that are not final yet, each in the share of the member that passed it on: a flooder fills only its own, and each
 * block takes from all shares in turn. Bounded in number and characters.
 */
import type { NodeId } from "../../core/group.js";
import type { Command, Limits } from "./types.js";

/** So many commands that became final last are remembered, and so many characters of them, so that a late copy is not taken for a new one. */
const RECENT_MAX = 65_536;
const RECENT_CHARS_MAX = 16 * 1024 * 1024;

interface Share {
  readonly commands: Set<Command>;
  chars: number;
}

/** What stands in a block, and whether no more fits in. */
interface Taken {
  readonly commands: Command[];
  readonly isFull: boolean;
}

export class Pool {
  readonly #shares: ReadonlyMap<NodeId, Share>;
  readonly #ownerOf = new Map<Command, NodeId>();
  readonly #recent = new Set<Command>();
  #recentChars = 0;

  constructor(
    members: readonly NodeId[],
    private readonly limits: Limits,
  ) {
    this.#shares = new Map(members.map((id) => [id, { commands: new Set(), chars: 0 }]));
  }

  get size(): number {
    return this.#ownerOf.size;
  }

  /** Whether the share of `from` has room, or the command needs none: it is held, or final. */
  hasRoom(from: NodeId, command: Command): boolean {
    return this.#isKnown(command) || this.#fits(from, command);
  }

  /** Whether it is new here; where there is no room it is not taken. */
  add(from: NodeId, command: Command): boolean {
    if (this.#isKnown(command) || !this.#fits(from, command)) return false;
    const share = this.#shares.get(from) as Share;
    share.commands.add(command);
    share.chars += command.length;
    this.#ownerOf.set(command, from);
    return true;
  }

  /** They are final. */
  remove(commands: readonly Command[]): void {
    for (const command of commands) {
      if (!this.#recent.has(command)) this.#recentChars += command.length;
      this.#recent.add(command);
      const from = this.#ownerOf.get(command);
      if (from === undefined) continue;
      const share = this.#shares.get(from) as Share;
      share.commands.delete(command);
      share.chars -= command.length;
      this.#ownerOf.delete(command);
    }
    for (const oldest of this.#recent) {
      if (this.#recent.size <= RECENT_MAX && this.#recentChars <= RECENT_CHARS_MAX) break;
      this.#recent.delete(oldest);
      this.#recentChars -= oldest.length;
    }
  }

  /** What fits in a block, from all shares in turn, the oldest of each first, without those that are `taken`. */
  take(taken: ReadonlySet<Command>): Taken {
    const commands: Command[] = [];
    let chars = 0;
    const queues = [...this.#shares.values()].map((share) => share.commands.values());
    while (queues.length > 0) {
      for (const queue of [...queues]) {
        const command = nextOf(queue, taken);
        if (command === null) queues.splice(queues.indexOf(queue), 1);
        else {
          chars += command.length;
          if (commands.length === this.limits.blockCommandsMax || chars > this.limits.blockCharsMax)
            return { commands, isFull: true };
          commands.push(command);
        }
      }
    }
    return { commands, isFull: false };
  }

  #isKnown(command: Command): boolean {
    return this.#ownerOf.has(command) || this.#recent.has(command);
  }

  #fits(from: NodeId, { length: chars }: Command): boolean {
    const share = this.#shares.get(from);
    return (
      share !== undefined &&
      chars <= this.limits.commandCharsMax &&
      share.commands.size < this.limits.poolCommandsMax &&
      share.chars + chars <= this.limits.poolCharsMax
    );
  }

  /** In whose shares these are. */
  ownersOf(commands: Iterable<Command>): NodeId[] {
    const owners = new Set<NodeId>();
    for (const command of commands) {
      const owner = this.#ownerOf.get(command);
      if (owner !== undefined) owners.add(owner);
      if (owners.size === this.#shares.size) break;
    }
    return [...owners];
  }

  /** Those that this member passed on, the oldest first. */
  of(from: NodeId): Command[] {
    return [...(this.#shares.get(from)?.commands ?? [])];
  }

  /** All of them, the oldest first. */
  all(): Command[] {
    return [...this.#ownerOf.keys()];
  }
}

function nextOf(queue: IterableIterator<Command>, taken: ReadonlySet<Command>): Command | null {
  for (let next = queue.next(); !next.done; next = queue.next()) {
    if (!taken.has(next.value)) return next.value;
  }
  return null;
}
