/** Setting up a run: nodes in a ring, who is the general, who lies and how. */
import { useState } from "preact/hooks";
import { COMBINES, type NodeId } from "../../core/group.js";
import { levelSize } from "../../core/path.js";
import { EXPLAINED } from "../../explain/protocols.js";
import { PROTOCOL_DEFAULT, protocolOf } from "../../protocols/index.js";
import { PROTOCOLS } from "../../protocols/names.js";
import { traitorOf } from "../model/liars.js";
import { nameOf } from "../model/orders.js";
import { firstScreen } from "../model/runs.js";
import {
  groupOfSetup,
  hasValues,
  idsOf,
  mMaxOf,
  NODES_MAX,
  NODES_MIN,
  type Setup,
  valuesOfSetup,
} from "../model/setup.js";
import { byProtocol, resized, soundSetup } from "../model/sound.js";
import type { State } from "../model/state.js";
import type { Pace } from "../server.js";
import { CommandLine } from "./command.js";
import { Files, type FilesProps } from "./files.js";
import { number } from "./format.js";
import { Liar } from "./liar.js";
import { Ring } from "./ring.js";
import type { Go } from "./router.js";

interface SetupProps extends FilesProps {
  readonly state: State;
  readonly go: Go;
  /** starts the setup as real processes; null without a server */
  readonly start: ((pace: Pace) => void) | null;
}

export function SetupScreen(props: SetupProps) {
  const { state, go, start, server } = props;
  const { setup } = state;
  const replace = (next: Setup) => go({ setup: next, run: "sim", path: [], top: [], step: null });
  const change = (next: Partial<Setup>) => replace(soundSetup({ ...setup, ...next }));
  const turn = (id: NodeId) => {
    const isTraitor = setup.traitors.some((one) => one.id === id);
    const others = setup.traitors.filter((one) => one.id !== id);
    change({ traitors: isTraitor ? others : [...others, traitorOf(id, "flip", setup)] });
  };
  return (
    <div class="setup">
      <section class="panel" aria-label="The group">
        <h2>The group</h2>
        <Numbers setup={setup} change={change} replace={replace} />
        <Values setup={setup} change={change} />
        <Bound setup={setup} />
        <div class="row">
          <button
            type="button"
            class="main"
            onClick={() => go({ screen: firstScreen(setup), run: "sim", at: 0 })}
          >
            Simulate it here
          </button>
          {start && server && setup.n <= server.nodesMax && <Start n={setup.n} start={start} />}
        </div>
        {server && setup.n > server.nodesMax && (
          <p class="hint">
            This page starts {server.nodesMax} real processes at most; <code>strategos run</code> takes the
            same flags and starts {setup.n}.
          </p>
        )}
        <p class="hint">
          <CommandLine setup={setup} />
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

/** A run at full speed is over before it is seen. */
function Start({ n, start }: { n: number; start: (pace: Pace) => void }) {
  const [pace, setPace] = useState<Pace>("slow");
  return (
    <span class="pace">
      <button type="button" onClick={() => start(pace)}>
        Run it as {n} real processes
      </button>
      <select
        aria-label="How fast"
        value={pace}
        onChange={(event) => setPace(event.currentTarget.value as Pace)}
      >
        <option value="full">at full speed</option>
        <option value="slow">in slow motion</option>
        <option value="gate">round by round</option>
      </select>
    </span>
  );
}

interface PartProps {
  readonly setup: Setup;
  readonly change: (next: Partial<Setup>) => void;
}

function Numbers({ setup, change, replace }: PartProps & { replace: (next: Setup) => void }) {
  const { protocol, n, m } = setup;
  return (
    <div class="fields">
      <label class="wide">
        protocol
        <select
          value={protocol}
          onChange={({ currentTarget }) =>
            replace(
              byProtocol(setup, PROTOCOLS.find((one) => one === currentTarget.value) ?? PROTOCOL_DEFAULT),
            )
          }
        >
          {PROTOCOLS.map((one) => (
            <option key={one} value={one}>
              {one}: {EXPLAINED[one].called}
            </option>
          ))}
        </select>
      </label>
      <label>
        nodes, n
        <input
          type="number"
          min={NODES_MIN}
          max={NODES_MAX}
          value={n}
          onChange={({ currentTarget }) => replace(resized(setup, Number(currentTarget.value)))}
        />
      </label>
      <label>
        traitors to tolerate, m
        <input
          type="number"
          min={0}
          max={mMaxOf(setup)}
          value={m}
          onChange={(event) => change({ m: Number(event.currentTarget.value) })}
        />
      </label>
      {!hasValues(setup) && <General setup={setup} change={change} />}
      <label>
        seed of random lies
        <input
          type="number"
          min={0}
          value={setup.seed}
          onChange={(event) => change({ seed: Number(event.currentTarget.value) })}
        />
      </label>
    </div>
  );
}

function General({ setup, change }: PartProps) {
  const { general, order, orders } = setup;
  return (
    <>
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
    </>
  );
}

/** Where every node gives a value, what each gives and what becomes of the vector. */
function Values({ setup, change }: PartProps) {
  const values = valuesOfSetup(setup);
  if (!values) return null;
  return (
    <>
      <div class="fields values" role="group" aria-label="What each node gives">
        {idsOf(setup).map((id) => (
          <label key={id}>
            node {id} gives
            <input
              type="text"
              maxLength={64}
              value={values[id] ?? ""}
              onChange={(event) => change({ values: { ...setup.values, [id]: event.currentTarget.value } })}
            />
          </label>
        ))}
      </div>
      <div class="fields">
        <label class="wide">
          the vector is combined to
          <select
            value={setup.combine ?? ""}
            onChange={(event) =>
              change({ combine: COMBINES.find((one) => one === event.currentTarget.value) ?? null })
            }
          >
            <option value="">nothing: it is the decision</option>
            {COMBINES.map((one) => (
              <option key={one} value={one}>
                its {one}
              </option>
            ))}
          </select>
        </label>
      </div>
    </>
  );
}

function Bound({ setup }: { setup: Setup }) {
  const { protocol, n, m, traitors } = setup;
  const kind = protocolOf({ protocol });
  const tooMany = traitors.length > m;
  const promise = !kind.bound.tolerates(n, m)
    ? "nothing is guaranteed"
    : tooMany
      ? `${traitors.length} traitors are more than m = ${m}, and nothing is guaranteed`
      : "agreement is guaranteed";
  const rounds = kind.lastRound(groupOfSetup(setup)) + 1;
  const leaves = number(levelSize(n, m));
  const size = `${rounds} ${rounds === 1 ? "round" : "rounds"}`;
  return (
    <p class="bound">
      {kind.bound.said(n, m)}: {promise}.{" "}
      {kind.keepsTree
        ? `Each lieutenant’s tree has ${leaves} ${leaves === "1" ? "leaf" : "leaves"}; ${size}.`
        : `It takes ${size}.`}
    </p>
  );
}
