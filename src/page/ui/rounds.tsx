/** The rounds in space and time: a lane a node, a column a round. What a sender tells alike is one bundle. */
import { type Bundle, bundlesOf, missingIn } from "../model/bundles.js";
import { classOf, letterOf, nameOf } from "../model/orders.js";
import { nodeShown, type Run, treesIn } from "../model/runs.js";
import type { State } from "../model/state.js";
import type { Go } from "./router.js";
import { NodePicker } from "./tree.js";
import { Legend, Letter } from "./words.js";

const LANE_PX = 76;
const COLUMN_PX = 236;
const NAME_PX = 76;
const PILL_PX = 22;

interface RoundsProps {
  readonly run: Run;
  readonly state: State;
  readonly go: Go;
}

export function RoundsScreen({ run, state, go }: RoundsProps) {
  const { group } = run.facts;
  const node = nodeShown(run, state.node);
  const onlyTo = state.mode === "all" ? null : node;
  const rounds = Array.from({ length: group.m + 1 }, (_, round) => bundlesOf(run.recording, round, onlyTo));
  const chosen = rounds[state.round]?.filter(({ from }) => from === state.from) ?? [];
  const total = rounds.flat().reduce((sum, { relays, to }) => sum + relays.length * to.length, 0);
  return (
    <>
      <div class="tools">
        {onlyTo !== null && (
          <NodePicker
            label="What came to"
            node={node}
            among={treesIn(run)}
            onPick={(id) => go({ node: id })}
          />
        )}
        <p class="tally">
          {total} relays in {rounds.flat().reduce((sum, { to }) => sum + to.length, 0)} reports
          {onlyTo === null ? "; a node’s report to itself is not drawn" : ` to node ${node}`}
        </p>
      </div>
      <div class="beside">
        <div class="picture">
          <div class="scroller" role="region" aria-label="Rounds" tabIndex={0}>
            <Diagram run={run} rounds={rounds} state={state} go={go} onlyTo={onlyTo} />
          </div>
          <Legend group={group} />
        </div>
        <Relays run={run} bundles={chosen} state={state} />
      </div>
    </>
  );
}

interface DiagramProps extends RoundsProps {
  readonly rounds: readonly Bundle[][];
  readonly onlyTo: number | null;
}

function Diagram(props: DiagramProps) {
  const { run, rounds } = props;
  const { ids, general } = run.facts.group;
  const width = NAME_PX + rounds.length * COLUMN_PX;
  const height = ids.length * LANE_PX;
  const isMarked = props.state.mode === "all";
  return (
    <div class="spacetime" style={{ width: `${width + 20}px`, height: `${height + 30}px` }}>
      {rounds.map((_, round) => (
        <span key={round} class="round-name" style={{ left: `${NAME_PX + round * COLUMN_PX}px` }}>
          round {round}
        </span>
      ))}
      <svg width={width + 20} height={height + 30} aria-hidden="true">
        {ids.map((id, lane) => (
          <line key={id} class="lane" x1={NAME_PX} x2={width + 10} y1={laneY(lane)} y2={laneY(lane)} />
        ))}
        {rounds.map((bundles, round) => (
          <Lines key={round} {...props} bundles={bundles} round={round} />
        ))}
      </svg>
      {ids.map((id, lane) => (
        <span
          key={id}
          class={`lane-name${isMarked && !run.facts.isLoyal(id) ? " liar" : ""}`}
          style={{ top: `${laneY(lane) - 18}px` }}
        >
          node {id}
          {id === general && <small>general</small>}
          {isMarked && run.facts.isTraitor(id) && <small>traitor</small>}
        </span>
      ))}
      {rounds.map((bundles, round) => (
        <Pills key={round} {...props} bundles={bundles} round={round} />
      ))}
    </div>
  );
}

function laneY(lane: number): number {
  return 30 + lane * LANE_PX + LANE_PX / 2;
}

interface RoundProps extends DiagramProps {
  readonly bundles: readonly Bundle[];
  readonly round: number;
}

/** Each sender's bundles lie above one another in its lane. */
function pillY(bundles: readonly Bundle[], bundle: Bundle, lane: number): number {
  const own = bundles.filter(({ from }) => from === bundle.from);
  return laneY(lane) + (own.indexOf(bundle) - (own.length - 1) / 2) * (PILL_PX + 1);
}

