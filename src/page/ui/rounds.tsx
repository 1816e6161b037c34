/** The rounds in space and time: a lane a node, a column a round. What a sender tells alike is one bundle. */
import type { Group } from "../../core/group.js";
import { roundName } from "../../explain/held.js";
import { picture } from "../../pictures/pictures.js";
import { roundsOf } from "../../protocols/index.js";
import { type Bundle, bundlesOf, missingIn } from "../model/bundles.js";
import { classOf, isGeneral } from "../model/orders.js";
import { nodeShown, nodesShown, type Run } from "../model/runs.js";
import type { State } from "../model/state.js";
import { VIEWS } from "../protocols.js";
import { Badges, spoken } from "./badges.js";
import { PlayOn } from "./play-on.js";
import { Relays } from "./relays.js";
import type { Go } from "./router.js";
import { CopyLink, pngOf, SaveButton } from "./save.js";
import { NodePicker } from "./tree.js";
import { Legend } from "./words.js";

const LANE_PX = 76;
const LANES_TOP_PX = 30;
const NAME_PX = 76;
const PILL_PX = 22;
/** Room behind the widest pill of a column. */
const LINES_PX = 108;

const SAVED = [
  ["svg", "SVG"],
  ["mermaid", "Mermaid"],
  ["csv", "CSV"],
] as const;

interface RoundsProps {
  readonly run: Run;
  readonly state: State;
  readonly go: Go;
}

export function RoundsScreen({ run, state, go }: RoundsProps) {
  const node = nodeShown(run, state.node);
  const onlyTo = onlyToOf(run, state);
  const rounds = roundsIn(run, onlyTo);
  const chosen = rounds[state.round]?.filter(({ from }) => from === state.from) ?? [];
  const total = rounds.flat().reduce((sum, { relays, to }) => sum + relays.length * to.length, 0);
  return (
    <>
      <div class="tools">
        {onlyTo !== null && (
          <NodePicker
            label="What came to"
            node={node}
            among={nodesShown(run)}
            onPick={(id) => go({ node: id })}
          />
        )}
        <p class="tally">
          {total} relays in {rounds.flat().reduce((sum, { to }) => sum + to.length, 0)} reports
          {onlyTo === null ? "; a node’s report to itself is not drawn" : ` to node ${node}`}
        </p>
        {/* such a picture names the traitors */}
        {onlyTo === null &&
          SAVED.map(([format, name]) => (
            <SaveButton
              key={format}
              label={`Save as ${name}`}
              name={`rounds.${format}`}
              draw={() => picture(run.recording, format)}
            />
          ))}
        {onlyTo === null && (
          <SaveButton label="PNG" name="rounds.png" draw={() => pngOf(picture(run.recording, "png"))} />
        )}
        <CopyLink run={run} state={state} />
      </div>
      <PlayOn run={run} state={state} go={go} round={state.round} />
      <div class="beside">
        <RoundsPicture run={run} state={state} go={go} />
        <Relays run={run} bundles={chosen} state={state} />
      </div>
    </>
  );
}

/** The diagram alone, as a lesson has it too. */
export function RoundsPicture({ run, state, go }: RoundsProps) {
  const onlyTo = onlyToOf(run, state);
  return (
    <div class="picture">
      <div class="scroller" role="region" aria-label="Rounds" tabIndex={0}>
        <Diagram run={run} rounds={roundsIn(run, onlyTo)} state={state} go={go} onlyTo={onlyTo} />
      </div>
      <Legend group={run.group} />
    </div>
  );
}

/** Whose messages alone are drawn; null where all are. */
function onlyToOf(run: Run, { mode, node }: State): number | null {
  return mode === "all" ? null : nodeShown(run, node);
}

function roundsIn(run: Run, onlyTo: number | null): Bundle[][] {
  return Array.from({ length: roundsOf(run.group) }, (_, round) => bundlesOf(run, round, onlyTo));
}

interface DiagramProps extends RoundsProps {
  readonly rounds: readonly Bundle[][];
  readonly onlyTo: number | null;
}

