/** The group in a ring. A node is a button: pressed, it is a traitor. */
import type { NodeId } from "../../core/group.js";
import { hasValues, idsOf, type Setup } from "../model/setup.js";

interface RingProps {
  readonly setup: Setup;
  readonly onTurn: (id: NodeId) => void;
}

export function Ring({ setup, onTurn }: RingProps) {
  const ids = idsOf(setup);
  return (
    <div
      class={`ring${ids.length > 12 ? " many" : ""}`}
      style={{ "--count": ids.length }}
      role="group"
      aria-label="Nodes of the group"
    >
      {ids.map((id, index) => {
        const angle = (2 * Math.PI * index) / ids.length - Math.PI / 2;
        const isTraitor = setup.traitors.some((one) => one.id === id);
        const isGeneral = id === setup.general && !hasValues(setup);
        return (
          <button
            key={id}
            type="button"
            class={`${isTraitor ? "traitor" : "loyal"}${isGeneral ? " general" : ""}`}
            style={{ left: `${50 + 42 * Math.cos(angle)}%`, top: `${50 + 42 * Math.sin(angle)}%` }}
            aria-pressed={isTraitor}
            onClick={() => onTurn(id)}
          >
            <span class="unseen">
              node {id}
              {isGeneral ? ", the general" : ""}: {isTraitor ? "a traitor" : "loyal"}
            </span>
            <span aria-hidden="true">{id}</span>
            {isGeneral && <small aria-hidden="true">general</small>}
            {isTraitor && <small aria-hidden="true">traitor</small>}
          </button>
        );
      })}
    </div>
  );
}
