/**
 * Snapshots of the replicated state. Every so many heights each member makes its own durable, and then signs its digest; a
 * quorum of equal ones certifies it, so that blocks before it can go, and a member far behind or new can begin with it.
 * A snapshot is held and sent in pieces; its digest is the root of the hash tree over them, so that a piece is checked as it
 * comes.
 */
import type { Fault } from "../../core/fault.js";
import type { NodeId } from "../../core/group.js";
import { isSame } from "../../core/same.js";
import { rootOf } from "../../protocols/simplex/block.js";
import { quorumOf } from "../../protocols/simplex/rules.js";
import { attestationText, type Membership } from "../../protocols/simplex/statement.js";
import type { Attestation, Crypto, Endorsement, Epoch, Hash } from "../../protocols/simplex/types.js";
import type { Archive } from "../../store/archive.js";
import { AFRESH, REPLACE, StoreError } from "../../store/failure.js";
import { LogError } from "./events.js";

/** Characters of a piece. */
export const PIECE_CHARS = 262_144;

/** What a quorum says of the state after a height. */
export interface Certified extends Omit<Attestation, "by" | "signature"> {
  readonly votes: readonly Endorsement[];
}

/** Where the log goes on behind a snapshot. */
export interface Held extends Omit<Attestation, "by" | "signature"> {
  readonly leaves: readonly Hash[];
}

export interface SnapshotsSetup {
  readonly archive: Archive;
  /** who may sign in an epoch; null: not known */
  readonly membershipOf: (epoch: Epoch) => Membership | null;
  readonly self: NodeId;
  readonly crypto: Crypto;
  readonly onCertified: (certified: Certified) => void;
  readonly onFault: (fault: Fault) => void;
  /** a quorum holds another state than this member, after the same blocks */
  readonly onDiverged: (error: LogError) => void;
}

const CERTIFIED = "certified";
const pieceKey = (height: number, index: number): string => `piece/${height}/${index}`;

export class Snapshots {
  /** the last of each member that is above the certified one */
  readonly #attestations = new Map<NodeId, Attestation>();
  #held: readonly Held[];
  #certified: Certified | null;

  constructor(private readonly setup: SnapshotsSetup) {
    const { archive } = setup;
    this.#held = JSON.parse(archive.get("snapshots") ?? "[]") as Held[];
    this.#certified = JSON.parse(archive.get(CERTIFIED) ?? "null") as Certified | null;
  }

  /** The newest that a quorum signed. */
  get certified(): Certified | null {
    return this.#certified;
  }

  /** The newest that this member holds; null: it began with the log. */
  get newest(): Held | null {
    return this.#held.at(-1) ?? null;
  }

  /** This member's word on its newest, for those that have not heard it. */
  get own(): Attestation | null {
    return this.#attestations.get(this.setup.self) ?? null;
  }

