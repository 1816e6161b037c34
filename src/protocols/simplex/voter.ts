/**
 * What a member of Simplex signs: a block once a view, and votes, each as soon as the rules allow it (rules.ts). All of it is
 * kept in the same step. When a view's time is over, and when a leader proposes, is the machine's business (machine.ts).
 */

import { hashOf, placeFault } from "./block.js";
import { Intake } from "./intake.js";
import { RULES, type Rules } from "./rules.js";
import { MemberState } from "./state.js";
import { statementText } from "./statement.js";
import type { Turn } from "./turn.js";
import type { Block, Hash, SimplexOptions, View } from "./types.js";

export abstract class Voter {
  /** tests plant bugs in them */
  protected readonly rules: Rules = RULES;
  protected readonly state: MemberState;
  protected readonly intake: Intake;

  constructor(options: SimplexOptions) {
    this.state = new MemberState(options);
    this.intake = new Intake(this.state);
  }

  /** Once a view: signed, kept, sent. */
  protected propose(turn: Turn, block: Block, parentView: View): void {
    const { state } = this;
    const { epoch, view } = block;
    const { crypto } = state.options;
    const hash = hashOf(block, crypto.digest);
    const signature = crypto.sign(statementText(state.options, { kind: "propose", view, hash }));
    const proposal = { block, signature };
    state.chain.add(hash, block);
    state.keepBlock(turn, hash);
    turn.keep({ entry: "proposed", epoch, view, hash, signature, parentView });
    const record = state.views.at(view);
    record.own.proposed = { proposal, hash, parentView };
    record.proposals.set(hash, { ...proposal, parentView });
    turn.note({ kind: "proposed", view, hash, parentView, commands: block.commands.length });
    turn.send(state.others, { kind: "proposal", proposal, parentView });
  }

  /** The first block of the view's leader that is justified, whole and sound. */
  protected notarize(turn: Turn): boolean {
    const { views, view, chain } = this.state;
    if (view <= views.floor.view) return false;
    const record = views.at(view);
    if (record.badBlock !== null || !this.rules.mayNotarize(record.own)) return false;
    for (const [hash, { block }] of record.proposals) {
      if ("missing" in this.rules.justifies(views, view, block.parent)) continue;
      const place = chain.placeOf(block.parent);
      if (!place) continue;
      const fault = placeFault(block, place);
      if (fault === null) return this.#voteFor(turn, "notarize", view, hash);
      this.intake.badBlock(turn, this.state.leader(view), view, fault);
    }
    return false;
  }

  protected nullifyBad(turn: Turn): boolean {
    const { views, view } = this.state;
    if (view <= views.floor.view || views.at(view).badBlock === null) return false;
    return this.nullify(turn, "badBlock");
  }

  protected nullify(turn: Turn, why: "timeout" | "badBlock"): boolean {
    const { views, view } = this.state;
    if (!this.state.signs || !this.rules.mayNullify(views.at(view).own)) return false;
    turn.note({ kind: "voted", vote: this.state.vote(turn, "nullify", view, null), why });
    return true;
  }

  /** In any view above the finalization, whenever the last of notarization, block and ancestors is there. */
  protected finalize(turn: Turn): boolean {
    let isNew = false;
    for (const [view, { own, certificates }] of this.state.views.above()) {
      const hash = certificates.notarize?.hash ?? null;
      if (hash === null || !this.rules.mayFinalize(own) || !this.state.chain.placeOf(hash)) continue;
      isNew = this.#voteFor(turn, "finalize", view, hash) || isNew;
    }
    return isNew;
  }

  #voteFor(turn: Turn, kind: "notarize" | "finalize", view: View, hash: Hash): true {
    this.state.keepBlock(turn, hash);
    turn.note({ kind: "voted", vote: this.state.vote(turn, kind, view, hash) });
    return true;
  }
}
