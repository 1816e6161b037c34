/**
 * What a group that goes on talks about: blocks, votes, certificates, messages, and what a member keeps. Plain data
 * throughout. The rules are in machine.ts, what is signed in statement.ts, bytes in wire/codec.ts.
 */
import type { NodeId } from "../../core/group.js";

/** Members and their keys are those of an epoch; the views of each epoch begin at 1. */
export type Epoch = number;

/** One attempt at a block, under one leader. View 0 is that of the block an epoch begins with. */
export type View = number;

/** How many blocks stand before a block, over all epochs. */
export type Height = number;

/** A digest, in lower-case hexadecimal digits. */
export type Hash = string;

export type Signature = string;

/** What the members agree on the order of. Its text tells it from every other: the protocol does not look inside. */
export type Command = string;

export interface Block {
  readonly epoch: Epoch;
  readonly view: View;
  readonly height: Height;
  /** the hash of the block it builds on */
  readonly parent: Hash;
  readonly commands: readonly Command[];
}

/** A block without its commands, which `root` stands for (block.ts). A block's hash is that of its header. */
export interface Header {
  readonly epoch: Epoch;
  readonly view: View;
  readonly height: Height;
  readonly parent: Hash;
  readonly count: number;
  readonly root: Hash;
}

export const VOTE_KINDS = ["notarize", "nullify", "finalize"] as const;

export type VoteKind = (typeof VOTE_KINDS)[number];

export interface Vote {
  readonly kind: VoteKind;
  readonly epoch: Epoch;
  readonly view: View;
  /** null in a nullify vote: it is against the view, whatever was proposed */
  readonly hash: Hash | null;
  readonly by: NodeId;
  readonly signature: Signature;
}

/** One member's signature under a statement that others make too. */
export interface Endorsement {
  readonly by: NodeId;
  readonly signature: Signature;
}

/** A quorum's equal votes; `kind` is theirs: q notarize votes are a notarization. */
export interface Certificate {
  readonly kind: VoteKind;
  readonly epoch: Epoch;
  readonly view: View;
  readonly hash: Hash | null;
  /** at least q, by ascending id, each id once */
  readonly votes: readonly Endorsement[];
}

/**
 * The end of an epoch: the block that changes its members, whole, since its commands say who the next ones are, and a
 * finalization that covers it: its own, or that of the last of the empty blocks on it, which are no part of the log.
 */
export interface Seal {
  readonly epoch: Epoch;
  readonly block: Block;
  readonly headers: readonly Header[];
  readonly finalization: Certificate;
}

/** A block under the signature of its view's leader. */
export interface Proposal {
  readonly block: Block;
  readonly signature: Signature;
}

/** A member's word that after `height` its state has this digest; q equal ones certify a snapshot. */
export interface Attestation {
  readonly epoch: Epoch;
  readonly view: View;
  readonly height: Height;
  readonly hash: Hash;
  readonly state: Hash;
  readonly by: NodeId;
  readonly signature: Signature;
}

export type Message =
  /**
   * `parentView`: where the justification begins. It is a hint of what to ask for; what counts is which certificates the
   * receiver holds, so nobody can spoil a leader's block by relaying it with another.
   */
  | { readonly kind: "proposal"; readonly proposal: Proposal; readonly parentView: View }
  | { readonly kind: "vote"; readonly vote: Vote }
  | { readonly kind: "certificate"; readonly certificate: Certificate }
  /** commands that wait for a block */
  | { readonly kind: "commands"; readonly commands: readonly Command[] }
  /** the block of this hash, and its ancestors above the height */
  | { readonly kind: "fetch"; readonly epoch: Epoch; readonly hash: Hash; readonly above: Height }
  /**
   * Blocks by ascending height, each the parent of the next. With a finalization it is that of the last one, and proves
   * them all; without, they prove themselves to whoever asked for the last one's hash.
   */
  | {
      readonly kind: "blocks";
      readonly epoch: Epoch;
      readonly blocks: readonly Block[];
      readonly finalization: Certificate | null;
    }
  /** The certificates of these views. Whoever is in a later epoch answers with what ended this one. */
  | { readonly kind: "ask"; readonly epoch: Epoch; readonly views: readonly View[] }
  /** what ended its epoch, for one that does not know it yet */
  | { readonly kind: "seal"; readonly seal: Seal }
  /** for member/log/snapshots.ts */
  | { readonly kind: "attestation"; readonly attestation: Attestation };

export type MessageOf<Kind extends Message["kind"]> = Extract<Message, { kind: Kind }>;

/** What a member keeps (the hinge's `keep`), and is given when it starts again. */
export type Kept =
  | { readonly entry: "block"; readonly block: Block }
  /** as leader: what was proposed, with the signature, to be sent again as it was; its block is an entry before */
  | {
      readonly entry: "proposed";
      readonly epoch: Epoch;
      readonly view: View;
      readonly hash: Hash;
      readonly signature: Signature;
      readonly parentView: View;
    }
  | { readonly entry: "vote"; readonly vote: Vote }
  | { readonly entry: "certificate"; readonly certificate: Certificate };

