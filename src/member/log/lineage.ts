/**
 * Who the members of each epoch were, from the first configuration to today: each seal shows, under the signatures of its
 * epoch's members, the block that made those of the next. A member follows it as its log grows, or learns it from others when
 * it is behind; a stranger follows it from a file.
 */
import type { Config } from "../../config/config.js";
import { changed, type Electorate, type LogNode, type Members, sealingChange } from "../../log/members.js";
import type { Succession } from "../../protocols/simplex/epochs.js";
import { sealFault } from "../../protocols/simplex/seal.js";
import type { Membership } from "../../protocols/simplex/statement.js";
import type { Command, Crypto, Epoch, Seal } from "../../protocols/simplex/types.js";

export class Lineage implements Succession {
  readonly #epochs: Members[];
  readonly #nodes = new Map<number, LogNode>();
  /** what was found out about blocks that are not final yet */
  readonly #seals = new WeakMap<readonly Command[], boolean>();

  constructor(
    first: Members,
    private readonly electorate: Electorate,
  ) {
    this.#epochs = [first];
    this.#remember(first);
  }

  /** The last epoch whose members are known. */
  get last(): Epoch {
    return this.#epochs.length - 1;
  }

  /** The members that an epoch began with; undefined: they are not known here yet. */
  at(epoch: Epoch): Members | undefined {
    return this.#epochs[epoch];
  }

  membership(epoch: Epoch): Membership | null {
    const { group } = this.electorate;
    return this.at(epoch) ? { group, epoch, members: this.membersOf(epoch) } : null;
  }

  /** The key that this id signs with, now or once: no id has two. */
  keyOf(id: number): string | undefined {
    return this.#nodes.get(id)?.signingKey;
  }

  membersOf(epoch: Epoch): readonly number[] {
    return (this.at(epoch) as Members).members.map(({ id }) => id);
  }

  seals(epoch: Epoch, commands: readonly Command[]): boolean {
    const known = this.#seals.get(commands);
    if (known !== undefined) return known;
    const does = sealingChange(this.at(epoch) as Members, commands, this.electorate) !== null;
    this.#seals.set(commands, does);
    return does;
  }

  succeed({ epoch, block }: Seal): void {
    if (epoch !== this.last) return;
    const members = this.at(epoch) as Members;
    const changing = sealingChange(members, block.commands, this.electorate);
    if (!changing) throw new RangeError(`the block that ends epoch ${epoch} changes no members`);
    const next = changed(members, changing);
    this.#epochs.push(next);
    this.#remember(next);
  }

  /** Takes the end of the last known epoch from somebody who is not believed. What is wrong with it, or null. */
  learn(seal: Seal, crypto: Pick<Crypto, "digest" | "verify">): string | null {
    const membership = this.membership(this.last) as Membership;
    const fault = sealFault(membership, seal, crypto);
    if (fault !== null) return fault;
    if (!this.seals(this.last, seal.block.commands)) return "its block changes no members";
    this.succeed(seal);
    return null;
  }

  #remember({ members }: Members): void {
    for (const node of members) this.#nodes.set(node.id, node);
  }
}

/** The members of a group's first configuration; each has a signingKey. */
export function firstMembers({ nodes }: Pick<Config, "nodes">): Members {
  const members = nodes.map(({ id, address, publicKey, signingKey }) => ({
    ...{ id, address, publicKey: publicKey ?? null, signingKey: signingKey as string },
  }));
  return {
    epoch: 0,
    members: members.toSorted((a, b) => a.id - b.id),
    learners: [],
    highest: Math.max(...members.map(({ id }) => id)),
  };
}
