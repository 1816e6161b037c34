/** In what two runs of one group differ: what nodes came to, and what they were told. */
import type { NodeId, Order } from "../../core/group.js";
import type { DecisionLine, Recording } from "../../recording/recording.js";
import { textOf } from "./forks.js";

export interface Differences {
  /** nodes that came to something else, traitors left out; null for no decision */
  readonly decided: readonly {
    readonly node: NodeId;
    readonly before: string | null;
    readonly now: string | null;
  }[];
  /** by round, relays that were told otherwise, or to somebody else; rounds with none are left out */
  readonly told: readonly { readonly round: number; readonly relays: number }[];
}

export function differencesOf(before: Recording, now: Recording): Differences {
  const decisionOf = ({ decisions }: Recording, id: NodeId) => decisions.find(({ node }) => node === id);
  const isTraitor = (node: NodeId) => before.run.traitors.some(({ id }) => id === node);
  const decided = before.run.nodes.flatMap((node) => {
    if (isTraitor(node)) return [];
    const [was, is] = [decisionOf(before, node), decisionOf(now, node)];
    if (was?.order === is?.order) return [];
    const apart = before.run.nodes.filter((id) => was?.vector?.[id] !== is?.vector?.[id]);
    return [{ node, before: cameTo(was, apart), now: cameTo(is, apart) }];
  });
  const relaysIn = ({ reports }: Recording) =>
    new Map(
      reports.flatMap(({ round, from, to, relays = [] }) =>
        (from === to ? [] : relays).map(
          (relay) => [`${round} ${from} ${to} ${textOf(relay)}`, round] as const,
        ),
      ),
    );
  const [said, says] = [relaysIn(before), relaysIn(now)];
  const counts = new Map<number, number>();
  for (const [key, round] of [...said, ...says])
    if (!(said.has(key) && says.has(key))) counts.set(round, (counts.get(round) ?? 0) + 1);
  const told = [...counts].map(([round, count]) => ({ round, relays: Math.ceil(count / 2) }));
  return { decided, told: told.toSorted((a, b) => a.round - b.round) };
}

/** An order; of a vector the entries in which two differ. */
function cameTo(line: DecisionLine | undefined, apart: readonly NodeId[]): Order | null {
  const { order = null, vector } = line ?? {};
  return vector && apart.length > 0 ? apart.map((id) => `${vector[id]} for node ${id}`).join(", ") : order;
}
