/** A node's tree as an icicle, read from left to right: the general's order first, one column a round. */
import { useMemo, useRef } from "preact/hooks";
import type { NodeId } from "../../core/group.js";
import { childrenOf, type Path } from "../../core/path.js";
import type { Facts } from "../../explain/facts.js";
import type { NodeTree } from "../../explain/trees.js";
import { type CellView, cellLabel, cellView } from "../model/cells.js";
import { icicle } from "../model/layout.js";
import { classOf, letterOf } from "../model/orders.js";

export interface TreeProps {
  readonly tree: NodeTree;
  readonly step: number;
  /** null: what really happened is not shown */
  readonly facts: Facts | null;
  readonly selected: Path;
  readonly onSelect: (path: Path, byKey: boolean) => void;
  readonly countLeaves: boolean;
  /** whose reports of the round of this step have come; left out: all there are */
  readonly heard?: ReadonlySet<NodeId> | null;
  /** paths that are landing now */
  readonly fresh?: (path: Path) => boolean;
  /** the same node's tree as it was before lies were told by hand */
  readonly before?: NodeTree | undefined;
  /** another node's tree: what is as in it is pale */
  readonly other?: NodeTree;
}

export function Icicle(props: TreeProps) {
  const { tree, selected } = props;
  const { group } = tree;
  const { cells, rows } = useMemo(() => icicle(group, [group.general]), [group]);
  const box = useRef<HTMLDivElement>(null);
  const columns = group.m + 1;
  const current = cells.find(({ path }) => samePath(path, selected))?.path ?? cells[0]?.path ?? [];
  const onKeyDown = (event: KeyboardEvent) => {
    const next = pathAfter(tree, current, event.key);
    if (!next) return;
    event.preventDefault();
    props.onSelect(next, true);
    box.current?.querySelector<HTMLElement>(`[data-path="${next.join(".")}"]`)?.focus();
  };
  return (
    <div
      ref={box}
      class={`icicle${props.countLeaves ? " counts-leaves" : ""}`}
      style={{ "--rows": Math.max(rows, 3) }}
      role="tree"
      aria-label={`Message tree of node ${tree.node}`}
      onKeyDown={onKeyDown}
    >
      {cells.map(({ path, level, start, size }) => (
        <TreeCell
          key={path.join(".")}
          {...props}
          path={path}
          isCurrent={path === current}
          style={{
            left: `${(100 * level) / columns}%`,
            width: `${100 / columns}%`,
            top: `${(100 * start) / rows}%`,
            height: `${(100 * size) / rows}%`,
          }}
        />
      ))}
    </div>
  );
}

interface CellProps extends TreeProps {
  readonly path: Path;
  readonly isCurrent: boolean;
  readonly style: Record<string, string>;
}

function TreeCell({ path, isCurrent, style, ...props }: CellProps) {
  const { tree, selected } = props;
  const view = cellView(tree, path, props);
  const isSelected = samePath(path, selected);
  return (
    <div
      class={cellClass(tree, view, props)}
      style={style}
      data-path={path.join(".")}
      role="treeitem"
      aria-level={path.length}
      aria-selected={isSelected}
      tabIndex={isCurrent ? 0 : -1}
      onClick={() => props.onSelect(isSelected ? [] : path, false)}
    >
      <span class="unseen">{cellLabel(tree, view)}</span>
      <CellFace tree={tree} view={view} />
    </div>
  );
}

function CellFace({ tree, view }: { tree: NodeTree; view: CellView }) {
  const { group } = tree;
  return (
    <>
      <span class="told" aria-hidden="true">
        <b>{view.isTold ? letterOf(group, view.told) : "·"}</b> <small>{view.path.join(".")}</small>
      </span>
      {view.folded !== null && (
        <span class={`fold ${classOf(group, view.folded)}`} aria-hidden="true">
          {letterOf(group, view.folded)}
          <small>{view.votes.map(({ count }) => count).join(":")}</small>
        </span>
      )}
    </>
  );
}

function cellClass(tree: NodeTree, view: CellView, { before, fresh, other }: TreeProps): string {
  const isTipped = before && view.folded !== null && before.foldedAt(view.path) !== view.folded;
  const isAlike =
    other?.toldAt(view.path) === view.told && other.foldedAt(view.path) === tree.foldedAt(view.path);
  const isLeaf = view.path.length > tree.group.m;
  return [
    "cell",
    view.isTold ? classOf(tree.group, view.told) : "untold",
    isLeaf ? "leaf" : "",
    view.isOwn ? "own" : "",
    view.isEcho ? "echo" : "",
    view.isMissing && view.isTold ? "missing" : "",
    view.isLie && view.isTold ? "lie" : "",
    isTipped ? "tipped" : "",
    isAlike ? "alike" : "",
    fresh?.(view.path) ? "fresh" : "",
  ]
    .filter((name) => name !== "")
    .join(" ");
}

export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

/** Where an arrow key leads: right to the first child, left to the parent, up and down within the round. */
export function pathAfter(tree: NodeTree, path: Path, key: string): Path | null {
  const { group } = tree;
  if (key === "Home") return [group.general];
  if (key === "ArrowLeft") return path.length > 1 ? path.slice(0, -1) : null;
  if (key === "ArrowRight") return path.length <= group.m ? (childrenOf(group, path)[0] ?? null) : null;
  if (key !== "ArrowUp" && key !== "ArrowDown") return null;
  return besides(tree, path, key === "ArrowUp" ? -1 : 1);
}

/** The path before or behind this one in its round. */
function besides({ group }: NodeTree, path: Path, by: 1 | -1): Path | null {
  for (let length = path.length; length > 1; length--) {
    const siblings = childrenOf(group, path.slice(0, length - 1));
    const index = siblings.findIndex((one) => one.at(-1) === path[length - 1]);
    let next = siblings[index + by];
    if (!next) continue;
    while (next.length < path.length) {
      const below: readonly Path[] = childrenOf(group, next);
      next = below.at(by === 1 ? 0 : -1) as Path;
    }
    return next;
  }
  return null;
}
