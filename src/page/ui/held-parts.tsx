/** What the tables of what nodes hold are made of. */
import type { Group, NodeId, Order } from "../../core/group.js";
import type { Camp } from "../../explain/explained.js";
import { isGeneral, letterOf, nameOf } from "../model/orders.js";
import type { Run } from "../model/runs.js";
import { Letter } from "./words.js";

/** An order by its letter and name, or that there is none. */
export function Named({ group, order, none }: { group: Group; order: Order | null; none: string }) {
  if (order === null) return <span class="none">{none}</span>;
  const name = nameOf(order);
  return (
    <span class="named">
      <Letter group={group} order={order} />{" "}
      {letterOf(group, order) === name ? <span class="unseen">{name}</span> : name}
    </span>
  );
}

/** What a node decided, for the all-knowing. */
export function Decided({ run, id, order }: { run: Run; id: NodeId; order: Order }) {
  if (run.facts.isTraitor(id)) return <span class="none">not judged</span>;
  return <Named group={run.group} order={order} none="" />;
}

/** Who told what: a line for each thing that was told. */
export function Camps({ group, camps, none }: { group: Group; camps: readonly Camp[]; none: string }) {
  return camps.map(({ order, by }) => (
    <span key={order ?? ""} class="camp">
      {by.length} × <Named group={group} order={order} none={none} />
      <small>
        {by.length === 1 ? "node" : "nodes"} {by.join(", ")}
      </small>
    </span>
  ));
}

/** The head of a node's row or column, for the all-knowing: who is the general, and who lies. */
export function NodeHead({ run, id }: { run: Run; id: NodeId }) {
  const isFaulty = !run.facts.isLoyal(id);
  return (
    <span class={isFaulty ? "is-traitor" : undefined}>
      node {id}
      {isGeneral(run.group, id) && <small>general</small>}
      {isFaulty && <small>{run.facts.isTraitor(id) ? "traitor" : "failed"}</small>}
    </span>
  );
}
