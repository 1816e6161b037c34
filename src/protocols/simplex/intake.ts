/**
 * What peers say, verified and put where it counts; what is held already is dropped before a signature is looked at, and
 * nothing is held by a number that a peer has chosen freely. What is wrong is a fault with a sentence, never an exception.
 */
import type { NodeId } from "../../core/group.js";
import { isSame } from "../../core/same.js";
import { formFault, hashOf } from "./block.js";
import { conflictIn } from "./evidence.js";
import type { MemberState } from "./state.js";
import { certificateFault, statementText } from "./statement.js";
import type { Turn } from "./turn.js";
import type { Certificate, Command, Proposal, View, Vote } from "./types.js";

/** Votes and proposals of views further ahead are dropped: the certificates that lead there come first. */
const VIEWS_AHEAD = 16;

export class Intake {
  constructor(private readonly state: MemberState) {}

  vote(turn: Turn, from: NodeId, vote: Vote): void {
    const { views, chain, options } = this.state;
    const { view, kind, hash, by } = vote;
    if (by !== from) return turn.fault(from, view, "badSender", `passes on a vote of node ${by}`);
    if (vote.epoch !== options.epoch || !this.#isNear(vote.view)) return;
    const record = views.at(view);
    const others = record.votesBy(by);
    const isCertified = record.certificates[kind]?.hash === hash;
    if (!record.takes(vote, hash !== null && chain.has(hash)) || (isCertified && others.length === 0)) return;
    if ((hash === null) !== (kind === "nullify")) {
      return turn.fault(
        from,
        view,
        "malformed",
        `a ${kind} vote that ${hash === null ? "names no" : "names a"} block`,
      );
    }
    if (!options.crypto.verify(by, statementText(options, vote), vote.signature)) {
      return turn.fault(
        from,
        view,
        "badSignature",
        `its ${kind} vote in view ${view} is not under its signature`,
      );
    }
    this.#witness(turn, vote, others);
    this.state.count(vote);
    turn.note({ kind: "counted", vote });
  }

  certificate(turn: Turn, from: NodeId, certificate: Certificate): void {
    const { views, options } = this.state;
    const { epoch, view, kind } = certificate;
    // nothing is made for a view that a peer may have chosen freely
    const record = views.held(view);
    if (epoch !== options.epoch || view <= views.floor.view || record?.certificates[kind]) return;
    const isKnown = (vote: Vote) => record?.votesBy(vote.by).some((held) => isSame(held, vote)) ?? false;
    const fault = certificateFault(options, certificate, options.crypto.verify, isKnown);
    if (fault === null) return this.take(turn, certificate);
    turn.fault(from, view, "badCertificate", `its certificate of ${kind} votes in view ${view}: ${fault}`);
  }

  /** A certificate that is sound: kept, and what its votes show against their signers is told. */
  take(turn: Turn, certificate: Certificate): void {
    const { views } = this.state;
    const { kind, epoch, view, hash, votes } = certificate;
    const record = views.at(view);
    for (const { by, signature } of votes) {
      const vote = { kind, epoch, view, hash, by, signature };
      if (record.holds(vote)) continue;
      if (by === this.state.options.self) this.state.meetCopy(turn, view);
      this.#witness(turn, vote, record.votesBy(by));
      record.count(vote);
    }
    turn.keep({ entry: "certificate", certificate });
    views.take(certificate);
    turn.note({ kind: "certified", certificate });
  }

  /** What votes have made since this was asked last; whether there is any. */
  certify(turn: Turn): boolean {
    const ripe = this.state.ripe();
    for (const certificate of ripe) this.take(turn, certificate);
    return ripe.length > 0;
  }

  commands(turn: Turn, from: NodeId, commands: readonly Command[]): void {
    const { pool } = this.state;
    const isTooMany = commands.some((command) => !pool.add(from, command) && !pool.hasRoom(from, command));
    // many of a peer's may be final already that this member does not know for final yet
    if (isTooMany && !this.state.isBehind)
      turn.fault(from, null, "flood", "has more commands here than its share of the pool holds");
  }

  proposal(turn: Turn, from: NodeId, proposal: Proposal, parentView: View): void {
    const { views, chain, options } = this.state;
    const { block, signature } = proposal;
    const { view, epoch } = block;
    if (epoch !== options.epoch || !this.#isNear(view)) return;
    const record = views.at(view);
    const leader = this.state.leader(view);
    const hash = hashOf(block, options.crypto.digest);
    const held = record.proposals.get(hash);
    if (held) record.proposals.set(hash, { ...held, parentView });
    if (held || !record.hasRoom) return;
    if (!options.crypto.verify(leader, statementText(options, { kind: "propose", view, hash }), signature)) {
      return turn.fault(
        from,
        view,
        "badSignature",
        `a proposal for view ${view} that its leader, node ${leader}, has not signed`,
      );
    }
    if (leader === options.self) this.state.meetCopy(turn, view);
    const [first] = record.proposals;
    record.proposals.set(hash, { ...proposal, parentView });
    chain.add(hash, block);
    turn.note({ kind: "received", view, hash, commands: block.commands.length });
    const fault = formFault(block, options.limits);
    if (fault !== null) this.badBlock(turn, leader, view, fault);
    if (!first) return;
    const statements = [
      { kind: "propose", hash: first[0], signature: first[1].signature },
      { kind: "propose", hash, signature },
    ] as const;
    const { group } = options;
    turn.note({
      kind: "evidence",
      evidence: { misdeed: "twoProposals", by: leader, group, epoch, view, statements },
    });
    turn.fault(leader, view, "equivocation", `signed two blocks for view ${view}`);
  }

  /** What a leader signed is no block: its view can be given up at once. */
  badBlock(turn: Turn, leader: NodeId, view: number, fault: string): void {
    const record = this.state.views.at(view);
    if (record.badBlock !== null) return;
    record.badBlock = fault;
    turn.fault(leader, view, "badBlock", `its block for view ${view} is no good: ${fault}`);
  }

  #isNear(view: number): boolean {
    return view > this.state.views.floor.view && view <= this.state.view + VIEWS_AHEAD;
  }

  #witness(turn: Turn, vote: Vote, others: readonly Vote[]): void {
    const evidence = conflictIn(this.state.options.group, vote, others);
    if (!evidence) return;
    turn.note({ kind: "evidence", evidence });
    const words = `signed two votes in view ${vote.view} of which no loyal member gives both`;
    turn.fault(vote.by, vote.view, "equivocation", words);
  }
}
