/** Setting up a run: nodes in a ring, who is the general, who lies and how. */
import type { Strategy, TraitorEntry } from "../../adversary/traitor.js";
import { isWithinBound, type NodeId } from "../../core/group.js";
import { levelSize } from "../../core/path.js";
import { nameOf } from "../model/orders.js";
import {
  idsOf,
  NODES_MAX,
  NODES_MIN,
  ROUNDS_MAX,
  resized,
  type Setup,
  STRATEGIES,
  soundSetup,
  traitorOf,
} from "../model/setup.js";
import type { State } from "../model/state.js";
import { formatTraitors } from "../model/traitors.js";
import { Files, type FilesProps } from "./files.js";
import { number } from "./format.js";
import { Ring } from "./ring.js";
import type { Go } from "./router.js";

interface SetupProps extends FilesProps {
  readonly state: State;
  readonly go: Go;
  /** starts the setup as real processes; null without a server */
  readonly start: (() => void) | null;
}

export function SetupScreen(props: SetupProps) {
  const { state, go, start } = props;
  const { setup } = state;
  const change = (next: Partial<Setup>) =>
    go({ setup: soundSetup({ ...setup, ...next }), run: "sim", path: [], top: [], step: null });
  const turn = (id: NodeId) => {
    const isTraitor = setup.traitors.some((one) => one.id === id);
    const others = setup.traitors.filter((one) => one.id !== id);
    change({ traitors: isTraitor ? others : [...others, traitorOf(id, "flip", setup)] });
  };
  return (
    <div class="setup">
      <section class="panel" aria-label="The group">
        <h2>The group</h2>
        <Numbers setup={setup} change={change} go={go} />
        <Bound setup={setup} />
        <div class="row">
          <button type="button" class="main" onClick={() => go({ screen: "tree", run: "sim" })}>
            Simulate it here
          </button>
          {start && (
            <button type="button" onClick={start}>
              Run it as {setup.n} real processes
            </button>
          )}
        </div>
        <p class="hint">
          <code>{commandOf(setup)}</code>
        </p>
      </section>
      <section class="panel" aria-label="Who lies">
        <h2>Who lies</h2>
        <p class="hint">Click a node to make it a traitor, and again to make it loyal.</p>
        <Ring setup={setup} onTurn={turn} />
        <ul class="liars">
          {setup.traitors.map((entry) => (
            <Liar key={entry.id} entry={entry} setup={setup} change={change} />
          ))}
        </ul>
      </section>
      <Files {...props} />
    </div>
  );
}

interface PartProps {
  readonly setup: Setup;
  readonly change: (next: Partial<Setup>) => void;
}

function Numbers({ setup, change, go }: PartProps & { go: Go }) {
  const { n, m, general, order, orders } = setup;
  const mMax = Math.min(ROUNDS_MAX, n - 2);
  return (
    <div class="fields">
      <label>
        nodes, n
        <input
          type="number"
          min={NODES_MIN}
          max={NODES_MAX}
          value={n}
          onChange={({ currentTarget }) =>
            go({
              setup: resized(setup, Number(currentTarget.value)),
              run: "sim",
              path: [],
              top: [],
              step: null,
            })
          }
        />
      </label>
      <label>
        traitors to tolerate, m
        <input
          type="number"
          min={0}
          max={mMax}
          value={m}
          onChange={(event) => change({ m: Number(event.currentTarget.value) })}
        />
      </label>
      <label>
        general
        <select
          value={String(general)}
          onChange={(event) => change({ general: Number(event.currentTarget.value) })}
        >
          {idsOf(setup).map((id) => (
            <option key={id} value={String(id)}>
              node {id}
            </option>
          ))}
        </select>
      </label>
      <label>
        order
        <select value={order} onChange={(event) => change({ order: event.currentTarget.value })}>
          {orders.map((one) => (
            <option key={one} value={one}>
              {nameOf(one)}
              {one === setup.default ? " (default)" : ""}
            </option>
          ))}
        </select>
      </label>
      <label>
        seed of random lies
        <input
          type="number"
          min={0}
          value={setup.seed}
          onChange={(event) => change({ seed: Number(event.currentTarget.value) })}
        />
      </label>
      <label>
        protocol
        <select value="om" disabled>
          <option value="om">om: OM({m}), oral messages</option>
        </select>
      </label>
    </div>
  );
}

function Bound({ setup: { n, m, traitors } }: { setup: Setup }) {
  const leaves = number(levelSize(n, m));
  const bound = isWithinBound(n, m)
    ? traitors.length <= m
      ? `n = ${n} > 3m = ${3 * m}: agreement is guaranteed.`
      : `${traitors.length} traitors are more than m = ${m}: nothing is guaranteed.`
    : `n = ${n} is not more than 3m = ${3 * m}: nothing is guaranteed.`;
  return (
    <p class="bound">
      {bound} Each lieutenant’s tree has {leaves} {leaves === "1" ? "leaf" : "leaves"}; {m + 1} round
      {m === 0 ? "" : "s"}.
    </p>
  );
}

function Liar({ entry, setup, change }: PartProps & { entry: TraitorEntry }) {
  const { id, strategy } = entry;
  const replace = (next: TraitorEntry) =>
    change({ traitors: setup.traitors.map((one) => (one.id === id ? next : one)) });
  const known = STRATEGIES.filter(({ name }) => name !== "script" || strategy === "script");
  return (
    <li>
      <label>
        node {id}
        <select
          value={strategy}
          onChange={(event) => replace(traitorOf(id, event.currentTarget.value as Strategy, setup))}
        >
          {known.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {entry.strategy === "always" && (
        <select
          aria-label={`what node ${id} always says`}
          value={entry.order}
          onChange={(event) => replace({ ...entry, order: event.currentTarget.value })}
        >
          {setup.orders.map((order) => (
            <option key={order} value={order}>
              {nameOf(order)}
            </option>
          ))}
        </select>
      )}
      {entry.strategy === "crash" && (
        <input
          type="number"
          aria-label={`the round in which node ${id} crashes`}
          min={0}
          max={setup.m}
          value={entry.round}
          onChange={(event) => replace({ ...entry, round: Number(event.currentTarget.value) })}
        />
      )}
      <span class="hint">{STRATEGIES.find(({ name }) => name === strategy)?.does}</span>
    </li>
  );
}

/** The same run on the command line. */
function commandOf(setup: Setup): string {
  const { n, m, general, order, traitors } = setup;
  const hasScript = traitors.some(({ strategy }) => strategy === "script");
  const unsafe = isWithinBound(n, m) && traitors.length <= m ? "" : " --unsafe";
  const flags = [
    `--nodes ${n}`,
    m === Math.floor((n - 1) / 3) ? "" : `--m ${m}`,
    general === 1 ? "" : `--general ${general}`,
    order === "attack" ? "" : `--order ${order}`,
    `--traitors ${hasScript ? "…" : formatTraitors(traitors)}`,
  ];
  return `strategos sim ${flags.filter((flag) => flag !== "").join(" ")}${unsafe}`;
}
