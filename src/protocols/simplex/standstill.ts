/**
 * What goes again while nothing new is finalized: links lose messages, members start again, and two halves of a group may
 * each hold what the other lacks. Every T(v), then more and more rarely up to a heartbeat: the finalization, all certificates
 * above it, what this member has proposed and voted above it, byte for byte, and the commands that are not final. An idle
 * member sends its finalization alone.
 */
import type { NodeId } from "../../core/group.js";
import { Allowance } from "./allowance.js";
import type { MemberState } from "./state.js";
import type { Turn } from "./turn.js";
import type { Command, Epoch, View } from "./types.js";

export class Standstill {
  /** when all goes again */
  atMs: number;
  /** null: nothing was said again since something new was final */
  #periodMs: number | null = null;
  #seen: { readonly finalized: View; readonly view: View };
  readonly #answers: Allowance;

  /** At once, at first: what was said in an earlier life may not have left. */
  constructor(
    private readonly state: MemberState,
    nowMs: number,
  ) {
    this.atMs = nowMs;
    this.#answers = new Allowance(3 * state.options.timing.deltaMs, 1);
    this.#seen = { finalized: state.views.floor.view, view: 0 };
  }

  /** Something new is final, or a view was entered: from then on it is `viewMs` until all goes again. */
  look(nowMs: number, viewMs: number): void {
    const { view, views } = this.state;
    const { finalized } = this.#seen;
    if (view === this.#seen.view && views.floor.view === finalized) return;
    const isStart = this.#seen.view === 0;
    this.#seen = { finalized: views.floor.view, view };
    if (isStart) return;
    this.#periodMs = null;
    const nextMs = nowMs + Math.min(viewMs, this.state.options.timing.heartbeatMs);
    this.atMs = views.floor.view === finalized ? Math.min(this.atMs, nextMs) : nextMs;
  }

  tick(turn: Turn, nowMs: number, viewMs: number): void {
    if (nowMs < this.atMs) return;
    const { heartbeatMs } = this.state.options.timing;
    this.#periodMs = Math.min(this.#periodMs === null ? viewMs : this.#periodMs * 2, heartbeatMs);
    this.atMs = nowMs + this.#periodMs;
    this.sayAll(turn, this.state.others);
    this.#remind(turn);
    turn.note({ kind: "resent", view: this.state.view, nextMs: this.#periodMs });
  }

  /** Who looks on is told what is final, and no more. */
  #remind(turn: Turn): void {
    const { audience, others, views } = this.state;
    const { finalization } = views.floor;
    const looking = audience.filter((id) => !others.includes(id));
    if (finalization) turn.send(looking, { kind: "certificate", certificate: finalization });
  }

  /** Tells who speaks of a view that is over what ended it: once a period and peer. */
  answerOld(turn: Turn, peer: NodeId, { epoch, view }: { epoch: Epoch; view: View }, nowMs: number): void {
    const { views, options } = this.state;
    const { view: finalizedView, finalization } = views.floor;
    if (epoch !== options.epoch || view > finalizedView || !finalization) return;
    if (this.#answers.take(peer, nowMs))
      turn.send([peer], { kind: "certificate", certificate: finalization });
  }

  /** Sends commands, in messages no larger than a block. */
  spread(turn: Turn, commands: readonly Command[], to: readonly NodeId[]): void {
    const { limits } = this.state.options;
    let part: Command[] = [];
    let chars = 0;
    const send = () => turn.send(to, { kind: "commands", commands: part });
    for (const command of commands) {
      chars += command.length;
      if (part.length === limits.blockCommandsMax || chars > limits.blockCharsMax) {
        send();
        part = [];
        chars = command.length;
      }
      part.push(command);
    }
    if (part.length > 0) send();
  }

  /** All that somebody may lack. */
  sayAll(turn: Turn, to: readonly NodeId[]): void {
    const { views, isIdle, pool } = this.state;
    const { finalization } = views.floor;
    const certificates = isIdle ? [] : views.above().map(([, record]) => record.certificates);
    for (const certificate of [finalization, ...certificates.flatMap((held) => Object.values(held))]) {
      if (certificate) turn.send(to, { kind: "certificate", certificate });
    }
    if (isIdle) return;
    for (const [, { own }] of views.above()) {
      if (own.proposed) {
        const { proposal, parentView } = own.proposed;
        turn.send(to, { kind: "proposal", proposal, parentView });
      }
      for (const vote of [own.notarize, own.nullify, own.finalize]) {
        if (vote) turn.send(to, { kind: "vote", vote });
      }
    }
    this.spread(turn, pool.all(), to);
  }
}
