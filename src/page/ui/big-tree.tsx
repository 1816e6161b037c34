/** A tree of thousands of leaves: a canvas that shows what lies below one path, and zooms by a click or a key. */
import { childrenOf, type Path } from "../../core/path.js";
import type { Facts } from "../../explain/facts.js";
import type { NodeTree } from "../../explain/trees.js";
import { cellLabel, cellView } from "../model/cells.js";
import { nameOf } from "../model/orders.js";
import type { Column } from "./canvas.js";
import { Detail } from "./detail.js";
import { number } from "./format.js";
import { LeafCount, RoundHeads } from "./heads.js";
import type { Go } from "./router.js";
import { CANVAS_PX, columnsBelow, TreeCanvas } from "./tree-canvas.js";
import { Legend, Letter } from "./words.js";

interface BigTreeProps {
  readonly tree: NodeTree;
  readonly facts: Facts | null;
  readonly top: Path;
  readonly step: number;
  readonly countLeaves: boolean;
  readonly go: Go;
}

export function BigTree({ tree, facts, top, step, countLeaves, go }: BigTreeProps) {
  const { group } = tree;
  const columns = columnsBelow(tree, top);
  const zoom = (path: Path) => {
    performance.mark("strategos:zoom-start");
    go({ top: path });
  };
  return (
    <div class="beside">
      <div class="picture">
        <Crumbs top={top} zoom={zoom} />
        <RoundHeads m={group.m} first={top.length - 1} />
        <TreeCanvas {...{ tree, top, zoom, step, facts }} />
        <p class="hidden-count">{hiddenText(columns)}</p>
        {countLeaves && <LeafCount tree={tree} />}
        <Legend group={group} marksLies={facts !== null} form="canvas" />
      </div>
      <div>
        <Detail
          tree={tree}
          path={top.length > 1 ? top : []}
          step={step}
          facts={facts}
          countLeaves={countLeaves}
          hint="Click a cell, or choose one from the list, to read its sentence and to see what lies below it."
        />
        {top.length <= group.m && <Children {...{ tree, top, zoom, step, facts }} />}
      </div>
    </div>
  );
}

function hiddenText(columns: readonly Column[]): string {
  const total = columns.reduce((sum, { cells }) => sum + cells, 0);
  const thin = columns.filter(({ cells }) => cells > CANVAS_PX);
  if (thin.length === 0) return `All ${number(total)} cells below are drawn, each by itself.`;
  const parts = thin.map(
    ({ round, cells }) =>
      `the ${number(cells)} of round ${round} as ${CANVAS_PX} lines of about ${Math.round(cells / CANVAS_PX)} each`,
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
