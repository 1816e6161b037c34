/** The phase king: what each node proposed, took and held, phase by phase. */
import type { Group } from "../../core/group.js";
import type { Held, HeldPhase } from "../../explain/held.js";
import type { Run } from "../model/runs.js";
import { Camps, Named, NodeHead } from "./held-parts.js";

type KingHeld = Extract<Held, { protocol: "king" }>;

/** A row a node, three columns a phase. */
export function KingOfAll({ run }: { run: Run }) {
  const { group, held } = run;
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
        {[...held].map(([id, one]) =>
          one.protocol === "king" ? (
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
                <Named group={group} order={one.choice} none="" />
              </td>
            </tr>
          ) : null,
        )}
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
export function KingHint({ group: { ids, m } }: { group: Group }) {
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
export function KingOfOne({ group, held }: { group: Group; held: KingHeld }) {
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
