/** Players of this process in the place of programs, and right ones of OM(m) in both styles. */
import type { Order } from "../../src/core/group.js";
import { Held } from "../../src/trial/right.js";
import { castByPlace, type House, type Table } from "../../src/trial/table.js";
import type { Actor, Answer, Heard, MakePlayer, Player, Start, Tell } from "../../src/trial/turn.js";

/** Tells all, itself and those on the path too. */
export const rightWithEchoes: MakePlayer = (start) => new RightPlayer(start, true);

/** Tells only those who are not on the path. */
export const rightWithoutEchoes: MakePlayer = (start) => new RightPlayer(start, false);

class RightPlayer implements Player {
  readonly #held: Held;

  constructor(
    private readonly start: Start,
    private readonly echoes: boolean,
  ) {
    this.#held = new Held(start);
  }

  tell(round: number, heard: readonly Heard[]): Tell[] {
    const { id, nodes, general, order } = this.start;
    if (round > 0) this.#held.hear(round - 1, heard);
    if ((id === general) !== (round === 0)) return [];
    if (round === 0)
      return nodes.filter((to) => to !== id).map((to) => ({ to, path: [id], order: order as Order }));
    return this.#held.owed(round).flatMap(({ path, order: due, to, echoes, free }) => {
      const told = this.echoes ? [...to, ...echoes, ...free] : to;
      return told.map((receiver) => ({ to: receiver, path, order: due }));
    });
  }

  decide(heard: readonly Heard[]): Order {
    this.#held.hear(this.start.m, heard);
    return this.#held.decision(this.echoes);
  }
}

/** A player of this process, in the place of a program. */
export class PlayerActor implements Actor {
  #player: Player | undefined;

  constructor(private readonly make: MakePlayer) {}

  begin(start: Start): void {
    this.#player = this.make(start);
  }

  turn(round: number, heard: readonly Heard[], isLast: boolean): Answer {
    if (!this.#player) throw new Error("a turn before its world began");
    return isLast ? { decision: this.#player.decide(heard) } : { tells: this.#player.tell(round, heard) };
  }

  end(): void {
    this.#player = undefined;
  }
}

/** Players of this process in the place of programs. */
export class PlayerHouse implements House {
  readonly isMixed = false;

  constructor(
    private readonly makeAt: (place: number) => MakePlayer | undefined,
    readonly soloists: readonly number[] = [1],
  ) {}

  table(only?: number): Table {
    const actorAt = (place: number) => {
      const make = only === undefined || place === only ? this.makeAt(place) : undefined;
      return make && new PlayerActor(make);
    };
    return { actorAt, cast: (world) => castByPlace(world, actorAt), leave: () => {} };
  }

  async end(): Promise<void> {}
}
