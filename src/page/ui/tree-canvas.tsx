/** The canvas of a large tree: what lies below one path, to be zoomed by a click; what it says is said in words beside it. */
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { Group, NodeId } from "../../core/group.js";
import type { Path } from "../../core/path.js";
import type { Facts } from "../../explain/facts.js";
import type { NodeTree } from "../../explain/trees.js";
import { apartIn, cellsBelow, flatten, indexOf, liesIn, pathOfIndex } from "../model/flat.js";
import { classOf, letterOf } from "../model/orders.js";
import { type Column, type Drawn, drawColumns } from "./canvas.js";
import { useOnPaper } from "./paper.js";

/** The rounds that are drawn: from the top of the picture down to the leaves. */
export function columnsBelow({ group }: NodeTree, top: Path): Column[] {
  const first = top.length - 1;
  return Array.from({ length: group.m - first + 1 }, (_, index) => {
    const cells = cellsBelow(group, first, first + index);
    return { round: first + index, first: indexOf(group, top) * cells, cells };
  });
}

interface CanvasProps {
  readonly tree: NodeTree;
  /** the path whose subtree is drawn */
  readonly top: Path;
  readonly step: number;
  /** null: what really happened is not shown */
  readonly facts: Facts | null;
  readonly zoom: (path: Path) => void;
  /** null: what the stylesheet leaves it */
  readonly heightPx: number | null;
  /** whose reports of the round of this step have come; left out: all there are */
  readonly heard?: ReadonlySet<NodeId> | null;
  /** another node's tree, of which the cells stand out that are not alike */
  readonly other?: NodeTree;
}

export function TreeCanvas(props: CanvasProps) {
  const { tree, top, zoom, step, facts, heightPx, heard = null, other } = props;
  const columns = columnsBelow(tree, top);
  const { group } = tree;
  const canvas = useRef<HTMLCanvasElement>(null);
  const looks = useRef<Looks | null>(null);
  const isOnPaper = useOnPaper();
  const flat = useMemo(() => flatten(tree), [tree]);
  const lit = useMemo(() => (other ? apartIn(flat, flatten(other)) : null), [flat, other]);
  const lies = useMemo(() => (facts ? liesIn(tree, facts) : null), [tree, facts]);
  const draw = () => {
    if (!canvas.current) return;
    if (looks.current?.group !== group || looks.current.isOnPaper !== isOnPaper)
      looks.current = looksOf(canvas.current, group, isOnPaper);
    paint(looks.current, tree, flat, { columns, step, heard, lies, lit });
  };
  const latest = useRef(draw);
  latest.current = draw;
  // before the browser paints: a zoom takes one frame
  useLayoutEffect(() => {
    draw();
    if (performance.getEntriesByName("strategos:zoom-start").length > 0) {
      performance.measure("strategos:zoom", "strategos:zoom-start");
      performance.clearMarks("strategos:zoom-start");
    }
  }, [tree, top.join("."), step, heard, lies, lit, isOnPaper]);
  useLayoutEffect(() => {
    const drawAnew = () => {
      looks.current = null;
      latest.current();
    };
    // on paper it is as wide as its sheet, of which no observer is told
    const media = ["(prefers-color-scheme: dark)", "print"].map((query) => matchMedia(query));
    for (const one of media) one.addEventListener("change", drawAnew);
    const resized = new ResizeObserver(() => {
      const { width, height } = looks.current ?? {};
      if (canvas.current?.clientWidth !== width || canvas.current?.clientHeight !== height) drawAnew();
    });
    if (canvas.current) resized.observe(canvas.current);
    return () => {
      for (const one of media) one.removeEventListener("change", drawAnew);
      resized.disconnect();
    };
  }, []);
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
      style={heightPx === null ? undefined : { height: `${heightPx}px` }}
      onClick={onClick}
      role="img"
      aria-label={`The tree of node ${tree.node} below path ${top.join(".")}`}
    />
  );
}

/** What the browser knows of the canvas; to ask it anew at each zoom would have it lay out the page once more. */
type Looks = Pick<Drawn, "context" | "width" | "height" | "colours" | "ground" | "untold" | "lie"> & {
  /** whose orders the colours are of */
  readonly group: Group;
  readonly isOnPaper: boolean;
};

function looksOf(canvas: HTMLCanvasElement, group: Group, isOnPaper: boolean): Looks | null {
  const ratio = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const context = canvas.getContext("2d");
  if (!context) return null;
  context.scale(ratio, ratio);
  const style = getComputedStyle(canvas);
  const colourOf = (name: string) => style.getPropertyValue(`--${name}`);
  const colours = group.orders.map((order) => {
    const name = classOf(group, order);
    return { fill: colourOf(name), text: colourOf(`${name}-text`) };
  });
  const [ground, untold, lie] = [colourOf("ground"), colourOf("line"), colourOf("lie")];
  return { group, isOnPaper, context, width, height, colours, ground, untold, lie };
}

function paint(
  looks: Looks | null,
  { group }: NodeTree,
  flat: ReturnType<typeof flatten>,
  { columns, ...shown }: Pick<Drawn, "step" | "heard" | "lies" | "lit"> & { columns: readonly Column[] },
): void {
  if (!looks) return;
  const letters = group.orders.map((order) => letterOf(group, order));
  const nameOf = (round: number, index: number) => pathOfIndex(group, round, index).join(".");
  drawColumns({ ...looks, ...shown }, flat, columns, letters, nameOf);
}
