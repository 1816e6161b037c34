/** The phase king: what each node proposed, took and held, phase by phase. */
import type { Group, NodeId } from "../../../core/group.js";
import type { Run } from "../../../page/model/runs.js";
import { Camps, Decided, Named, NodeHead } from "../../../page/ui/held-parts.js";
import type { View } from "../../../page/view.js";
import type { HeldPhase, KingHeld } from "../explain/held.js";
import { stepOf } from "../rules.js";

export const view: View<KingHeld> = {
  pillPx: 148,
  nothing: (round) => (stepOf(round) === "proposals" ? "no proposal" : "nothing"),
  speaker: (round) => (stepOf(round) === "king" ? "king" : null),
  tables: {
    hint: (group) => <Hint group={group} />,
    ofAll: (run, held) => <OfAll run={run} held={held} />,
    ofOne: ({ group }, _node, held) => <OfOne group={group} held={held} />,
    isWide: true,
  },
};

/** A row a node, three columns a phase. */
function OfAll({ run, held }: { run: Run; held: ReadonlyMap<NodeId, KingHeld> }) {
  const { group } = run;
  const phases = Array.from({ length: group.m + 1 }, (_, index) => index);
  return (
    <table class="held dense">
      <thead>
        <tr>
          <th scope="col" rowSpan={2}>
            node
          </th>
          <th scope="col" rowSpan={2}>
            begins with
          </th>
          {phases.map((phase) => (
            <th key={phase} scope="colgroup" colSpan={3} class="phase">
              phase {phase + 1}: king node {group.ids[phase]}
            </th>
          ))}
          <th scope="col" rowSpan={2}>
            decides
          </th>
        </tr>
        <tr>
          {phases.map((phase) => (
            <PhaseHeads key={phase} />
          ))}
        </tr>
      </thead>
      <tbody>
        {[...held].map(([id, one]) => (
          <tr key={id}>
            <th scope="row">
              <NodeHead run={run} id={id} />
            </th>
            <td>
              <Named group={group} order={one.first} none="" />
            </td>
            {one.phases.map((phase) => (
              <PhaseCells key={phase.king} group={group} phase={phase} />
            ))}
            <td>
              <Decided run={run} id={id} order={one.choice} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function PhaseHeads() {
  return (
    <>
      <th scope="col" class="phase">
        proposes
      </th>
      <th scope="col">takes</th>
      <th scope="col">holds</th>
    </>
  );
}

function PhaseCells({ group, phase }: { group: Group; phase: HeldPhase }) {
  const { proposal, value, after } = phase;
  return (
    <>
      <td class="phase">
        <Named group={group} order={proposal} none="none" />
      </td>
      <td>
        <Named group={group} order={value} none="" />
        <Support group={group} phase={phase} />
      </td>
      <td>
        <Named group={group} order={after} none="" />
      </td>
    </>
  );
}

/** What the words of the tables mean. */
function Hint({ group: { ids, m } }: { group: Group }) {
  return (
    <p class="hint">
      A node takes the order that more than m = {m} propose to it. It is strong if n − m = {ids.length - m}{" "}
      do, and stands against the king’s; a weak one gives way to it.
    </p>
  );
}

/** How many proposed the value. */
function Support({ group, phase: { support, isSure } }: { group: Group; phase: HeldPhase }) {
  return (
    <small>
      {support} of {group.ids.length}: {isSure ? "strong" : "weak"}
    </small>
  );
}

/** A row a phase, with all that the node was told. */
function OfOne({ group, held }: { group: Group; held: KingHeld }) {
  return (
    <>
      <p class="begins">
        It begins with <Named group={group} order={held.first} none="" />.
      </p>
      <table class="held">
        <thead>
          <tr>
            <th scope="col">phase</th>
            <th scope="col">exchange: it is told</th>
            <th scope="col">it proposes</th>
            <th scope="col">proposals to it</th>
            <th scope="col">it takes</th>
            <th scope="col">the king says</th>
            <th scope="col">it holds</th>
          </tr>
        </thead>
        <tbody>
          {held.phases.map((phase, index) => (
            <tr key={phase.king}>
              <th scope="row">
                {index + 1}
                <small>king: node {phase.king}</small>
              </th>
              <td>
                <Camps group={group} camps={phase.values} none="nothing" />
              </td>
              <td>
                <Named group={group} order={phase.proposal} none="none" />
              </td>
              <td>
                <Camps group={group} camps={phase.proposals} none="none" />
              </td>
              <td>
                <Named group={group} order={phase.value} none="" />
                <Support group={group} phase={phase} />
              </td>
              <td>
                <Named group={group} order={phase.kingSaid} none="nothing" />
              </td>
              <td>
                <Named group={group} order={phase.after} none="" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
