/**
 * What a trial makes of a node that is not right: it must fail it, unless it behaves like a right one, and give it no single name but
 * one of a mistake that it goes on to behave like in worlds that the diagnosis did not see.
 */

import type { ProtocolName } from "../../../src/core/group.js";
import { diagnose, diagnosisOf } from "../../../src/trial/diagnosis/diagnose.js";
import { NodeEnded } from "../../../src/trial/diagnosis/mind.js";
import { LABS } from "../../../src/trial/diagnosis/protocols.js";
import { LEVELS } from "../../../src/trial/levels/protocols.js";
import type { House } from "../../../src/trial/table.js";
import { tryProgram } from "../../../src/trial/trial.js";
import type { Actor, Answer, Heard, MakePlayer, Start } from "../../../src/trial/turn.js";
import { answered } from "../diagnosis/nodes.js";
import { PlayerActor } from "../right-players.js";

export type Made =
  | { readonly is: "failed"; readonly as: string | null }
  /** two mistakes that undo each other, or one that no world shows */
  | { readonly is: "like a right one" }
  | { readonly is: "passed" }
  | { readonly is: "wrongly named"; readonly as: string };

/** Seeds of worlds that its trial does not play. */
const OTHERS = [101, 102, 103];

export async function madeOf(protocol: ProtocolName, make: MakePlayer, place: number): Promise<Made> {
  const house = houseOf(make, place);
  const seed = 1;
  const { report } = await tryProgram({
    ...{ command: ["it"], plan: { protocol, seed, programs: [place] }, levels: LEVELS[protocol] },
    ...{ worlds: 3, tables: 1, house, shrinking: { replays: 0, ms: 0, now: () => 0 } },
    diagnose: (failed) => diagnosisOf(failed, house, { seed, tables: 1 }),
  });
  if (report.passed) return { is: isLikeARightOne(protocol, make) ? "like a right one" : "passed" };
  const name = report.diagnosis?.name ?? null;
  if (name === null || name.includes("|")) return { is: "failed", as: name };
  const names = OTHERS.map((other) => nameIn(protocol, make, other));
  const isLasting = names.every((one) => one?.split("|").includes(name));
  return isLasting ? { is: "failed", as: name } : { is: "wrongly named", as: name };
}

function nameIn(protocol: ProtocolName, make: MakePlayer, seed: number): string | undefined {
  const lab = LABS[protocol];
  return diagnose(
    lab.worlds(seed).map((world) => answered(make, world, lab)),
    lab,
  )?.name;
}

function isLikeARightOne(protocol: ProtocolName, make: MakePlayer): boolean {
  const { rightNodes } = LABS[protocol];
  const said = answersOf(protocol, make);
  return rightNodes.some((right) => answersOf(protocol, right) === said);
}

function answersOf(protocol: ProtocolName, make: MakePlayer): string {
  const lab = LABS[protocol];
  return OTHERS.flatMap((seed) => lab.worlds(seed))
    .map((world) => {
      const { start, tells, decision } = answered(make, world, lab);
      const said = tells.map((all) =>
        all
          .filter((tell) => !lab.isFree(start, tell))
          .map(({ to, path, order }) => `${to} ${path.join(".")} ${order}`)
          .toSorted()
          .join(),
      );
      return `${said.join("; ")}: ${decision}`;
    })
    .join("\n");
}

/** That node at one place, the trial's own at all others. */
function houseOf(make: MakePlayer, place: number): House {
  const actor = new EndingActor(make);
  const actorAt = (at: number) => (at === place ? actor : undefined);
  return {
    table: () => ({
      actorAt,
      cast:
        ({ group }) =>
        (id) =>
          actorAt(group.ids.indexOf(id) + 1),
      leave: () => {},
    }),
    ...{ isMixed: false, soloists: [place], end: async () => {} },
  };
}

/** A node that a message ends, as a program is that crashes. */
class EndingActor implements Actor {
  readonly #actor: PlayerActor;

  constructor(make: MakePlayer) {
    this.#actor = new PlayerActor(make);
  }

  begin(start: Start): void {
    this.#actor.begin(start);
  }

  turn(round: number, heard: readonly Heard[], isLast: boolean): Answer {
    try {
      return this.#actor.turn(round, heard, isLast);
    } catch (error) {
      if (error instanceof NodeEnded) return { misdeed: "ended", log: [] };
      throw error;
    }
  }

  end(): void {
    this.#actor.end();
  }
}
