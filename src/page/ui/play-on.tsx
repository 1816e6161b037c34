/** "Play on from here": one relay of the run is changed, and what becomes of it is a run beside the first. */
import { useState } from "preact/hooks";
import type { NodeId, Order } from "../../core/group.js";
import { formatPath } from "../../core/path.js";
import { roundName } from "../../explain/held.js";
import { protocolOf } from "../../protocols/index.js";
import type { ReportLine } from "../../recording/recording.js";
import { type Differences, differencesOf } from "../model/differences.js";
import { type Change, toldIn } from "../model/forks.js";
import { othersOf } from "../model/hands.js";
import { chainText, nameOf } from "../model/orders.js";
import type { Run } from "../model/runs.js";
import type { State } from "../model/state.js";
import type { Go } from "./router.js";
import { Letter } from "./words.js";

interface PlayOnProps {
  readonly run: Run;
  readonly state: State;
  readonly go: Go;
  /** where the scrubber is, or what is looked at */
  readonly round: number;
}

/** What the reader has chosen; what is not chosen, or is not there, is the first that is. */
interface Chosen {
  readonly round?: number;
  readonly from?: NodeId;
  readonly to?: NodeId;
  readonly path?: string;
  readonly order?: string;
}

/** Of a select: a relay that is left out. */
const NOTHING = "";

export function PlayOn(props: PlayOnProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="play-on" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Play on from here, with one relay changed</summary>
      {isOpen && <Form key={props.round} {...props} />}
    </details>
  );
}

function Form({ run, state, go, round: here }: PlayOnProps) {
  const { group } = run;
  const [chosen, setChosen] = useState<Chosen>({});
  const choose = (next: Chosen) => setChosen({ ...chosen, ...next });
  const told = run.recording.reports.filter(({ from, to, relays = [] }) => from !== to && relays.length > 0);
  const rounds = distinct(told.map(({ round }) => round));
  const round = among(rounds, chosen.round ?? Math.min(here, rounds.at(-1) ?? 0));
  const inRound = told.filter((line) => line.round === round);
  const looked = state.path.length === (round ?? 0) + 1 ? state.path : [];
  const from = among(
    distinct(inRound.map((line) => line.from)),
    chosen.from ?? (state.from || looked.at(-1)),
  );
  const ofSender = inRound.filter((line) => line.from === from);
  const to = among(distinct(ofSender.map((line) => line.to)), chosen.to ?? state.node);
  const line = ofSender.find((one) => one.to === to);
  if (round === undefined || from === undefined || to === undefined || !line)
    return <p class="hint">Nobody is told anything in this run.</p>;
  const paths = (line.relays ?? []).map(({ path }) => formatPath(path));
  const path = among(paths, chosen.path ?? formatPath(looked)) ?? "";
  const relay = line.relays?.find((one) => formatPath(one.path) === path);
  const others = othersOf(group, line.relays ?? [], relay?.order ?? null).map((one) => one ?? NOTHING);
  const order = among(others, chosen.order) ?? NOTHING;
  const change: Change = {
    ...{ round, to, path: relay?.path ?? [] },
    order: order === NOTHING ? null : order,
  };
  const play = () => go({ changes: [...state.changes, change], mode: "all", step: null });
  return (
    <form
      class="row"
      onSubmit={(event) => {
        event.preventDefault();
        play();
      }}
    >
      <Pick
        label="In"
        value={round}
        all={rounds}
        name={(one) => roundName(group, one)}
        onPick={(one) => choose({ round: one })}
      />
      <Pick
        label="what is told by"
        value={from}
        all={distinct(inRound.map((one) => one.from))}
        name={nodeText}
        onPick={(one) => choose({ from: one })}
      />
      <Pick
        label="to"
        value={to}
        all={distinct(ofSender.map((one) => one.to))}
        name={nodeText}
        onPick={(one) => choose({ to: one })}
      />
      {paths.length > 1 && (
        <Pick
          label="on path"
          value={path}
          all={paths}
          name={(one) => one}
          onPick={(one) => choose({ path: one })}
        />
      )}
      <span>
        is not <b>{relay ? toldText(run, relay) : "nothing"}</b>
      </span>
      <Pick
        label="but"
        value={order}
        all={others}
        name={(one) => (one === NOTHING ? "nothing" : nameOf(one))}
        onPick={(one) => choose({ order: one })}
      />
      <button type="submit" class="main">
        Play on
      </button>
    </form>
  );
}

