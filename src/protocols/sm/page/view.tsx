/** SM(m): the set V of each node, by the round in which an order came in, with the chain that showed it. */
import type { NodeId } from "../../../core/group.js";
import { chainText, nameOf } from "../../../page/model/orders.js";
import type { Run } from "../../../page/model/runs.js";
import { Decided, NodeHead } from "../../../page/ui/held-parts.js";
import { Letter } from "../../../page/ui/words.js";
import type { View } from "../../../page/view.js";
import { roundsOf } from "../../index.js";
import type { HeldOrder, SignedHeld } from "../explain/held.js";

export const view: View<SignedHeld> = {
  pillPx: 164,
  nothing: () => "nothing new",
  tables: {
    ofAll: (run, held) => <OfAll run={run} held={held} />,
    ofOne: (run, node, held) => <OfOne run={run} node={node} held={held} />,
  },
};

function roundsIn({ group }: Run): number[] {
  return Array.from({ length: roundsOf(group) }, (_, round) => round);
}

/** A row a node, a column a round: what was new to it. */
function OfAll({ run, held }: { run: Run; held: ReadonlyMap<NodeId, SignedHeld> }) {
  const { group } = run;
  const rounds = roundsIn(run);
  return (
    <table class="held">
      <thead>
        <tr>
          <th scope="col">new in V</th>
          {rounds.map((round) => (
            <th key={round} scope="col">
              round {round}
            </th>
          ))}
          <th scope="col">V</th>
          <th scope="col">choice(V)</th>
        </tr>
      </thead>
      <tbody>
        {[...held].map(([id, one]) => {
          const isGeneral = id === group.general;
          return (
            <tr key={id}>
              <th scope="row">
                <NodeHead run={run} id={id} />
              </th>
              {rounds.map((round) => (
                <td key={round}>
                  <Chains run={run} orders={one.orders.filter((order) => order.round === round)} />
                </td>
              ))}
              <td>{isGeneral ? <span class="none">–</span> : setText(one.orders)}</td>
              <td>
                <Decided run={run} id={id} order={one.choice} />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface OneProps {
  readonly run: Run;
  readonly node: NodeId;
  readonly held: SignedHeld;
}

/** A row a round: what the node was told, what of it was new, and V after it. */
function OfOne({ run, node, held }: OneProps) {
  const { group, recording } = run;
  if (node === group.general)
    return <p class="hint">The general signs his order in round 0. Nobody tells him anything.</p>;
  return (
    <table class="held">
      <thead>
        <tr>
          <th scope="col">round</th>
          <th scope="col">chains that it was shown</th>
          <th scope="col">new in V</th>
          <th scope="col">V</th>
        </tr>
      </thead>
      <tbody>
        {roundsIn(run).map((round) => {
          const lines = recording.reports.filter(
            (line) => line.round === round && line.to === node && line.from !== node,
          );
          const shown = lines.flatMap(({ relays = [] }) => relays);
          return (
            <tr key={round}>
              <th scope="row">{round}</th>
              <td>
                {shown.length === 0 ? (
                  <span class="none">none</span>
                ) : (
                  shown.map((relay) => (
                    <span key={chainText(relay)} class="chain">
                      <Letter group={group} order={relay.order} /> {chainText(relay)}
                    </span>
                  ))
                )}
              </td>
              <td>
                <Chains run={run} orders={held.orders.filter((order) => order.round === round)} />
              </td>
              <td>{setText(held.orders.filter((order) => order.round <= round))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Chains({ run, orders }: { run: Run; orders: readonly HeldOrder[] }) {
  if (orders.length === 0) return <span class="none">–</span>;
  return orders.map((one) => (
    <span key={one.order} class="chain">
      <Letter group={run.group} order={one.order} /> {chainText(one)}
    </span>
  ));
}

function setText(orders: readonly HeldOrder[]): string {
  return `{${orders.map(({ order }) => nameOf(order)).join(", ")}}`;
}
