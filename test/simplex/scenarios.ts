/** What a right machine stands, and a wrong one does not: each gives what went wrong, or null. */
import { Simplex } from "../../src/protocols/simplex/machine.js";
import type { Crypto, Message, SimplexOptions } from "../../src/protocols/simplex/types.js";
import { Dice } from "../../src/sim/dice.js";
import type { LogGroup, LogGroupOptions } from "../../src/sim/log/group.js";
import type { Death } from "../../src/sim/process.js";
import { Alone, blockOf, certificateOf, hashed, optionsOf, proposalOf, voteOf } from "./alone.js";
import { commandsOf, DELTA, fourOf } from "./worlds.js";

export type Make = (options: SimplexOptions, nowMs: number) => Simplex;

export interface Planted {
  readonly make?: Make;
  /** how this machine's members sign and verify */
  readonly crypto?: (crypto: Crypto) => Crypto;
  /** puts a bug into the code itself, until it is called off */
  readonly spy?: () => void;
}

interface DeathAt {
  readonly seed: number;
  /** the turn, among all that keep something, in which a process dies */
  readonly turn: number;
  readonly death: "append" | "sync" | "send";
  readonly who: "one" | "all";
  readonly make?: Make | undefined;
  /** whose messages do not come within 2 s */
  readonly silent?: number;
}

/** Ten commands, a death at the turn, a start 50 ms later, and 20 s. */
export function played({ seed, turn, death, who, make, silent }: DeathAt) {
  let turns = 0;
  let hasDied = false;
  const dice = new Dice(seed, turn);
  const links = new Dice(seed);
  const group: LogGroup = fourOf(seed, {
    ...(make && { make }),
    delayMs: ({ id }) => links.between(1, DELTA) + (id === silent ? 2000 : 0),
    death: (seat, { keep }): Death | undefined => {
      if (keep.length === 0 || turns++ !== turn) return undefined;
      hasDied = true;
      const others = who === "all" ? group.members.map((member) => member.seat.name) : [];
      for (const name of others) if (name !== seat.name) group.kill(name);
      for (const name of [...others, seat.name]) group.at(group.nowMs + 50, () => group.start(name));
      return death === "append" ? { written: dice.below(keep.length) } : death;
    },
  });
  for (let k = 0; k < 10; k++) group.at(40 * k, () => group.submit(1 + (k % 4), `command ${k}`));
  group.run(20_000);
  return { turns, hasDied, group };
}

function stuck(group: LogGroup, commands: readonly string[]): string | null {
  const [violation] = group.referee.violations;
  if (violation !== undefined) return violation;
  for (const { seat } of group.members) {
    const lost = commands.filter((command) => !commandsOf(group, seat.name).includes(command));
    if (lost.length > 0) return `member ${seat.name} has no ${lost[0]} after ${group.nowMs} ms`;
  }
  return null;
}

/** Commands one after another, with pauses, so that the group is idle and goes on. */
function talk(group: LogGroup, count = 5): string[] {
  const commands = Array.from({ length: count }, (_, k) => `command ${k}`);
  for (const [k, command] of commands.entries())
    group.at(10 * DELTA * k, () => group.submit(1 + (k % 4), command));
  group.run(600 * DELTA);
  return commands;
}

function inFour(more: Partial<LogGroupOptions>, { make }: Planted, count?: number): string | null {
  const group = fourOf(3, { ...more, ...(make && { make }) });
  return stuck(group, talk(group, count));
}

/** Links of up to 5Δ, and every 5Δ or so somebody dies, for so long. */
function storm(seed: number, make: Make | undefined, lastMs: number): LogGroup {
  const dice = new Dice(seed);
  const group: LogGroup = fourOf(seed, {
    ...(make && { make }),
    delayMs: (_from, _to, nowMs) => dice.between(1, nowMs < lastMs ? 5 * DELTA : DELTA),
    death: (seat): Death | undefined => {
      if (group.nowMs > lastMs || !dice.chance(0.02)) return undefined;
      group.at(group.nowMs + dice.between(1, 4 * DELTA), () => group.start(seat.name));
      return dice.pick([{ written: dice.below(3) }, "sync", "send"] as const);
    },
  });
  for (let k = 0; k * DELTA < lastMs; k++) {
    group.at(k * DELTA, () => group.submit(1 + dice.below(4), `command ${k}`));
  }
  return group;
}

