/**
 * One set of traitors, as straight work on slots: which relays are drawn, and which slots vote in which majority. A slot holds one
 * relay of 32 worlds at once, a bit a world (bit slicing: Biham, "A Fast New DES Implementation in Software", FSE 1997).
 *
 * What a loyal node tells is what it was told, so a lieutenant's leaf is followed from teller to teller, to a relay of a traitor or
 * to the order of a loyal general. Only what traitors tell loyal lieutenants has slots of its own, and each of these relays is
 * drawn: these worlds are all that `check` covers (worlds.ts), each as likely as any other. What a lieutenant is told along a path
 * that holds it, before the last round, is neither relayed nor folded, and has no slot.
 */

import { type Group, lieutenantsOf, type NodeId } from "../../core/group.js";
import { keptIn } from "../../core/grouped.js";
import { childrenOf, type Path } from "../../core/path.js";

/** A relay that a traitor owes a loyal lieutenant. */
export interface Owed {
  readonly to: NodeId;
  readonly path: Path;
}

export interface Plan {
  readonly group: Group;
  readonly traitors: readonly NodeId[];
  /** What is drawn: the slots from {@link FIRST_OWED} on. */
  readonly owed: readonly Owed[];
  /**
   * Every majority, in the order of the slots behind those that are drawn: how many vote, where their count starts
   * ({@link countsFrom}), and their slots, an even number of them.
   */
  readonly votes: Int32Array;
  readonly slots: number;
  /** the slot of each loyal lieutenant's decision */
  readonly decisions: readonly number[];
}

/** Nothing at all, beside an odd voter. */
const NOTHING = 0;
/** What a loyal general orders. */
export const ORDERED = 1;
export const FIRST_OWED = 2;

/** Votes are counted in four bits, and the highest is set from the first strict majority on. */
const COUNT_HIGH = 8;
/** The most that can vote, so that a count never leaves its four bits. */
export const VOTERS_MAX = 16;

export class Planner {
  readonly #traitors: ReadonlySet<NodeId>;
  readonly #owed: Owed[] = [];
  readonly #slots = new Map<string, number>();
  /** the voters of each majority: a slot, or −1 − k for majority k */
  readonly #majorities: number[][] = [];

  constructor(
    private readonly group: Group,
    traitors: readonly NodeId[],
  ) {
    this.#traitors = new Set(traitors);
  }

  plan(): Plan {
    const group = this.group;
    const loyal = lieutenantsOf(group).filter((id) => !this.#traitors.has(id));
    const decisions = loyal.map((id) => this.#folded(id, [group.general]));
    const first = FIRST_OWED + this.#owed.length;
    const slotOf = (voter: number) => (voter < 0 ? first - 1 - voter : voter);
    const votes = this.#majorities.flatMap((voters) => [
      voters.length,
      this.countsFrom(voters.length),
      ...voters.map(slotOf),
      ...(voters.length % 2 === 1 ? [NOTHING] : []),
    ]);
    return {
      group,
      traitors: [...this.#traitors],
      owed: this.#owed,
      votes: Int32Array.from(votes),
      slots: first + this.#majorities.length,
      decisions: decisions.map(slotOf),
    };
  }

  /** Where the count of so many voters starts, so that it comes to eight with the first strict majority. */
  countsFrom(voters: number): number {
    return COUNT_HIGH - (Math.floor(voters / 2) + 1);
  }

  /** The paths below, which vote; those that hold the lieutenant itself are among them. */
  voters(_id: NodeId, path: Path): readonly Path[] {
    return childrenOf(this.group, path);
  }

  #folded(id: NodeId, path: Path): number {
    if (path.length > this.group.m) return this.#heard(id, path);
    const voters = this.voters(id, path).map((below) => this.#folded(id, below));
    this.#majorities.push(voters);
    return -this.#majorities.length;
  }

  /** What the lieutenant was told along a path: by its last node, who was told it by the one before, and so on. */
  #heard(id: NodeId, path: Path): number {
    let to = id;
    for (let length = path.length; length > 0; length--) {
      const teller = path[length - 1] as NodeId;
      if (this.#traitors.has(teller)) return this.#slotOf({ to, path: path.slice(0, length) });
      to = teller;
    }
    return ORDERED;
  }

  #slotOf(owed: Owed): number {
    const name = `${owed.to}:${owed.path.join()}`;
    return keptIn(this.#slots, name, () => FIRST_OWED + this.#owed.push(owed) - 1);
  }
}