function Diagram(props: DiagramProps) {
  const { run, rounds } = props;
  const { group } = run;
  const { ids } = group;
  const ys = laneYs(group, rounds);
  const columnPx = columnOf(group);
  const width = NAME_PX + rounds.length * columnPx;
  const height = Math.ceil((ys.at(-1) ?? 0) + LANE_PX / 2) - LANES_TOP_PX;
  const isMarked = props.state.mode === "all";
  return (
    <div class="spacetime" style={{ width: `${width + 20}px`, height: `${height + LANES_TOP_PX}px` }}>
      {rounds.map((_, round) => (
        <span key={round} class="round-name" style={{ left: `${NAME_PX + round * columnPx}px` }}>
          {roundName(group, round)}
        </span>
      ))}
      <svg width={width + 20} height={height + LANES_TOP_PX} aria-hidden="true">
        {ids.map((id, lane) => (
          <line key={id} class="lane" x1={NAME_PX} x2={width + 10} y1={ys[lane]} y2={ys[lane]} />
        ))}
        {rounds.map((bundles, round) => (
          <Lines key={round} {...props} ys={ys} bundles={bundles} round={round} />
        ))}
      </svg>
      {ids.map((id, lane) => (
        <span
          key={id}
          class={`lane-name${isMarked && !run.facts.isLoyal(id) ? " liar" : ""}`}
          style={{ top: `${(ys[lane] ?? 0) - 18}px` }}
        >
          node {id}
          {isGeneral(group, id) && <small>general</small>}
          {isMarked && run.facts.isTraitor(id) && <small>traitor</small>}
        </span>
      ))}
      {rounds.map((bundles, round) => (
        <Pills key={round} {...props} ys={ys} bundles={bundles} round={round} />
      ))}
    </div>
  );
}

function columnOf({ protocol }: Group): number {
  return VIEWS[protocol].pillPx + LINES_PX;
}

/** The middle of each lane. A lane has room for the most bundles that its node sends in a round. */
function laneYs({ ids }: Group, rounds: readonly (readonly Bundle[])[]): number[] {
  let top = LANES_TOP_PX;
  return ids.map((id) => {
    const most = Math.max(...rounds.map((bundles) => bundles.filter(({ from }) => from === id).length));
    const height = Math.max(LANE_PX, most * (PILL_PX + 1) + LANE_PX / 4);
    top += height;
    return top - height / 2;
  });
}

interface RoundProps extends DiagramProps {
  readonly bundles: readonly Bundle[];
  readonly round: number;
  readonly ys: readonly number[];
}

/** Each sender's bundles lie above one another in its lane. */
function pillY(bundles: readonly Bundle[], bundle: Bundle, y: number): number {
  const own = bundles.filter(({ from }) => from === bundle.from);
  return y + (own.indexOf(bundle) - (own.length - 1) / 2) * (PILL_PX + 1);
}

function Lines({ run, bundles, round, state, ys }: RoundProps) {
  const { group } = run;
  const yOf = (id: number) => ys[group.ids.indexOf(id)] as number;
  const start = NAME_PX + round * columnOf(group) + VIEWS[group.protocol].pillPx;
  const end = NAME_PX + (round + 1) * columnOf(group) - 6;
  return (
    <>
      {bundles.map((bundle) => {
        const y = pillY(bundles, bundle, yOf(bundle.from));
        const isChosen = state.from === bundle.from && state.round === round;
        const main = bundle.counts.toSorted((a, b) => b.count - a.count)[0]?.order;
        const look = main === undefined ? "untold" : classOf(group, main);
        return bundle.to.map((to) => {
          const target = yOf(to);
          const middle = start + 60;
          const d = `M${start},${y}C${middle + 40},${y} ${end - 70},${target} ${end},${target}`;
          return (
            <path key={`${bundle.from}-${to}`} class={`flow ${look}${isChosen ? " chosen" : ""}`} d={d} />
          );
        });
      })}
    </>
  );
}

function Pills({ run, bundles, round, state, go, onlyTo, ys }: RoundProps) {
  const { group } = run;
  const yOf = (id: number) => ys[group.ids.indexOf(id)] as number;
  const left = NAME_PX + round * columnOf(group);
  const missing = missingIn(run, round, onlyTo);
  const speaker = VIEWS[group.protocol].speaker?.(round);
  return (
    <>
      {bundles.map((bundle) => {
        const { from, to } = bundle;
        const isChosen = state.from === from && state.round === round;
        const y = pillY(bundles, bundle, yOf(from));
        return (
          <button
            key={`${from}-${to[0]}`}
            type="button"
            class={`pill${isChosen ? " chosen" : ""}`}
            style={{ left: `${left}px`, top: `${y - PILL_PX / 2}px` }}
            aria-pressed={isChosen}
            onClick={() => go(isChosen ? { from: 0, round: 0 } : { from, round })}
          >
            <span class="unseen">{`round ${round}: node ${from} tells ${to.length === 1 ? "node" : "nodes"} ${to.join(", ")}: ${spoken(group, bundle)}`}</span>
            {speaker && <i aria-hidden="true">{speaker}</i>}
            <Badges group={group} bundle={bundle} />
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
            top: `${yOf(from) + (bundles.some((one) => one.from === from) ? 13 : -10)}px`,
          }}
        >
          nothing to {to.length > 2 ? `${to.length} nodes` : to.join(", ")}
        </span>
      ))}
    </>
  );
}
