/** The same tree as nodes and links, the way the course's slides draw it: {told, path, folded}. */
import { useMemo, useRef } from "preact/hooks";
import type { Path } from "../../core/path.js";
import { cellLabel, cellView } from "../model/cells.js";
import { cellsBelow } from "../model/flat.js";
import { nodesAndLinks, type Place } from "../model/layout.js";
import { classOf, letterOf } from "../model/orders.js";
import { pathAfter, samePath, type TreeProps } from "./icicle.js";

const GAP_PX = 34;
const DROP_PX = 120;
const TOP_PX = 40;
/** What is drawn of a large tree is as wide as a window, and no cell is thinner. */
const WIDE_PX = 1150;
const THIN_PX = 8;

interface LinksProps extends TreeProps {
  /** of a large tree: what is drawn of it, the rounds below this path */
  readonly below?: Path;
}

/** Rounds of a large tree that are drawn at once. */
export const ROUNDS_BELOW = 2;

export function NodesAndLinks({ below, ...props }: LinksProps) {
  const { tree, selected } = props;
  const { group } = tree;
  const top = below ?? [group.general];
  const last = below ? Math.min(group.m, top.length - 1 + ROUNDS_BELOW) : group.m;
  const leaves = cellsBelow(group, top.length - 1, last);
  const gap = below ? Math.max(THIN_PX, Math.min(GAP_PX, WIDE_PX / (1.1 * leaves))) : GAP_PX;
  const { places, width } = useMemo(
    () => nodesAndLinks(group, top, last, { gap, drop: DROP_PX }),
    [group, top.join("."), gap],
  );
  const box = useRef<SVGSVGElement>(null);
  const current = places.find(({ path }) => samePath(path, selected))?.path ?? places[0]?.path ?? [];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") props.onSelect(current, false);
    const next = pathAfter(tree, current, slideKey(event.key));
    if (!next || !places.some(({ path }) => samePath(path, next))) return;
    event.preventDefault();
    props.onSelect(next, true);
    box.current?.querySelector<SVGElement>(`[data-path="${next.join(".")}"]`)?.focus();
  };
  const height = (last + 1 - top.length) * DROP_PX + TOP_PX + 46;
  return (
    <div class="scroller" role="region" aria-label={`Nodes and links of node ${tree.node}`}>
      <svg
        ref={box}
        class="links"
        width={width}
        height={height}
        role="tree"
        aria-label={`Message tree of node ${tree.node}, as nodes and links`}
        onKeyDown={onKeyDown}
      >
        {places.map((place) => place.parent && <Link key={place.path.join(".")} place={place} />)}
        {places.map((place) => (
          <LinkedCell
            key={place.path.join(".")}
            {...props}
            place={place}
            isCurrent={place.path === current}
            isLast={place.path.length > last}
            widthPx={place.path.length > last ? Math.min(FACE_PX, gap - 1) : FACE_PX}
          />
        ))}
      </svg>
    </div>
  );
}

/** The slides grow downwards: what is right in an icicle is down here. */
function slideKey(key: string): string {
  const turned: Record<string, string> = {
    ArrowDown: "ArrowRight",
    ArrowUp: "ArrowLeft",
    ArrowRight: "ArrowDown",
    ArrowLeft: "ArrowUp",
  };
  return turned[key] ?? key;
}

function Link({ place: { x, y, parent } }: { place: Place }) {
  if (!parent) return null;
  const middle = TOP_PX + (y + parent.y) / 2;
  const d = `M${parent.x},${TOP_PX + parent.y + 18}C${parent.x},${middle} ${x},${middle} ${x},${TOP_PX + y - 18}`;
  return <path class="link" d={d} />;
}

interface LinkedProps extends TreeProps {
  readonly place: Place;
  readonly isCurrent: boolean;
  /** nothing is drawn below it */
  readonly isLast: boolean;
  readonly widthPx: number;
}

const FACE_PX = 28;

function LinkedCell({ place, isCurrent, isLast, widthPx, ...props }: LinkedProps) {
  const { tree, selected } = props;
  const { path, x, y } = place;
  const view = cellView(tree, path, props);
  const isSelected = samePath(path, selected);
  const kinds = [
    view.isOwn ? "own" : "",
    view.isEcho ? "echo" : "",
    view.isMissing && view.isTold ? "missing" : "",
    view.isLie && view.isTold ? "lie" : "",
  ];
  const hasRoom = widthPx === FACE_PX;
  // where cells are close there is no room beside the last ones
  const fold = isLast && path.length <= tree.group.m ? null : view.folded;
  const select = (at: Path) => props.onSelect(at, false);
  return (
    <g
      class={`knot ${kinds.join(" ")}`}
      transform={`translate(${x},${y + TOP_PX})`}
      data-path={path.join(".")}
      role="treeitem"
      aria-level={path.length}
      aria-selected={isSelected}
      tabindex={isCurrent ? 0 : -1}
      onClick={() => select(isSelected ? [] : path)}
    >
      <title>{cellLabel(tree, view)}</title>
      <rect
        class={`face ${view.isTold ? classOf(tree.group, view.told) : "untold"}`}
        x={-widthPx / 2}
        y={-17}
        width={widthPx}
        height={34}
        rx={hasRoom ? 5 : 1}
      />
      {hasRoom && (
        <>
          <text
            aria-hidden="true"
            class={`letter-text ${view.isTold ? classOf(tree.group, view.told) : "untold"}`}
            y={5}
          >
            {view.isTold ? letterOf(tree.group, view.told) : "·"}
          </text>
          <text aria-hidden="true" class="path-text" y={isLast ? 31 : -22}>
            {path.join(".")}
          </text>
        </>
      )}
      {fold !== null && (
        <g transform="translate(26,0)">
          <rect class={`result ${classOf(tree.group, fold)}`} x={-9} y={-10} width={18} height={20} rx={10} />
          <text aria-hidden="true" class={`letter-text small ${classOf(tree.group, fold)}`} y={4}>
            {letterOf(tree.group, fold)}
          </text>
          <text aria-hidden="true" class="path-text" x={14} y={4} style={{ textAnchor: "start" }}>
            {view.votes.map(({ count }) => count).join(":")}
          </text>
        </g>
      )}
    </g>
  );
}
