/** A tree of thousands of leaves: a canvas that shows what lies below one path, and zooms by a click or a key. */
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { childrenOf, type Path } from "../../core/path.js";
import type { Facts } from "../../explain/facts.js";
import type { NodeTree } from "../../explain/trees.js";
import { cellLabel, cellView } from "../model/cells.js";
import { cellsBelow, flatten, indexOf, liesIn, pathOfIndex } from "../model/flat.js";
import { classOf, letterOf, nameOf } from "../model/orders.js";
import { type Column, type Drawn, drawColumns } from "./canvas.js";
import { Detail } from "./detail.js";
import { number } from "./format.js";
import { LeafCount, RoundHeads } from "./heads.js";
import type { Go } from "./router.js";
import { Legend, Letter } from "./words.js";

interface BigTreeProps {
  readonly tree: NodeTree;
  readonly facts: Facts | null;
  readonly top: Path;
  readonly step: number;
  readonly countLeaves: boolean;
  readonly go: Go;
}

const HEIGHT_PX = 560;

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
        <Canvas {...{ tree, top, columns, zoom, step, facts }} />
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

/** The rounds that are drawn: from the top of the picture down to the leaves. */
function columnsBelow({ group }: NodeTree, top: Path): Column[] {
  const first = top.length - 1;
  return Array.from({ length: group.m - first + 1 }, (_, index) => {
    const cells = cellsBelow(group, first, first + index);
    return { round: first + index, first: indexOf(group, top) * cells, cells };
  });
}

function hiddenText(columns: readonly Column[]): string {
  const total = columns.reduce((sum, { cells }) => sum + cells, 0);
  const thin = columns.filter(({ cells }) => cells > HEIGHT_PX);
  if (thin.length === 0) return `All ${number(total)} cells below are drawn, each by itself.`;
  const parts = thin.map(
    ({ round, cells }) =>
      `the ${number(cells)} of round ${round} as ${HEIGHT_PX} lines of about ${Math.round(cells / HEIGHT_PX)} each`,
  );
  return `${number(total)} cells are drawn, ${parts.join(" and ")}: a line is split as its cells are. Zoom in to see each.`;
}

function Crumbs({ top, zoom }: { top: Path; zoom: (path: Path) => void }) {
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

interface CanvasProps extends Pick<BigTreeProps, "tree" | "top" | "step" | "facts"> {
  readonly columns: readonly Column[];
  readonly zoom: (path: Path) => void;
}

function Canvas({ tree, top, columns, zoom, step, facts }: CanvasProps) {
  const { group } = tree;
  const canvas = useRef<HTMLCanvasElement>(null);
  const flat = useMemo(() => flatten(tree), [tree]);
  const lies = useMemo(() => (facts ? liesIn(tree, facts) : null), [tree, facts]);
  // before the browser paints: a zoom takes one frame
  useLayoutEffect(() => {
    const draw = () => canvas.current && paint(canvas.current, tree, flat, { columns, step, lies });
    draw();
    if (performance.getEntriesByName("strategos:zoom-start").length > 0) {
      performance.measure("strategos:zoom", "strategos:zoom-start");
      performance.clearMarks("strategos:zoom-start");
    }
    const theme = matchMedia("(prefers-color-scheme: dark)");
    theme.addEventListener("change", draw);
    addEventListener("resize", draw);
    return () => {
      theme.removeEventListener("change", draw);
      removeEventListener("resize", draw);
    };
  }, [tree, top.join("."), step, lies]);
  const onClick = ({ offsetX, offsetY, currentTarget }: MouseEvent) => {
    const box = currentTarget as HTMLCanvasElement;
    const column = columns[Math.floor((offsetX / box.clientWidth) * columns.length)];
    if (!column) return;
    const row = Math.min(column.cells - 1, Math.floor((offsetY / box.clientHeight) * column.cells));
    zoom(pathOfIndex(group, column.round, column.first + row));
  };
  return (
    <canvas
      ref={canvas}
      class="big"
      style={{ height: `${HEIGHT_PX}px` }}
      onClick={onClick}
      role="img"
      aria-label={`The tree of node ${tree.node} below path ${top.join(".")}; the list beside it holds the same`}
    />
  );
}

function paint(
  canvas: HTMLCanvasElement,
  tree: NodeTree,
  flat: ReturnType<typeof flatten>,
  { columns, step, lies }: Pick<Drawn, "step" | "lies"> & { columns: readonly Column[] },
): void {
  const { group } = tree;
  const ratio = devicePixelRatio || 1;
  const width = canvas.clientWidth;
  canvas.width = width * ratio;
  canvas.height = HEIGHT_PX * ratio;
  const context = canvas.getContext("2d");
  if (!context) return;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colours = group.orders.map((order) => {
    const name = classOf(group, order);
    return { fill: style.getPropertyValue(`--${name}`), text: style.getPropertyValue(`--${name}-text`) };
  });
  const colourOf = (name: string) => style.getPropertyValue(`--${name}`);
  const drawn = {
    ...{ context, width, height: HEIGHT_PX, colours, step, lies },
    ...{ ground: colourOf("ground"), untold: colourOf("line"), lie: colourOf("lie") },
  };
  const letters = group.orders.map((order) => letterOf(group, order));
  drawColumns(drawn, flat, columns, letters, (round, index) => pathOfIndex(group, round, index).join("."));
}

type ChildrenProps = Pick<CanvasProps, "tree" | "top" | "step" | "facts" | "zoom">;

/** The same as a list, for the keyboard and for whoever does not see the canvas. */
function Children({ tree, top, ...props }: ChildrenProps) {
  const { group } = tree;
  return (
    <section class="children" aria-label={`Below path ${top.join(".")}`}>
      <h3>Below path {top.join(".")}</h3>
      <ol>
        {childrenOf(group, top).map((path) => (
          <Child key={path.join(".")} tree={tree} path={path} {...props} />
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
