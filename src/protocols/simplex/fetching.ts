/**
 * What is missing is asked for: blocks that a certificate names, first of those that signed it (each has the block on its
 * disk), then of all; certificates that a proposal needs, of its leader. What they answer is answering.ts.
 *
 * A member that is far behind holds a finalization whose block it does not have. It asks for that block and all above its own
 * end of the log. Who still has them at hand answers with the blocks; otherwise the owner of that machine does, from its
 * store: the next blocks with the finalization of the last, which prove themselves. So a window at a time is verified and comes
 * out, however long the log is, and the next one is asked for at once, within what peers answer.
 */
import type { NodeId } from "../../core/group.js";
import { ANSWERS_MAX } from "./allowance.js";
import { hashOf } from "./block.js";
import { isWhole } from "./chain.js";
import type { Intake } from "./intake.js";
import { justify } from "./rules.js";
import { emptyBlock, sealFault, sealOf } from "./seal.js";
import type { MemberState } from "./state.js";
import { certificateFault } from "./statement.js";
import type { Turn } from "./turn.js";
import type { Block, Certificate, Hash, Height, MessageOf, Seal, View } from "./types.js";

/** So many blocks are asked for at one time, and so many views' certificates. */
const BLOCKS_ASKED_MAX = 4;
export const VIEWS_ASKED_MAX = 32;

/**
 * So many blocks of the longest are held, and no more of those that nothing proves but the hash they were asked by: a peer that
 * answers from the top, block by block, must not have a member hold all that it lacks before it gets the first of it.
 */
const UNPROVED_BLOCKS_MAX = 32;

/** A member that is behind asks for the next window so often in a Δ at the most: half as often as one peer is answered. */
const WINDOWS_A_DELTA = ANSWERS_MAX / 2;

interface Asked {
  lastMs: number;
  tries: number;
  /** until it is asked for again */
  againMs: number;
}

/** The blocks from the end of the log on, up to a final one, or to one on the way to it that is missing. */
interface Window extends Asked {
  readonly hash: Hash;
  readonly above: Height;
}

export class Fetching {
  #blocks = new Map<Hash, Asked>();
  /** the last one that was missing */
  #window: Window | null = null;
  #views: { key: string; asked: Asked } | null = null;

  constructor(
    private readonly state: MemberState,
    private readonly intake: Intake,
  ) {}

  /** When something is to be asked for again. */
  get atMs(): number | null {
    const asked = [...this.#blocks.values(), ...(this.#views ? [this.#views.asked] : [])];
    if (asked.length === 0) return null;
    return Math.min(...asked.map(({ lastMs, againMs }) => lastMs + againMs));
  }

  get #againMs(): number {
    return 2 * this.state.options.timing.deltaMs;
  }

  /** Asks for all that is missing and was not asked for just now. */
  ask(turn: Turn, nowMs: number): void {
    const missing = this.#missing();
    for (const hash of this.#blocks.keys()) if (!missing.has(hash)) this.#blocks.delete(hash);
    const { others, options, chain, views } = this.state;
    for (const [hash, certificate] of missing) {
      const isFinal = certificate === views.floor.finalization;
      const asked = isFinal ? this.#windowTo(hash) : (this.#blocks.get(hash) ?? this.#never());
      this.#blocks.set(hash, asked);
      if (!this.#isDue(asked, nowMs)) continue;
      const signers = certificate.votes.map(({ by }) => by).filter((id) => others.includes(id));
      const to = asked.tries === 1 ? signers : others;
      turn.send(to, { kind: "fetch", epoch: options.epoch, hash, above: chain.end.height });
      turn.note({ kind: "fetching", hash, of: to });
    }
    this.#askViews(turn, nowMs);
  }

  #isDue(asked: Asked, nowMs: number): boolean {
    if (nowMs - asked.lastMs < asked.againMs) return false;
    asked.lastMs = nowMs;
    asked.tries++;
    asked.againMs = this.#againMs;
    return true;
  }

  #never(): Asked {
    return { lastMs: Number.NEGATIVE_INFINITY, tries: 0, againMs: this.#againMs };
  }

  /** Another one than was asked for last is asked for soon. */
  #windowTo(hash: Hash): Window {
    const { chain, options } = this.state;
    const above = chain.end.height;
    const before = this.#window;
    if (before?.hash === hash && before.above === above) return before;
    const { lastMs } = before ?? this.#never();
    this.#window = { hash, above, lastMs, tries: 0, againMs: options.timing.deltaMs / WINDOWS_A_DELTA };
    return this.#window;
  }

