/** Players for tests: right ones of every protocol by their books, and a mask that changes one telling of a right one. */
import type { NodeId, Order, ProtocolName } from "../../src/core/group.js";
import { RULES } from "../../src/trial/rules/protocols.js";
import type { Heard, MakePlayer, Tell } from "../../src/trial/turn.js";

/** What the trial itself plays, as a player. */
export function byTheBook(protocol: ProtocolName): MakePlayer {
  return (start) => {
    const book = RULES[protocol].book(start);
    let round = 0;
    const heard = (all: readonly Heard[]) => {
      if (round > 0) book.hear(round - 1, all);
    };
    return {
      tell(now, all) {
        round = now;
        heard(all);
        return book
          .owed(now)
          .flatMap(({ path, order, to, echoes, free }) =>
            [...to, ...echoes, ...free].map((receiver): Tell => ({ to: receiver, path, order })),
          );
      },
      decide(all) {
        round++;
        heard(all);
        return book.decision();
      },
    };
  };
}

/** What one node told or left out, otherwise than it owed. */
export interface Deviation {
  readonly node: NodeId;
  readonly round: number;
  readonly path: readonly NodeId[];
  readonly to: NodeId;
  readonly told: Order | null;
  readonly owed: Order | null;
}

/** A player that tells something else in one round. */
export function deviating(
  make: MakePlayer,
  at: number,
  change: (tells: readonly Tell[]) => readonly Tell[],
): MakePlayer {
  return (start) => {
    const player = make(start);
    return {
      tell: (round, heard) => {
        const tells = player.tell(round, heard);
        return round === at ? change(tells) : tells;
      },
      decide: (heard) => player.decide(heard),
    };
  };
}
