/** What one member knows, and what follows from it at any time. The rules that act on it are in machine.ts. */
import type { NodeId } from "../../core/group.js";
import { hashOf } from "./block.js";
import { Chain } from "./chain.js";
import { Pool } from "./pool.js";
import { faultyMax, leaderOf, quorumOf } from "./rules.js";
import { statementText } from "./statement.js";
import type { Turn } from "./turn.js";
import type { Block, Certificate, Hash, Kept, SimplexOptions, View, Vote, VoteKind } from "./types.js";
import { Views } from "./views.js";

export class MemberState {
  readonly others: readonly NodeId[];
  readonly q: number;
  readonly f: number;
  readonly views: Views;
  readonly chain: Chain;
  readonly pool: Pool;
  /** whether it is a member, and does not only look on */
  readonly isMember: boolean;
  /** the view it is in; 0 before the start */
  view: View = 0;
  #isCopied = false;
  /** statements with a quorum that are no certificate yet */
  readonly #ripe: { readonly view: View; readonly kind: VoteKind; readonly hash: Hash | null }[] = [];
  readonly #kept = new Set<Hash>();

  constructor(readonly options: SimplexOptions) {
    const { members, self, base, limits, seals = () => false } = options;
    this.others = members.filter((id) => id !== self);
    this.isMember = members.includes(self);
    this.q = quorumOf(members.length);
    this.f = faultyMax(members.length);
    this.views = new Views(base);
    this.chain = new Chain(base, limits.windowBlocks, ({ commands }) => seals(commands));
    this.pool = new Pool(members, limits);
    for (const entry of options.kept) this.#replay(entry);
  }

  /** Who is told what is final. */
  get audience(): readonly NodeId[] {
    const { self, learners } = this.options;
    const looking = learners?.() ?? [];
    return [...this.others, ...looking.filter((id) => id !== self && !this.others.includes(id))];
  }

  /** Whether this member may sign. */
  get signs(): boolean {
    return this.isMember && !this.isClosed && !this.#isCopied;
  }

  /**
   * A signature of this member's that it has not given, in a view whose own votes it would know: another process has its key,
   * or this one an old copy of its folder. Two that go on would contradict each other.
   */
  meetCopy(turn: Turn, view: View): void {
    if (this.#isCopied || this.options.ignoresCopies) return;
    this.#isCopied = true;
    turn.out({ kind: "copied", epoch: this.options.epoch, view });
  }

  leader(view: View): NodeId {
    return leaderOf(this.options.members, view);
  }

  /** T(v). */
  get periodMs(): number {
    const { deltaMs, growth, exponentMax } = this.options.timing;
    const sinceFinal = Math.max(this.view - this.views.floor.view - 1, 0);
    return 3 * deltaMs * growth ** Math.min(sinceFinal, exponentMax);
  }

  /** Counts a verified vote that is new. */
  count(vote: Vote): void {
    const { view, kind, hash } = vote;
    const record = this.views.at(view);
    if (record.count(vote) >= this.q && !record.certificates[kind]) this.#ripe.push({ view, kind, hash });
  }

  /** The certificates that votes have made since this was asked last. */
  ripe(): Certificate[] {
    const { epoch } = this.options;
    return this.#ripe.splice(0).flatMap(({ view, kind, hash }) => {
      if (view <= this.views.floor.view || this.views.at(view).certificates[kind]) return [];
      return [{ kind, epoch, view, hash, votes: this.views.at(view).endorsements(kind, hash) }];
    });
  }

  /** This member's own vote: kept, counted, and to be sent to all. */
  vote(turn: Turn, kind: VoteKind, view: View, hash: Hash | null): Vote {
    const { self, epoch, crypto } = this.options;
    const signature = crypto.sign(statementText(this.options, { kind, view, hash }));
    const vote = { kind, epoch, view, hash, by: self, signature };
    turn.keep({ entry: "vote", vote });
    this.views.at(view).own[kind] = vote;
    this.count(vote);
    turn.send(this.others, { kind: "vote", vote });
    return vote;
  }

  /** Has the block kept, and those before it, as far as they are not. */
  keepBlock(turn: Turn, hash: Hash): void {
    for (let at: Hash = hash; !this.#kept.has(at); ) {
      const block = this.chain.get(at);
      if (!block || at === this.chain.end.hash) return;
      this.#kept.add(at);
      turn.keep({ entry: "block", block });
      at = block.parent;
    }
  }

  /** A block of the log, which is kept already. */
  commit(hash: Hash, block: Block): void {
    this.chain.commit(hash, block);
    this.pool.remove(block.commands);
    for (const one of this.#kept) if (one === hash || !this.chain.has(one)) this.#kept.delete(one);
  }

  /** All that a later life needs, in an order in which it can be replayed. */
  live(): Kept[] {
    const { epoch } = this.options;
    const { finalization } = this.views.floor;
    const blocks = [...this.#kept].flatMap((hash) => this.chain.get(hash) ?? []);
    const records = this.views.above().map(([, record]) => record);
    const certificates = [
      finalization ?? [],
      records.flatMap((record) => Object.values(record.certificates)),
    ].flat();
    const proposed = records.flatMap(({ own }): Kept[] => {
      if (!own.proposed) return [];
      const { hash, parentView, proposal } = own.proposed;
      const { signature, block } = proposal;
      return [{ entry: "proposed", epoch, view: block.view, hash, signature, parentView }];
    });
    const votes = records.flatMap(({ own }) =>
      [own.notarize ?? [], own.nullify ?? [], own.finalize ?? []].flat(),
    );
    return [
      ...blocks.sort((a, b) => a.height - b.height).map((block): Kept => ({ entry: "block", block })),
      ...certificates.map((certificate): Kept => ({ entry: "certificate", certificate })),
      ...proposed,
      ...votes.map((vote): Kept => ({ entry: "vote", vote })),
    ];
  }

  /**
   * Whether there is nothing to do: no command that is not final, no block above the finalization, and in this view nothing
   * that was proposed or voted for, but for nullify votes of members who may all be faulty.
   */
  get isIdle(): boolean {
    const { views, pool, view } = this;
    if (this.isClosed) return true;
    if (pool.size > 0 || views.hasUnfinished) return false;
    if (view <= views.floor.view) return true;
    const { proposals, own } = views.at(view);
    if (proposals.size > 0 || own.notarize || own.nullify) return false;
    return views.at(view).endorsements("nullify", null).length <= this.f;
  }

  /** Whether a block is final here that this member does not hold yet. */
  get isBehind(): boolean {
    return !this.isClosed && this.views.floor.view > this.chain.end.view;
  }

  /** The block that ends the epoch is final: nothing more is signed. */
  get isClosed(): boolean {
    return this.chain.end.isSealed;
  }

  #replay(entry: Kept): void {
    const { views, chain } = this;
    const { digest } = this.options.crypto;
    if (entry.entry === "block") {
      const hash = hashOf(entry.block, digest);
      this.#kept.add(hash);
      chain.add(hash, entry.block);
    } else if (entry.entry === "certificate") {
      if (entry.certificate.view > views.floor.view) views.take(entry.certificate);
    } else if (entry.entry === "vote") {
      const { vote } = entry;
      if (vote.view <= views.floor.view) return;
      views.at(vote.view).own[vote.kind] = vote;
      this.count(vote);
    } else {
      const { view, hash, signature, parentView } = entry;
      const block = chain.get(hash);
      if (view <= views.floor.view || !block) return;
      const proposal = { block, signature };
      views.at(view).proposals.set(hash, { ...proposal, parentView });
      views.at(view).own.proposed = { proposal, hash, parentView };
    }
  }
}
