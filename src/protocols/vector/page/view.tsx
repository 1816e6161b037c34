/** Interactive consistency: the vector of each node, and which of its entries are true. */
import type { NodeId } from "../../../core/group.js";
import { nameOf } from "../../../page/model/orders.js";
import type { Run } from "../../../page/model/runs.js";
import { Camps, Decided, Named, NodeHead } from "../../../page/ui/held-parts.js";
import type { View } from "../../../page/view.js";
import type { VectorHeld } from "../explain/held.js";

export const view: View<VectorHeld> = {
  pillPx: 164,
  nothing: () => "nothing",
  tables: {
    ofAll: (run, held) => <OfAll run={run} held={held} />,
    ofOne: (run, node, held) => <OfOne run={run} node={node} held={held} />,
  },
};

/** A row a node, a column an entry. Entries of loyal nodes at loyal nodes are marked as true or false. */
function OfAll({ run, held }: { run: Run; held: ReadonlyMap<NodeId, VectorHeld> }) {
  const { group, recording } = run;
  return (
    <table class="held">
      <thead>
        <tr>
          <th scope="col">vector of</th>
          {group.ids.map((of) => (
            <th key={of} scope="col">
              <NodeHead run={run} id={of} />
              <small>gave {nameOf(recording.run.values?.[of] ?? "")}</small>
            </th>
          ))}
          {group.combine && <th scope="col">{group.combine}</th>}
        </tr>
      </thead>
      <tbody>
        {[...held].map(([at, one]) => (
          <tr key={at}>
            <th scope="row">
              <NodeHead run={run} id={at} />
            </th>
            {one.entries.map(({ of, entry }) => (
              <td key={of} class={classOfMark(isTrueEntry(run, held, at, of))}>
                <Named group={group} order={entry} none="" />
                <Mark isTrue={isTrueEntry(run, held, at, of)} />
              </td>
            ))}
            {group.combine && (
              <td>
                <Decided run={run} id={at} order={one.choice} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether an entry at a loyal node is what that loyal node gave (IC2); null where one of the two is not loyal. */
function isTrueEntry(
  { recording, facts }: Run,
  held: ReadonlyMap<NodeId, VectorHeld>,
  at: NodeId,
  of: NodeId,
): boolean | null {
  if (!facts.isLoyal(at) || !facts.isLoyal(of)) return null;
  return held.get(at)?.entries.find((entry) => entry.of === of)?.entry === recording.run.values?.[of];
}

function classOfMark(isTrue: boolean | null): string | undefined {
  return isTrue === false ? "violated" : undefined;
}

function Mark({ isTrue }: { isTrue: boolean | null }) {
  if (isTrue === null) return null;
  return (
    <span class={isTrue ? "mark true" : "mark false"}>
      <span aria-hidden="true">{isTrue ? "✓" : "✗"}</span>
      <span class="unseen">{isTrue ? "true" : "false"}</span>
    </span>
  );
}

interface OneProps {
  readonly run: Run;
  readonly node: NodeId;
  readonly held: VectorHeld;
}

/** A row an entry: what its node said, what the others said of it, and what that comes to. */
function OfOne({ run: { group }, node, held }: OneProps) {
  return (
    <table class="held">
      <thead>
        <tr>
          <th scope="col">entry of</th>
          <th scope="col">it said itself</th>
          {group.m > 0 && <th scope="col">what the words on it come to</th>}
          <th scope="col">entry</th>
        </tr>
      </thead>
      <tbody>
        {held.entries.map(({ of, told, votes, entry }) => (
          <tr key={of}>
            <th scope="row">node {of}</th>
            <td>
              {of === node ? (
                <span class="none">its own value</span>
              ) : (
                <Named group={group} order={told} none="" />
              )}
            </td>
            {group.m > 0 && (
              <td>
                <Camps group={group} camps={votes} none="" />
              </td>
            )}
            <td>
              <Named group={group} order={entry} none="" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
