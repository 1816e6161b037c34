/** A tree of thousands of leaves: a canvas that shows what lies below one path, and zooms by a click or a key. */
import { useState } from "preact/hooks";
import { childrenOf, type Path } from "../../core/path.js";
import type { Facts } from "../../explain/facts.js";
import type { NodeTree } from "../../explain/trees.js";
import { cellLabel, cellView } from "../model/cells.js";
import { nameOf } from "../model/orders.js";
import type { State } from "../model/state.js";
import type { Column } from "./canvas.js";
import { Detail } from "./detail.js";
import { number } from "./format.js";
import { LeafCount, RoundHeads } from "./heads.js";
import { NodesAndLinks, ROUNDS_BELOW } from "./links.js";
import { useOnPaper } from "./paper.js";
import type { Go } from "./router.js";
import { Afterwards, Still } from "./still.js";
import { columnsBelow, TreeCanvas } from "./tree-canvas.js";
import { Legend, Letter } from "./words.js";

/** As high as the window leaves it, within these; and what of the window is around it. */
const CANVAS_PX = [340, 560] as const;
const AROUND_PX = 330;
/** On a sheet, below the cards of all nodes. */
const ON_PAPER_PX = 290;

interface BigTreeProps {
  readonly tree: NodeTree;
  readonly facts: Facts | null;
  readonly top: Path;
  readonly step: number;
  readonly countLeaves: boolean;
  readonly form?: State["form"];
  readonly go: Go;
  /** what else stands beside the picture */
  readonly children?: preact.ComponentChildren;
}

export function BigTree({
  tree,
  facts,
  top,
  step,
  countLeaves,
  form = "icicle",
  go,
  children,
}: BigTreeProps) {
  const { group } = tree;
  const columns = columnsBelow(tree, top);
  const isLinked = form === "links";
  const [looked, look] = useState<Path>([]);
  const path = looked.length > 0 && startsWith(looked, top) ? looked : top;
  const onScreenPx = Math.round(Math.max(CANVAS_PX[0], Math.min(CANVAS_PX[1], innerHeight - AROUND_PX)));
  const heightPx = useOnPaper() ? ON_PAPER_PX : onScreenPx;
  const zoom = (to: Path) => {
    performance.mark("strategos:zoom-start");
    go({ top: to });
  };
  return (
    <div class={isLinked ? "beside stacked" : "beside"}>
      <div class="picture">
        <Crumbs top={top} zoom={zoom} />
        {isLinked ? (
          <NodesAndLinks
            {...{ tree, facts, step, countLeaves }}
            below={top}
            selected={path}
            onSelect={(to, byKey) => (byKey ? look(to) : zoom(to.length > 0 ? to : upFrom(path, top)))}
          />
        ) : (
          <>
            <RoundHeads m={group.m} first={top.length - 1} />
            <TreeCanvas {...{ tree, top, zoom, step, facts, heightPx }} />
          </>
        )}
        <p class="hidden-count">{isLinked ? linkedText(columns) : hiddenText(columns, heightPx)}</p>
        {countLeaves && <LeafCount tree={tree} />}
        <Still of={[tree, facts !== null, isLinked]}>
          {() => (
            <Legend
              group={group}
              {...(isLinked && { node: tree.node })}
              marksLies={facts !== null}
              form={isLinked ? "links" : "canvas"}
            />
          )}
        </Still>
      </div>
      <div>
        {children}
        <Afterwards of={[tree, path.join("."), top.join("."), step, facts, countLeaves]}>
          {() => (
            <>
              <Detail
                tree={tree}
                path={path.length > 1 ? path : []}
                step={step}
                facts={facts}
                countLeaves={countLeaves}
                hint="Click a cell, or choose one from the list, to read its sentence and to see what lies below it."
              />
              {top.length <= group.m && <Children {...{ tree, top, zoom, step, facts }} />}
            </>
          )}
        </Afterwards>
      </div>
    </div>
  );
}

function startsWith(path: Path, top: Path): boolean {
  return top.every((id, index) => id === path[index]);
}

/** Whoever chooses again what is chosen goes back: to it, where it lies below the top, and one up from the top. */
function upFrom(path: Path, top: Path): Path {
  return path.length > top.length ? path : top.slice(0, Math.max(1, top.length - 1));
}

/** What nodes and links leave out: all but the first rounds below the top. */
function linkedText(columns: readonly Column[]): string {
  const left = columns.slice(ROUNDS_BELOW + 1);
  if (left.length === 0) return "All cells below are drawn. A click on the uppermost leads up again.";
  const cells = left.reduce((sum, one) => sum + one.cells, 0);
  const rounds =
    left.length === 1 ? `round ${left[0]?.round}` : `rounds ${left[0]?.round} to ${left.at(-1)?.round}`;
  return `The ${number(cells)} cells of ${rounds} lie below what is drawn: click a node to see them.`;
}

function hiddenText(columns: readonly Column[], heightPx: number): string {
  const total = columns.reduce((sum, { cells }) => sum + cells, 0);
  const thin = columns.filter(({ cells }) => cells > heightPx);
  if (thin.length === 0) return `All ${number(total)} cells below are drawn, each by itself.`;
  const parts = thin.map(
    ({ round, cells }) =>
      `the ${number(cells)} of round ${round} as ${heightPx} lines of about ${Math.round(cells / heightPx)} each`,
  );
  return `${number(total)} cells are drawn, ${parts.join(" and ")}: a line is split as its cells are. Zoom in to see each.`;
}

export function Crumbs({ top, zoom }: { top: Path; zoom: (path: Path) => void }) {
  return (
    <nav class="crumbs" aria-label="Zoom">
      {top.map((id, index) => {
        const path = top.slice(0, index + 1);
        const name = index === 0 ? `general ${id}` : path.join(".");
        return index === top.length - 1 ? (
          <strong key={index}>{name}</strong>
        ) : (
          <button key={index} type="button" onClick={() => zoom(path)}>
            {name}
          </button>
        );
      })}
    </nav>
  );
}

type ChildrenProps = Pick<BigTreeProps, "tree" | "top" | "step" | "facts"> & { zoom: (path: Path) => void };

/** The same as a list, for the keyboard and for whoever does not see the canvas. */
function Children({ tree, top, ...props }: ChildrenProps) {
  const { group } = tree;
  return (
    <section class="children" aria-label={`Below path ${top.join(".")}`}>
      <h3>Below path {top.join(".")}</h3>
      <ol>
        {childrenOf(group, top).map((path, index) => (
          // what a zoom leads to takes the place of what was there, and the focus stays
          <Child key={index} tree={tree} path={path} {...props} />
        ))}
      </ol>
    </section>
  );
}

function Child({ tree, path, step, facts, zoom }: Omit<ChildrenProps, "top"> & { path: Path }) {
  const { group } = tree;
  const view = cellView(tree, path, { step, facts });
  const { told, folded, votes } = view;
  return (
    <li>
      <button type="button" title={cellLabel(tree, view)} onClick={() => zoom(path)}>
        <span class="path-name">{path.join(".")}</span>
        {view.isTold ? (
          <>
            <Letter group={group} order={told} /> {nameOf(told)}
          </>
        ) : (
          "not yet told"
        )}
        {folded !== null && (
          <>
            {" → "}
            <span class="unseen">folds to</span>
            <Letter group={group} order={folded} /> {nameOf(folded)}{" "}
            <small>{votes.map(({ count }) => count).join(":")}</small>
          </>
        )}
        {view.isLie && view.isTold && <em class="lie-word">a lie</em>}
      </button>
    </li>
  );
}
