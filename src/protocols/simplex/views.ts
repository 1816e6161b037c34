/**
 * What a member holds of each view above its finalization: proposals, votes, certificates, and which votes it has given. All
 * of it is verified before it comes here, and bounded: two proposals a view (the second is evidence), four blocks a member,
 * view and kind of vote. Certificates are never dropped but for a finalization of their view or a later one.
 */
import type { NodeId } from "../../core/group.js";
import type { Certified } from "./rules.js";
import {
  type Base,
  type Certificate,
  type Endorsement,
  type Hash,
  type Proposal,
  type View,
  VOTE_KINDS,
  type Vote,
  type VoteKind,
} from "./types.js";

/** An equivocator's votes count for each block, up to so many. */
const HASHES_MAX = 4;

const PROPOSALS_MAX = 2;

/** What this member has signed in a view; replayed from what it kept, before anything else happens. */
export interface Own {
  notarize?: Vote;
  nullify?: Vote;
  finalize?: Vote;
  proposed?: { readonly proposal: Proposal; readonly hash: Hash; readonly parentView: View };
}

type Votes = Map<Hash | null, Map<NodeId, Vote>>;

export class ViewRecord {
  /** in the order in which they came; `parentView` is what was said last of where its justification begins */
  readonly proposals = new Map<Hash, Proposal & { readonly parentView: View }>();
  readonly own: Own = {};
  readonly certificates: Partial<Record<VoteKind, Certificate>> = {};
  /** what is wrong with a block under the leader's signature */
  badBlock: string | null = null;
  readonly #votes: Readonly<Record<VoteKind, Votes>> = {
    notarize: new Map(),
    nullify: new Map(),
    finalize: new Map(),
  };

  get hasRoom(): boolean {
    return this.proposals.size < PROPOSALS_MAX;
  }

  holds({ kind, hash, by }: Vote): boolean {
    return this.#votes[kind].get(hash)?.has(by) ?? false;
  }

  /** All votes of one member in this view. */
  votesBy(by: NodeId): Vote[] {
    const found: Vote[] = [];
    for (const kind of VOTE_KINDS) {
      for (const same of this.#votes[kind].values()) {
        const vote = same.get(by);
        if (vote) found.push(vote);
      }
    }
    return found;
  }

  /** Whether a vote is worth counting: one a statement, of few blocks, though always of a block that is held. */
  takes(vote: Vote, isHeld: boolean): boolean {
    if (this.holds(vote)) return false;
    const others = this.votesBy(vote.by).filter(({ kind }) => kind === vote.kind).length;
    return isHeld || others < HASHES_MAX;
  }

  /** Counts a vote, and says how many now say the same. */
  count(vote: Vote): number {
    const votes = this.#votes[vote.kind];
    const same = votes.get(vote.hash) ?? new Map<NodeId, Vote>();
    votes.set(vote.hash, same);
    same.set(vote.by, vote);
    return same.size;
  }

  /** Who has said so, by ascending id. */
  endorsements(kind: VoteKind, hash: Hash | null): Endorsement[] {
    const same = [...(this.#votes[kind].get(hash)?.values() ?? [])];
    return same.map(({ by, signature }) => ({ by, signature })).sort((a, b) => a.by - b.by);
  }
}

export class Views implements Certified {
  /** the highest finalization, or what the log began behind */
  floor: { readonly view: View; readonly hash: Hash; readonly finalization: Certificate | null };
  readonly #records = new Map<View, ViewRecord>();
  /** the same, ascending; null once there are others */
  #sorted: readonly (readonly [View, ViewRecord])[] | null = null;
  /** the highest view with a certificate, and that certificate */
  #top: { readonly view: View; readonly through: VoteKind | "start" };

  constructor({ view, hash, finalization }: Base) {
    this.floor = { view, hash, finalization };
    this.#top = { view, through: finalization ? "finalize" : "start" };
  }

  get top(): { readonly view: View; readonly through: VoteKind | "start" } {
    return this.#top;
  }

  /** The record of a view above the floor. */
  at(view: View): ViewRecord {
    const held = this.#records.get(view);
    if (held) return held;
    const record = new ViewRecord();
    this.#records.set(view, record);
    this.#sorted = null;
    return record;
  }

  /** The same, if anything is held of it. */
  held(view: View): ViewRecord | undefined {
    return this.#records.get(view);
  }

  /** Views above the floor of which something is held, ascending. */
  above(): readonly (readonly [View, ViewRecord])[] {
    this.#sorted ??= [...this.#records].sort(([a], [b]) => a - b);
    return this.#sorted;
  }

  certificates(view: View): readonly Certificate[] {
    const { finalization } = this.floor;
    if (view <= this.floor.view) return finalization ? [finalization] : [];
    return Object.values(this.#records.get(view)?.certificates ?? {});
  }

  /** Takes a verified certificate of a view above the floor; a finalization is the new floor. */
  take(certificate: Certificate): void {
    const { kind, view, hash } = certificate;
    this.at(view).certificates[kind] ??= certificate;
    if (view > this.#top.view || (view === this.#top.view && kind !== "nullify")) {
      this.#top = { view, through: kind };
    }
    if (kind !== "finalize" || hash === null) return;
    this.floor = { view, hash, finalization: certificate };
    for (const below of [...this.#records.keys()]) if (below <= view) this.#records.delete(below);
    this.#sorted = null;
  }

  blockOf(view: View): Hash | null {
    if (view === this.floor.view) return this.floor.hash;
    return this.#records.get(view)?.certificates.notarize?.hash ?? null;
  }

  isNullified(view: View): boolean {
    return this.#records.get(view)?.certificates.nullify !== undefined;
  }

  /** Whether a block is notarized above the finalization. */
  get hasUnfinished(): boolean {
    for (const { certificates } of this.#records.values()) if (certificates.notarize) return true;
    return false;
  }
}
