/** The same tree as nodes and links, the way the course's slides draw it: {told, path, folded}. */
import { useMemo, useRef } from "preact/hooks";
import type { Path } from "../../core/path.js";
import { cellLabel, cellView } from "../model/cells.js";
import { nodesAndLinks, type Place } from "../model/layout.js";
import { classOf, letterOf } from "../model/orders.js";
import { pathAfter, samePath, type TreeProps } from "./icicle.js";

const GAP_PX = 34;
const DROP_PX = 120;
const TOP_PX = 40;

export function NodesAndLinks(props: TreeProps) {
  const { tree, selected } = props;
  const { group } = tree;
  const { places, width } = useMemo(() => nodesAndLinks(group, GAP_PX, DROP_PX), [group]);
  const box = useRef<SVGSVGElement>(null);
  const current = places.find(({ path }) => samePath(path, selected))?.path ?? places[0]?.path ?? [];
  const onKeyDown = (event: KeyboardEvent) => {
    const next = pathAfter(tree, current, slideKey(event.key));
    if (!next) return;
    event.preventDefault();
    props.onSelect(next, true);
    box.current?.querySelector<SVGElement>(`[data-path="${next.join(".")}"]`)?.focus();
  };
  const height = group.m * DROP_PX + TOP_PX + 46;
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
}

function LinkedCell({ place, isCurrent, ...props }: LinkedProps) {
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
  const fold = view.folded;
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
        x={-14}
        y={-17}
        width={28}
        height={34}
        rx={5}
      />
      <text
        aria-hidden="true"
        class={`letter-text ${view.isTold ? classOf(tree.group, view.told) : "untold"}`}
        y={5}
      >
        {view.isTold ? letterOf(tree.group, view.told) : "·"}
      </text>
      <text aria-hidden="true" class="path-text" y={path.length > tree.group.m ? 31 : -22}>
        {path.join(shortPaths(props) ? "" : ".")}
      </text>
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

function shortPaths({ tree }: TreeProps): boolean {
  return tree.group.ids.every((id) => id <= 9);
}
