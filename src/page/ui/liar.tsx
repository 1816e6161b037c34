/** One traitor of the set-up: its strategy, and what the strategy needs. */
import type { Strategy, TraitorEntry } from "../../core/traitor.js";
import { protocolOf } from "../../protocols/index.js";
import { doesOf, traitorOf } from "../model/liars.js";
import { nameOf } from "../model/orders.js";
import { groupOfSetup, hasValues, type Setup, strategiesOf } from "../model/setup.js";

interface LiarProps {
  readonly entry: TraitorEntry;
  readonly setup: Setup;
  readonly change: (next: Partial<Setup>) => void;
}

export function Liar({ entry, setup, change }: LiarProps) {
  const { id, strategy } = entry;
  const replace = (next: TraitorEntry) =>
    change({ traitors: setup.traitors.map((one) => (one.id === id ? next : one)) });
  const known = strategiesOf(setup).filter((name) => name !== "script" || strategy === "script");
  return (
    <li>
      <label>
        node {id}
        <select
          value={strategy}
          onChange={(event) => replace(traitorOf(id, event.currentTarget.value as Strategy, setup))}
        >
          {known.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {entry.strategy === "always" && (
        <Said
          entry={entry}
          setup={setup}
          onSay={(order) => replace({ ...entry, order })}
          label={`what node ${id} always says`}
        />
      )}
      {entry.strategy === "crash" && (
        <input
          type="number"
          aria-label={`the round in which node ${id} crashes`}
          min={0}
          max={protocolOf(setup).lastRound(groupOfSetup(setup))}
          value={entry.round}
          onChange={(event) => replace({ ...entry, round: Number(event.currentTarget.value) })}
        />
      )}
      <span class="hint">{doesOf(entry)}</span>
    </li>
  );
}

interface SaidProps {
  readonly entry: Extract<TraitorEntry, { strategy: "always" }>;
  readonly setup: Setup;
  readonly label: string;
  readonly onSay: (order: string) => void;
}

/** One of the orders, or any text where values are free. */
function Said({ entry, setup, label, onSay }: SaidProps) {
  if (hasValues(setup))
    return (
      <input
        type="text"
        class="value"
        aria-label={label}
        maxLength={64}
        value={entry.order}
        onChange={(event) => onSay(event.currentTarget.value)}
      />
    );
  return (
    <select aria-label={label} value={entry.order} onChange={(event) => onSay(event.currentTarget.value)}>
      {setup.orders.map((order) => (
        <option key={order} value={order}>
          {nameOf(order)}
        </option>
      ))}
    </select>
  );
}
