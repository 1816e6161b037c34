/** A table at which worlds are played one after the other: who sits there is the same for all of them. */

import type { NodeId, ProtocolName } from "../core/group.js";
import { keptIn } from "../core/grouped.js";
import type { Limits } from "./program/process.js";
import { ProgramActor } from "./program/program-actor.js";
import { Programs } from "./program/programs.js";
import type { Spelling } from "./program/spelling.js";
import { Starts } from "./program/starts.js";
import type { Actor, Cast } from "./turn.js";
import type { World } from "./world.js";

export interface Table {
  actorAt(place: number): Actor | undefined;
  /** The actors of a world's nodes. */
  cast(world: World): Cast;
  /** No world is played there any more. */
  leave(): void;
}

export interface House {
  /** The same seats at each table. With `only`, one place of the list is taken by COMMAND and the trial plays the others. */
  table(only?: number): Table;
  /** Whether programs differ, so that some may rely on echoes that others do not tell. */
  readonly isMixed: boolean;
  /** one place for each program that is on trial */
  readonly soloists: readonly number[];
  /** Nothing of it is left when this returns. */
  end(): Promise<void>;
}

export interface Seating {
  /** which command plays a place of the list; undefined: the trial itself */
  readonly commandAt: (place: number) => readonly string[] | undefined;
  readonly protocol: ProtocolName;
  readonly spelling: Spelling;
  readonly reuses: boolean;
  readonly limits: Limits;
  /** programs that start at a time, at one table */
  readonly startsMax: number;
  readonly isMixed: boolean;
  readonly soloists: readonly number[];
}

/** Programs in processes of their own. */
export function programHouse(seating: Seating): House {
  const { isMixed, soloists, startsMax, commandAt } = seating;
  const programs = new Programs(seating.limits);
  const table = (only?: number): Table => {
    const actors = new Map<number, ProgramActor>();
    const starts = new Starts(startsMax);
    const actorAt = (place: number) => {
      const command = only === undefined || place === only ? commandAt(place) : undefined;
      if (!command) return undefined;
      return keptIn(actors, place, () => new ProgramActor(programs, { ...seating, command, starts }));
    };
    return {
      actorAt,
      cast: (world) => castByPlace(world, actorAt),
      leave: () => {
        for (const actor of actors.values()) actor.drop();
      },
    };
  };
  return { table, isMixed, soloists, end: () => programs.end() };
}

/** The actors of a world's nodes, each made once. */
export function castByPlace({ group }: World, actorAt: (place: number) => Actor | undefined): Cast {
  const actors = new Map<NodeId, Actor | undefined>(group.ids.map((id, index) => [id, actorAt(index + 1)]));
  return (id) => actors.get(id);
}