  /** Blocks that are missing, and the certificate for whose sake. What stands on a final one that is missing can wait for that. */
  #missing(): Map<Hash, Certificate> {
    const { views, chain } = this.state;
    const missing = new Map<Hash, Certificate>();
    const above = views.above().map(([, { certificates }]) => certificates.notarize);
    for (const certificate of [views.floor.finalization, ...above.toReversed()]) {
      if (!certificate || certificate.hash === null || missing.size >= BLOCKS_ASKED_MAX) continue;
      if (certificate.view <= chain.end.view) continue;
      const path = chain.pathTo(certificate.hash);
      if (path && !isWhole(path) && !missing.has(path.missing)) missing.set(path.missing, certificate);
      if (certificate === views.floor.finalization && missing.size > 0) break;
    }
    return missing;
  }

  /** Certificates that stand between this member and a block: its own to propose, or one that the leader has proposed. */
  #askViews(turn: Turn, nowMs: number): void {
    const { others, options } = this.state;
    const wanted = this.#wantedViews();
    const key = wanted.join();
    if (wanted.length === 0) this.#views = null;
    else if (this.#views?.key !== key) {
      this.#views = { key, asked: this.#never() };
    }
    if (!this.#views || !this.#isDue(this.#views.asked, nowMs)) return;
    turn.send(others, { kind: "ask", epoch: options.epoch, views: wanted });
  }

  #wantedViews(): View[] {
    const { view, views, options, isIdle } = this.state;
    if (view <= views.floor.view) return [];
    const { own, proposals } = views.at(view);
    if (own.notarize) return [];
    const wanted = new Set<View>();
    for (const { parentView } of proposals.values()) this.#addGaps(wanted, parentView);
    const isLeader = this.state.leader(view) === options.self;
    if (isLeader && !isIdle && "missing" in justify(views, view)) this.#addGaps(wanted, views.floor.view);
    return [...wanted].sort((a, b) => b - a).slice(0, VIEWS_ASKED_MAX);
  }

  /** The views whose certificates are missing to justify a block on one of the view `parentView`. */
  #addGaps(wanted: Set<View>, parentView: View): void {
    const { view, views } = this.state;
    if (parentView > views.floor.view && parentView < view && views.blockOf(parentView) === null)
      wanted.add(parentView);
    for (let at = view - 1; at > Math.max(parentView, views.floor.view); at--) {
      if (!views.isNullified(at)) wanted.add(at);
    }
  }

  /** An answer: blocks under a finalization of their own, or those that were asked for by the last one's hash. */
  blocks(turn: Turn, from: NodeId, { epoch, blocks, finalization }: MessageOf<"blocks">): void {
    const { options, chain } = this.state;
    const { digest } = options.crypto;
    const hashes = blocks.map((block) => hashOf(block, digest));
    const last = hashes.at(-1);
    if (epoch !== options.epoch || last === undefined) return;
    const isLinked = blocks.every(
      (block, index) => block.epoch === epoch && (index === 0 || block.parent === hashes[index - 1]),
    );
    if (!isLinked) return turn.fault(from, null, "malformed", "blocks that do not follow each other");
    if (finalization) return this.#proved(turn, from, blocks, hashes, finalization);
    if (!this.#blocks.has(last) || chain.has(last)) return;
    if (chain.chars > UNPROVED_BLOCKS_MAX * options.limits.blockCharsMax) return;
    for (const [index, block] of blocks.entries()) chain.add(hashes[index] as Hash, block);
    this.#blocks.delete(last);
  }

  #proved(
    turn: Turn,
    from: NodeId,
    blocks: readonly Block[],
    hashes: readonly Hash[],
    finalization: Certificate,
  ): void {
    const { options, chain, views } = this.state;
    const [first] = blocks;
    if (
      first?.parent !== chain.end.hash ||
      finalization.hash !== hashes.at(-1) ||
      finalization.kind !== "finalize"
    )
      return;
    const fault = certificateFault(options, finalization, options.crypto.verify);
    if (fault !== null)
      return turn.fault(from, finalization.view, "badCertificate", `blocks that it sent: ${fault}`);
    if (finalization.view > views.floor.view) this.intake.take(turn, finalization);
    for (const [index, block] of blocks.entries()) {
      if (chain.end.isSealed) break;
      const hash = hashes[index] as Hash;
      chain.add(hash, block);
      this.state.keepBlock(turn, hash);
      this.state.commit(hash, block);
      const isLast = index === blocks.length - 1;
      turn.out({ kind: "committed", block, hash, finalization: isLast ? finalization : null });
    }
    if (!chain.end.isSealed) return;
    const path = blocks.map((block, index) => [hashes[index] as Hash, block] as const);
    turn.out({
      kind: "sealed",
      seal: sealOf(path, chain.end.hash, finalization, options.crypto.digest),
    });
  }

  /** The end of this epoch, from one that knows it: what is missing up to there is asked for. */
  seal(turn: Turn, from: NodeId, seal: Seal): void {
    const { options, chain, views } = this.state;
    const { crypto, seals = () => false } = options;
    if (chain.end.isSealed || seal.finalization.view <= views.floor.view) return;
    const fault = seals(seal.block.commands)
      ? sealFault(options, seal, crypto)
      : "its block changes no members";
    if (fault !== null) return turn.fault(from, null, "badCertificate", `an end of the epoch: ${fault}`);
    for (const block of [seal.block, ...seal.headers.map(emptyBlock)]) {
      const hash = hashOf(block, crypto.digest);
      if (!chain.has(hash)) chain.add(hash, block);
    }
    this.intake.take(turn, seal.finalization);
  }
}