function toldText({ group }: Run, relay: NonNullable<ReportLine["relays"]>[number]): string {
  return protocolOf(group).signs ? chainText(relay) : nameOf(relay.order);
}

interface PickProps<T> {
  readonly label: string;
  readonly value: T;
  readonly all: readonly T[];
  readonly name: (one: T) => string;
  readonly onPick: (one: T) => void;
}

function Pick<T extends string | number>({ label, value, all, name, onPick }: PickProps<T>) {
  return (
    <label class="pick">
      {label}{" "}
      <select
        value={String(value)}
        onChange={({ currentTarget }) => onPick(all[currentTarget.selectedIndex] ?? value)}
      >
        {all.map((one) => (
          <option key={one} value={String(one)}>
            {name(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function nodeText(id: NodeId): string {
  return `node ${id}`;
}

function distinct(all: readonly number[]): number[] {
  return [...new Set(all)].sort((a, b) => a - b);
}

function among<T>(all: readonly T[], asked: T | undefined): T | undefined {
  return asked !== undefined && all.includes(asked) ? asked : all[0];
}

interface ForkProps {
  readonly run: Run;
  readonly before: Run;
  readonly change: Change;
  readonly back: () => void;
}

/** What was changed, and the first run and this one beside each other, as far as they differ. */
export function Fork({ run, before, change, back }: ForkProps) {
  const { round, to, path, order } = change;
  const { group } = run;
  const from = path.at(-1) ?? 0;
  const was = toldIn(before.recording, change);
  const onPath = path.length > 1 && !protocolOf(group).signs ? ` on path ${formatPath(path)}` : "";
  const isNew = before.facts.isLoyal(from);
  return (
    <section class="fork panel" aria-label="Played on from another run">
      <p>
        Played on from {roundName(group, round)}: node {from} told node {to}{" "}
        <b>{order === null ? "nothing" : nameOf(order)}</b>
        {onPath}, and not {was ? toldText(run, was) : "nothing"}.
        {isNew ? ` So node ${from}, which was loyal, is a traitor here.` : ""}{" "}
        <button type="button" onClick={back}>
          Back to the run before
        </button>
      </p>
      <Beside before={before} run={run} found={differencesOf(before.recording, run.recording)} />
    </section>
  );
}

function Beside({ before, run, found }: Pick<ForkProps, "before" | "run"> & { found: Differences }) {
  const { decided, told } = found;
  const conditions = (["ic1", "ic2"] as const).map((key) => ({
    name: key.toUpperCase(),
    was: before.recording.verdict?.conditions[key] ?? "",
    is: run.recording.verdict?.conditions[key] ?? "",
  }));
  const words = told.map(({ round, relays }) => `${relays} in round ${round}`).join(", ");
  return (
    <>
      <table class="fork-table">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">what differs</span>
            </th>
            <th scope="col">before</th>
            <th scope="col">now</th>
          </tr>
        </thead>
        <tbody>
          {decided.map(({ node, before: was, now }) => (
            <tr key={node} class="apart">
              <th scope="row">node {node} decides</th>
              <Decided run={before} order={was} />
              <Decided run={run} order={now} />
            </tr>
          ))}
          {conditions.map(({ name, was, is }) => (
            <tr key={name} class={was === is ? undefined : "apart"}>
              <th scope="row">{name}</th>
              <td>{was}</td>
              <td>{is}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint all">
        {decided.length === 0 ? "Every loyal node decides as before. " : ""}
        {words === "" ? "No relay is told otherwise." : `Relays that are told otherwise: ${words}.`}
      </p>
    </>
  );
}

function Decided({ run, order }: { run: Run; order: Order | null }) {
  if (order === null) return <td>nothing</td>;
  return (
    <td>
      {run.group.orders.includes(order) && <Letter group={run.group} order={order} />} {nameOf(order)}
    </td>
  );
}
