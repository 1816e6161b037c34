/** The diagram of rounds: lanes, what each node tells in bundles, and lines to whom it tells it. */
import type { Group } from "../../core/group.js";
import { roundName } from "../../explain/held.js";
import { type Bundle, missingIn } from "../model/bundles.js";
import { classOf, isGeneral } from "../model/orders.js";
import type { Run } from "../model/runs.js";
import type { State } from "../model/state.js";
import { VIEWS } from "../protocols.js";
import { Badges, spoken } from "./badges.js";
import type { Go } from "./router.js";

const LANE_PX = 62;
const LANES_TOP_PX = 30;
export const NAME_PX = 76;
const PILL_PX = 22;
/** Room behind the widest pill of a column. */
const LINES_PX = [72, 200] as const;
/** Behind the last column. */
export const MARGIN_PX = 20;
/** From so many nodes on, lanes are nearer to each other. */
const MANY = 10;
const NEAR_PX = 48;
/** Up to so many there is room for more. */
const FEW = 4;
const FAR_PX = 92;

interface DiagramProps {
  readonly run: Run;
  readonly state: State;
  readonly go: Go;
  readonly rounds: readonly Bundle[][];
  readonly onlyTo: number | null;
  /** the first round that is drawn, and how many are */
  readonly first: number;
  readonly each: number;
  readonly columnPx: number;
}

export function Diagram(props: DiagramProps) {
  const { run, rounds, first, each, columnPx } = props;
  const { group } = run;
  const { ids } = group;
  const ys = laneYs(group, rounds);
  const shown = rounds.slice(first, first + each).map((bundles, index) => [bundles, first + index] as const);
  const width = NAME_PX + shown.length * columnPx;
  const height = Math.ceil((ys.at(-1) ?? 0) + LANE_PX / 2) - LANES_TOP_PX;
  const isMarked = props.state.mode === "all";
  return (
    <div class="spacetime" style={{ width: `${width + MARGIN_PX}px`, height: `${height + LANES_TOP_PX}px` }}>
      {shown.map(([_, round]) => (
        <span
          key={round}
          class="round-name"
          style={{ left: `${NAME_PX + (round - first) * columnPx}px`, width: `${columnPx - 8}px` }}
        >
          {roundName(group, round)}
        </span>
      ))}
      <svg width={width + MARGIN_PX} height={height + LANES_TOP_PX} aria-hidden="true">
        {ids.map((id, lane) => (
          <line key={id} class="lane" x1={NAME_PX} x2={width + 10} y1={ys[lane]} y2={ys[lane]} />
        ))}
        {shown.map(([bundles, round]) => (
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
      {shown.map(([bundles, round]) => (
        <Pills key={round} {...props} ys={ys} bundles={bundles} round={round} />
      ))}
    </div>
  );
}

/** How wide a round is, at least and at most. */
export function columnOf({ protocol }: Group): [least: number, most: number] {
  const { pillPx } = VIEWS[protocol];
  return [pillPx + LINES_PX[0], pillPx + LINES_PX[1]];
}

/** The middle of each lane. A lane has room for the most bundles that its node sends in a round. */
function laneYs({ ids }: Group, rounds: readonly (readonly Bundle[])[]): number[] {
  const lanePx = ids.length <= FEW ? FAR_PX : ids.length < MANY ? LANE_PX : NEAR_PX;
  let top = LANES_TOP_PX;
  return ids.map((id) => {
    const most = Math.max(...rounds.map((bundles) => bundles.filter(({ from }) => from === id).length));
    const height = Math.max(lanePx, most * (PILL_PX + 1) + lanePx / 4);
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

function Lines({ run, bundles, round, state, ys, first, columnPx }: RoundProps) {
  const { group } = run;
  const yOf = (id: number) => ys[group.ids.indexOf(id)] as number;
  const left = NAME_PX + (round - first) * columnPx;
  const start = left + VIEWS[group.protocol].pillPx;
  const end = left + columnPx - 6;
  return (
    <>
      {bundles.map((bundle) => {
        const y = pillY(bundles, bundle, yOf(bundle.from));
        const isChosen = state.from === bundle.from && state.round === round;
        const main = bundle.counts.toSorted((a, b) => b.count - a.count)[0]?.order;
        const look = main === undefined ? "untold" : classOf(group, main);
        return bundle.to.map((to) => {
          const target = yOf(to);
          const bow = 0.75 * (end - start);
          const d = `M${start},${y}C${start + bow},${y} ${end - bow},${target} ${end},${target}`;
          return (
            <path key={`${bundle.from}-${to}`} class={`flow ${look}${isChosen ? " chosen" : ""}`} d={d} />
          );
        });
      })}
    </>
  );
}

function Pills({ run, bundles, round, state, go, onlyTo, ys, first, columnPx }: RoundProps) {
  const { group } = run;
  const yOf = (id: number) => ys[group.ids.indexOf(id)] as number;
  const left = NAME_PX + (round - first) * columnPx;
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