export const SCENARIOS = {
  "commands with pauses": (planted: Planted) => inFour({}, planted),

  "deaths while the leader is silent": ({ make }: Planted) => {
    for (let turn = 0; turn < 30; turn++) {
      const { group } = played({ seed: 5, turn, death: "send", who: "all", make, silent: 1 });
      const [violation] = group.referee.violations;
      if (violation !== undefined) return violation;
    }
    return null;
  },

  "three of four die before their votes have left": ({ make }: Planted) => {
    let votes = 0;
    const group: LogGroup = fourOf(6, {
      ...(make && { make }),
      death: (_seat, { keep }) =>
        keep.some(({ entry }) => entry === "vote") && votes++ < 3 ? "send" : undefined,
    });
    group.kill(1);
    for (const name of [2, 3, 4]) {
      group.submit(name, "before");
      group.at(20 * DELTA, () => {
        group.start(name);
        group.submit(name, "after");
      });
    }
    group.run(300 * DELTA);
    const isDone = [2, 3, 4].every((name) => commandsOf(group, name).includes("after"));
    return isDone ? null : `nothing is final ${group.nowMs} ms after all votes of view 1 were kept`;
  },

  "a storm of deaths": ({ make }: Planted) => {
    for (let seed = 0; seed < 8; seed++) {
      const group = storm(seed, make, 100 * DELTA);
      group.run(150 * DELTA);
      for (const { seat } of group.members) group.submit(seat.name, `from ${seat.name}, at last`);
      group.run(600 * DELTA);
      const broken = stuck(group, ["from 1, at last", "from 4, at last"]);
      if (broken !== null) return `${broken} (seed ${seed})`;
    }
    return null;
  },

  "finalize votes that are lost at first": (planted: Planted) => {
    const dice = new Dice(3);
    return inFour(
      {
        delayMs: (_from, _to, nowMs, message) =>
          kindOf(message) === "finalize" && nowMs < 10 * DELTA ? null : dice.between(1, DELTA),
      },
      planted,
      1,
    );
  },

  "a member that no leader sends its block": (planted: Planted) => {
    const dice = new Dice(4);
    return inFour(
      {
        delayMs: (_from, { id }, _nowMs, message) =>
          message.kind === "proposal" && id === 4 ? null : dice.between(1, DELTA),
      },
      planted,
    );
  },

  "votes that reach half of the group late": (planted: Planted) => {
    for (let seed = 0; seed < 20; seed++) {
      const dice = new Dice(seed);
      const delayMs: LogGroupOptions["delayMs"] = (_from, to, nowMs, message) => {
        const isSlow = nowMs < 40 * DELTA && message.kind !== "proposal" && to.id > 2;
        return isSlow ? dice.between(3 * DELTA, 5 * DELTA) : dice.between(1, DELTA);
      };
      const broken = inFour({ delayMs }, planted);
      if (broken !== null) return broken;
    }
    return null;
  },

  "a sound proposal that comes with a false hint": ({ make = simplex }: Planted) => {
    const block = blockOf(1);
    const member = new Alone(optionsOf(2), make)
      .until(0)
      .hear(4, { ...proposalOf(block), parentView: 9 } as Message);
    member.hear(1, proposalOf(block));
    return member.voted.includes("nullify 1") || !member.voted.includes("notarize 1")
      ? `it voted ${member.voted.join(", ")} on a block of a loyal leader`
      : null;
  },

  "an equivocator's second vote": ({ make = simplex }: Planted) => {
    const [block, other] = [hashed(blockOf(1)), hashed(blockOf(1, { commands: ["another"] }))];
    const member = new Alone(optionsOf(2), make).until(0).hear(1, proposalOf(blockOf(1)));
    member.votes(
      voteOf(4, "notarize", 1, other),
      voteOf(4, "notarize", 1, block),
      voteOf(1, "notarize", 1, block),
    );
    return member.voted.includes("finalize 1") ? null : "three votes for one block did not notarize it";
  },

  "two votes of four": ({ make = simplex }: Planted) => {
    const member = new Alone(optionsOf(2), make).until(0).hear(1, proposalOf(blockOf(1)));
    member.votes(voteOf(1, "notarize", 1, hashed(blockOf(1))));
    return member.voted.includes("finalize 1") ? "two votes of four notarized a block" : null;
  },

  "a finalization of the epoch before": ({ make = simplex, crypto = (one) => one }: Planted) => {
    const old = certificateOf("finalize", 5, hashed(blockOf(5)), [1, 2, 3], crypto);
    const options = optionsOf(4);
    const member = new Alone({ ...options, epoch: 1, crypto: crypto(options.crypto) }, make).until(0);
    member.certificate({ ...old, epoch: 1 });
    const views = member.notes.flatMap((note) => (note.kind === "entered" ? [note.view] : []));
    return views.includes(6) ? "a certificate of epoch 0 moved a member of epoch 1" : null;
  },
} satisfies Readonly<Record<string, (planted: Planted) => string | null>>;

function kindOf(message: Message): string {
  return message.kind === "vote" ? message.vote.kind : message.kind;
}

function simplex(options: SimplexOptions, nowMs: number): Simplex {
  return new Simplex(options, nowMs);
}