function Lines({ run, bundles, round, state }: RoundProps) {
  const { group } = run.facts;
  const start = NAME_PX + round * COLUMN_PX + 128;
  const end = NAME_PX + (round + 1) * COLUMN_PX - 6;
  return (
    <>
      {bundles.map((bundle) => {
        const y = pillY(bundles, bundle, group.ids.indexOf(bundle.from));
        const isChosen = state.from === bundle.from && state.round === round;
        const main = bundle.counts.toSorted((a, b) => b.count - a.count)[0]?.order ?? group.defaultOrder;
        return bundle.to.map((to) => {
          const target = laneY(group.ids.indexOf(to));
          const middle = start + 60;
          const d = `M${start},${y}C${middle + 40},${y} ${end - 70},${target} ${end},${target}`;
          return (
            <path
              key={`${bundle.from}-${to}`}
              class={`flow ${classOf(group, main)}${isChosen ? " chosen" : ""}`}
              d={d}
            />
          );
        });
      })}
    </>
  );
}

function Pills({ run, bundles, round, state, go, onlyTo }: RoundProps) {
  const { group } = run.facts;
  const left = NAME_PX + round * COLUMN_PX;
  const missing = missingIn(run.recording, round, onlyTo);
  return (
    <>
      {bundles.map((bundle) => {
        const { from, to, counts } = bundle;
        const isChosen = state.from === from && state.round === round;
        const y = pillY(bundles, bundle, group.ids.indexOf(from));
        const said = counts.map(({ order, count }) => `${count} ${nameOf(order)}`).join(", ");
        return (
          <button
            key={`${from}-${to[0]}`}
            type="button"
            class={`pill${isChosen ? " chosen" : ""}`}
            style={{ left: `${left}px`, top: `${y - PILL_PX / 2}px` }}
            aria-pressed={isChosen}
            onClick={() => go(isChosen ? { from: 0, round: 0 } : { from, round })}
          >
            <span class="unseen">{`round ${round}: node ${from} tells ${to.length === 1 ? "node" : "nodes"} ${to.join(", ")}: ${said}`}</span>
            {counts.map(({ order, count }) => (
              <b key={order} aria-hidden="true" class={classOf(group, order)}>
                {count} {letterOf(group, order)}
              </b>
            ))}
            <span aria-hidden="true">→ {to.length > 1 ? `${to.length} nodes` : `node ${to[0]}`}</span>
          </button>
        );
      })}
      {[...missing].map(([from, to]) => (
        <span
          key={`m${from}`}
          class="silence"
          style={{
            left: `${left}px`,
            top: `${laneY(group.ids.indexOf(from)) + (bundles.some((one) => one.from === from) ? 13 : -10)}px`,
          }}
        >
          nothing to {to.length > 2 ? `${to.length} nodes` : to.join(", ")}
        </span>
      ))}
    </>
  );
}

/** The relays of the chosen sender and round, spelled out. */
function Relays({ run, bundles, state }: { run: Run; bundles: readonly Bundle[]; state: State }) {
  const { group } = run.facts;
  if (bundles.length === 0)
    return (
      <section class="detail" aria-label="Relays">
        <h2>Relays</h2>
        <p class="hint">
          Choose a bundle to read its relays. A sender that tells some receivers one thing and others another
          has more bundles than one.
        </p>
      </section>
    );
  const [first] = bundles as [Bundle];
  const all = bundles.flatMap(({ to }) => to);
  return (
    <section class="detail" aria-live="polite" aria-label="Relays">
      <h2>
        Node {first.from} in round {state.round}
      </h2>
      <p>
        {bundles.length === 1
          ? `It told ${all.length === 1 ? `node ${all[0]}` : `all ${all.length} receivers the same`}.`
          : `It told its receivers ${bundles.length} different things.`}
      </p>
      <table class="relays">
        <thead>
          <tr>
            <th scope="col">path</th>
            {bundles.map(({ to }) => (
              <th key={to[0]} scope="col">
                to {to.join(", ")}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first.relays.map(({ path }, index) => (
            <tr key={path.join(".")} class={isSplit(bundles, index) ? "split" : undefined}>
              <th scope="row">{path.join(".")}</th>
              {bundles.map(({ to, relays }) => {
                const order = relays[index]?.order ?? group.defaultOrder;
                return (
                  <td key={to[0]}>
                    <Letter group={group} order={order} /> {nameOf(order)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function isSplit(bundles: readonly Bundle[], index: number): boolean {
  return new Set(bundles.map(({ relays }) => relays[index]?.order)).size > 1;
}