/** What comes out. */
export type Out =
  /** The next block of the log. `finalization`: its own, where it has one; otherwise that of a later block covers it. */
  | {
      readonly kind: "committed";
      readonly block: Block;
      readonly hash: Hash;
      readonly finalization: Certificate | null;
    }
  /**
   * A peer asks for what this machine no longer holds: the owner sends it a `blocks` message with the blocks that follow the
   * height `above`, up to one whose finalization it has, or nothing.
   */
  | {
      readonly kind: "asked";
      readonly by: NodeId;
      readonly epoch: Epoch;
      readonly hash: Hash;
      readonly above: Height;
    }
  /** The epoch is over; its last block came out just before. */
  | { readonly kind: "sealed"; readonly seal: Seal }
  /** A peer speaks of an epoch that is over: the owner sends it the seal of that epoch. */
  | { readonly kind: "lagging"; readonly by: NodeId; readonly epoch: Epoch }
  /** This member's key has signed in this view what this member has not: from here on nothing is signed. */
  | { readonly kind: "copied"; readonly epoch: Epoch; readonly view: View };

/** What two statements of one member can prove, and in words what it did then. */
export const MISDEEDS = {
  twoProposals: "proposed two blocks",
  twoNotarize: "voted notarize for two blocks",
  twoFinalize: "voted finalize for two blocks",
  finalizeAndNullify: "voted both finalize and nullify",
} as const;

export type Misdeed = keyof typeof MISDEEDS;

/** Two statements of one member that no loyal member makes: {@link provesMisdeed} (evidence.ts) checks it with its key alone. */
export interface Evidence {
  readonly misdeed: Misdeed;
  readonly by: NodeId;
  readonly group: Hash;
  readonly epoch: Epoch;
  readonly view: View;
  readonly statements: readonly [SignedStatement, SignedStatement];
}

export interface SignedStatement {
  readonly kind: VoteKind | "propose";
  readonly hash: Hash | null;
  readonly signature: Signature;
}

/** Why a member gave up a view. */
export type NullifyReason = "timeout" | "badBlock";

/** What happened, for recordings and for people. */
export type Note =
  | {
      readonly kind: "entered";
      readonly view: View;
      readonly leader: NodeId;
      readonly through: VoteKind | "start";
    }
  | {
      readonly kind: "proposed";
      readonly view: View;
      readonly hash: Hash;
      readonly parentView: View;
      readonly commands: number;
    }
  | { readonly kind: "received"; readonly view: View; readonly hash: Hash; readonly commands: number }
  | { readonly kind: "voted"; readonly vote: Vote; readonly why?: NullifyReason }
  /** another member's vote that counts */
  | { readonly kind: "counted"; readonly vote: Vote }
  | { readonly kind: "certified"; readonly certificate: Certificate }
  | { readonly kind: "finalized"; readonly view: View; readonly hash: Hash }
  | { readonly kind: "fetching"; readonly hash: Hash; readonly of: readonly NodeId[] }
  /** nothing new is finalized: all that may be lacking goes again */
  | { readonly kind: "resent"; readonly view: View; readonly nextMs: number }
  /** the pool has no room for a command of this member's */
  | { readonly kind: "refused"; readonly command: Command; readonly from: NodeId }
  | { readonly kind: "evidence"; readonly evidence: Evidence };

/** Signatures and digests as the rules see them: whoever drives the machine passes them in. */
export interface Crypto {
  /** this member's signature */
  readonly sign: (text: string) => Signature;
  readonly verify: (by: NodeId, text: string, signature: Signature) => boolean;
  readonly digest: (text: string) => Hash;
}

export interface Timing {
  /** Δ: how long a message takes at the most while the network is good */
  readonly deltaMs: number;
  /** α: how much longer each further view without a finalization may take */
  readonly growth: number;
  /** the power of α goes no higher */
  readonly exponentMax: number;
  /** how rarely things are said again at the most */
  readonly heartbeatMs: number;
}

export interface Limits {
  /** of one command, in UTF-16 units, as all that is counted in characters here */
  readonly commandCharsMax: number;
  /** of one block's commands together */
  readonly blockCharsMax: number;
  readonly blockCommandsMax: number;
  /** what one member's commands may take up in another's pool */
  readonly poolCharsMax: number;
  readonly poolCommandsMax: number;
  /** how many blocks one answer brings, and how many finalized ones stay at hand */
  readonly windowBlocks: number;
}

/** The block that a machine's log begins behind: an epoch's first one, or the last one that its owner has stored. */
export interface Base {
  readonly view: View;
  readonly height: Height;
  readonly hash: Hash;
  /** its own finalization; null for view 0, and where a later block's covers it */
  readonly finalization: Certificate | null;
}

export interface SimplexOptions {
  /** Who is no member only looks on: it signs nothing, proposes nothing, and is sent what is final. */
  readonly self: NodeId;
  /** ascending */
  readonly members: readonly NodeId[];
  /** who looks on, at present */
  readonly learners?: () => readonly NodeId[];
  /** the group's configuration; what is signed names it */
  readonly group: Hash;
  readonly epoch: Epoch;
  readonly base: Base;
  readonly crypto: Crypto;
  readonly timing: Timing;
  readonly limits: Limits;
  /** what earlier lives of this member kept, in order */
  readonly kept: readonly Kept[];
  /**
   * Whether a block with these commands ends the epoch once it is final. By the form of the commands alone: what is
   * built on it in this epoch is empty, and is dropped.
   */
  readonly seals?: (commands: readonly Command[]) => boolean;
  /** It goes on signing where its key signs elsewhere too, as one who lies by two machines would. */
  readonly ignoresCopies?: boolean;
}