  textOf({ height, leaves }: Held): string {
    return leaves.map((_, index) => this.#piece(height, index)).join("");
  }

  /** Makes one durable, and then signs it; null: this is no member, and only looks on, or a quorum came to another state. */
  async make(place: Omit<Held, "leaves" | "state">, text: string): Promise<Attestation | null> {
    const { state } = await this.#keep(place, piecesOf(text));
    if (this.#isDiverged(this.#certified)) return null;
    const { crypto, self, membershipOf } = this.setup;
    const { epoch, view, height, hash } = place;
    const membership = membershipOf(epoch);
    if (!membership?.members.includes(self)) return null;
    const said = { view, height, hash, state };
    const signature = crypto.sign(attestationText(membership, said));
    const attestation: Attestation = { epoch, ...said, by: self, signature };
    this.#attestations.set(self, attestation);
    this.#count(attestation);
    return attestation;
  }

  /** What a peer signed. */
  hear(from: NodeId, attestation: Attestation): void {
    const { membershipOf, crypto } = this.setup;
    const { by, height, epoch, signature } = attestation;
    const membership = membershipOf(epoch);
    if (by !== from || !membership?.members.includes(by)) return;
    if (height <= (this.#certified?.height ?? 0) || height <= (this.#attestations.get(by)?.height ?? 0))
      return;
    if (!crypto.verify(by, attestationText(membership, attestation), signature)) {
      const detail = "signed a snapshot with a signature that is not its own";
      return this.setup.onFault({ from, round: null, kind: "badSignature", detail });
    }
    this.#attestations.set(by, attestation);
    this.#count(attestation);
  }

  /** What is wrong with a certified snapshot of a peer's, or null. */
  faultOf({ votes, ...said }: Certified): string | null {
    const { membershipOf, crypto } = this.setup;
    const membership = membershipOf(said.epoch);
    if (!membership) return `it is of epoch ${said.epoch}, whose members are not known here`;
    const ids = new Set(votes.map(({ by }) => by));
    if (ids.size !== votes.length || votes.length < quorumOf(membership.members.length))
      return "it has no quorum";
    const text = attestationText(membership, said);
    const isSigned = votes.every(
      ({ by, signature }) => membership.members.includes(by) && crypto.verify(by, text, signature),
    );
    return isSigned ? null : "a signature under it is not its member's";
  }

  /** For one that is behind: the certified one, and the digests of its pieces; null: not here. */
  offer(): { readonly certified: Certified; readonly leaves: readonly Hash[] } | null {
    const certified = this.#certified;
    const held = this.#held.find(
      ({ height, state }) => height === certified?.height && state === certified.state,
    );
    return certified && held ? { certified, leaves: held.leaves } : null;
  }

  piece(height: number, index: number): string | null {
    const held = this.#held.find((one) => one.height === height);
    return held && index < held.leaves.length ? this.#piece(height, index) : null;
  }

  /** Takes a peer's in the place of all that was held. */
  async install(certified: Certified, pieces: readonly string[]): Promise<void> {
    const { votes: _, state: __, ...place } = certified;
    await this.#keep(place, pieces);
    this.#certify(certified);
    await this.setup.archive.sync();
  }

  async #keep(place: Omit<Held, "leaves" | "state">, pieces: readonly string[]): Promise<Held> {
    const { archive, crypto } = this.setup;
    const leaves = pieces.map((piece) => leafOf(piece, crypto.digest));
    for (const [index, piece] of pieces.entries()) archive.put(pieceKey(place.height, index), piece);
    const held = { ...place, state: rootOf(leaves, crypto.digest), leaves };
    this.#held = [...this.#held, held];
    archive.put("snapshots", JSON.stringify(this.#held));
    await archive.sync();
    return held;
  }

  #count(attestation: Attestation): void {
    const said = saidIn(attestation);
    const { members } = this.setup.membershipOf(said.epoch) as Membership;
    const all = [...this.#attestations.values()];
    const equal = all.filter((one) => isSame(saidIn(one), said));
    if (equal.length >= quorumOf(members.length)) {
      const votes = equal.map(({ by, signature }) => ({ by, signature })).toSorted((a, b) => a.by - b.by);
      return this.#certify({ ...said, votes });
    }
    const other = all.find(({ height, state }) => height === said.height && state !== said.state);
    if (!other) return;
    const detail = `signed another state after height ${said.height} than member ${other.by}`;
    this.setup.onFault({ from: attestation.by, round: null, kind: "otherState", detail });
  }

  /** What is older than a certified one goes, once that is durable. */
  #certify(certified: Certified): void {
    if (this.#isDiverged(certified)) return;
    this.#certified = certified;
    this.setup.archive.put(CERTIFIED, JSON.stringify(certified));
    for (const [by, { height }] of this.#attestations)
      if (height < certified.height) this.#attestations.delete(by);
    if (this.#held.some(({ height }) => height === certified.height)) this.#forgetBelow(certified.height);
    this.setup.onCertified(certified);
  }

  /** A quorum may come to a height before this member does, or after it. */
  #isDiverged(certified: Certified | null): boolean {
    const own = this.#held.find(({ height }) => height === certified?.height);
    if (!own || own.state === certified?.state) return false;
    this.setup.onDiverged(diverged(this.setup.self, own.height));
    return true;
  }

  #forgetBelow(height: number): void {
    const { archive } = this.setup;
    const gone = this.#held.filter((held) => held.height < height);
    this.#held = this.#held.filter((held) => held.height >= height);
    archive.put("snapshots", JSON.stringify(this.#held));
    for (const old of gone)
      for (const index of old.leaves.keys()) archive.delete(pieceKey(old.height, index));
  }

  #piece(height: number, index: number): string {
    const piece = this.setup.archive.get(pieceKey(height, index));
    if (piece !== null) return piece;
    const cause = `a piece of the snapshot of height ${height} is missing in ${this.setup.archive.folder}`;
    throw new StoreError("damaged", cause, AFRESH);
  }
}

function saidIn({ by: _, signature: __, ...said }: Attestation): Omit<Attestation, "by" | "signature"> {
  return said;
}

export function leafOf(piece: string, digest: Crypto["digest"]): Hash {
  return digest(`piece:${piece}`);
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += PIECE_CHARS) pieces.push(text.slice(at, at + PIECE_CHARS));
  return pieces;
}

function diverged(id: NodeId, height: number): LogError {
  return new LogError(
    "failed",
    `after height ${height} the state of member ${id} is not the one that a quorum certified: its machine is not deterministic, or is not that of the others`,
    `see that all members run the same machine, without clock, randomness or what lies outside; then ${REPLACE}`,
  );
}
