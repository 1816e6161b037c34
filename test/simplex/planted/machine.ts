/** Bugs in the machine, and the scenario that catches each. */
import { vi } from "vitest";
import type { Input, Step } from "../../../src/core/machine.js";
import { Fetching } from "../../../src/protocols/simplex/fetching.js";
import { Simplex } from "../../../src/protocols/simplex/machine.js";
import { MemberState } from "../../../src/protocols/simplex/state.js";
import { statementText } from "../../../src/protocols/simplex/statement.js";
import type { Crypto, Kept, Message, Note, Out, View, Vote } from "../../../src/protocols/simplex/types.js";
import { ViewRecord, Views } from "../../../src/protocols/simplex/views.js";
import type { Planted, SCENARIOS } from "../scenarios.js";

type LogStep = Step<Message, Out, Note>;

/** What goes again is made anew, without looking at what was said against it. */
class FinalizesAgain extends Simplex {
  override step(input: Input<Message>, nowMs: number): LogStep {
    const step = super.step(input, nowMs);
    if (!step.notes.some(({ kind }) => kind === "resent")) return step;
    const votes = this.state.views.above().flatMap(([view, { certificates, own }]): Vote[] => {
      const hash = certificates.notarize?.hash;
      return hash && own.nullify ? [this.#signed(view, hash)] : [];
    });
    const send = votes.map((vote) => ({ to: this.state.others, message: { kind: "vote", vote } as const }));
    return { ...step, send: [...step.send, ...send] };
  }

  #signed(view: View, hash: string): Vote {
    const { options } = this.state;
    const signature = options.crypto.sign(statementText(options, { kind: "finalize", view, hash }));
    return { kind: "finalize", epoch: options.epoch, view, hash, by: options.self, signature };
  }
}

class KeepsNoVotes extends Simplex {
  override step(input: Input<Message>, nowMs: number): LogStep {
    const step = super.step(input, nowMs);
    return { ...step, keep: step.keep.filter(({ entry }) => entry !== "vote") };
  }
}

class KeepsNoTimeouts extends Simplex {
  override step(input: Input<Message>, nowMs: number): LogStep {
    const step = super.step(input, nowMs);
    return {
      ...step,
      keep: step.keep.filter((entry) => (entry.vote as Vote | undefined)?.kind !== "nullify"),
    };
  }
}

class JudgesJustifications extends Simplex {
  override step(input: Input<Message>, nowMs: number): LogStep {
    if (input.kind === "message" && input.message.kind === "proposal") {
      const { proposal, parentView } = input.message;
      const { views } = this.state;
      if (views.blockOf(parentView) !== proposal.block.parent)
        views.at(proposal.block.view).badBlock = "unjustified";
    }
    return super.step(input, nowMs);
  }
}

/** What is forgotten does not count as voted. */
function isNoFinalization(entry: Kept): boolean {
  return entry.entry !== "certificate" || entry.certificate.kind !== "finalize";
}

function withoutEpoch(crypto: Crypto): Crypto {
  const stripped = (text: string) => text.replace(/"epoch":\d+,/, "");
  return {
    ...crypto,
    sign: (text) => crypto.sign(stripped(text)),
    verify: (by, text, signature) => crypto.verify(by, stripped(text), signature),
  };
}

export interface MachineBug extends Planted {
  readonly caughtBy: keyof typeof SCENARIOS;
}

export const MACHINE_BUGS: Readonly<Record<string, MachineBug>> = {
  "finalize after nullify, by the resend path": {
    caughtBy: "votes that reach half of the group late",
    make: (options, nowMs) => new FinalizesAgain(options, nowMs),
  },

  "a vote sent before it was kept": {
    caughtBy: "a storm of deaths",
    make: (options, nowMs) => new KeepsNoVotes(options, nowMs),
  },

  "a timeout vote that is not recorded": {
    caughtBy: "deaths while the leader is silent",
    make: (options, nowMs) => new KeepsNoTimeouts(options, nowMs),
  },

  "the floor moved back at a start": {
    caughtBy: "a storm of deaths",
    make: (options, nowMs) => new Simplex({ ...options, kept: options.kept.filter(isNoFinalization) }, nowMs),
  },

  "a proposal nullified for a bad justification": {
    caughtBy: "a sound proposal that comes with a false hint",
    make: (options, nowMs) => new JudgesJustifications(options, nowMs),
  },

  "the epoch left out of the signature": {
    caughtBy: "a finalization of the epoch before",
    crypto: withoutEpoch,
  },

  "only a member's first vote counted": {
    caughtBy: "an equivocator's second vote",
    spy: () =>
      vi.spyOn(ViewRecord.prototype, "takes").mockImplementation(function (this: ViewRecord, { by, kind }) {
        return this.votesBy(by).every((vote) => vote.kind !== kind);
      }),
  },

  "own vote counted twice": {
    caughtBy: "two votes of four",
    spy: () => {
      const count = Reflect.get(ViewRecord.prototype, "count");
      vi.spyOn(ViewRecord.prototype, "count").mockImplementation(function (this: ViewRecord, vote) {
        return count.call(this, vote) + (this.own[vote.kind] ? 1 : 0);
      });
    },
  },

  "own vote not counted after a restart": {
    caughtBy: "three of four die before their votes have left",
    spy: () => {
      const count = Reflect.get(MemberState.prototype, "count");
      vi.spyOn(MemberState.prototype, "count").mockImplementation(function (this: MemberState, vote) {
        if (this.view > 0) count.call(this, vote);
      });
    },
  },

  "justification by notarizations alone": {
    caughtBy: "commands with pauses",
    spy: () =>
      vi.spyOn(Views.prototype, "blockOf").mockImplementation(function (this: Views, view) {
        if (view === 0 && this.floor.view === 0) return this.floor.hash;
        return view > this.floor.view ? (this.at(view).certificates.notarize?.hash ?? null) : null;
      }),
  },

  "a block that only its voters hold, and nobody fetches": {
    caughtBy: "a member that no leader sends its block",
    spy: () => vi.spyOn(Fetching.prototype, "ask").mockImplementation(() => undefined),
  },

  "idle by an empty pool": {
    caughtBy: "finalize votes that are lost at first",
    spy: () =>
      vi.spyOn(MemberState.prototype, "isIdle", "get").mockImplementation(function (this: MemberState) {
        const notarized = this.views
          .above()
          .flatMap(([, { certificates }]) => certificates.notarize?.hash ?? []);
        const placed = new Set(notarized.flatMap((hash) => this.chain.get(hash)?.commands ?? []));
        return this.pool.all().every((command) => placed.has(command));
      }),
  },
};
