/** A tree too large to draw cell by cell: what looks alike is one block with its count, and nothing is left out. */
import { useMemo } from "preact/hooks";
import { lieutenantsOf } from "../../core/group.js";
import type { Path } from "../../core/path.js";
import { pathSentence } from "../../explain/sentence.js";
import { clipped, sentence } from "../../explain/text.js";
import { type Alike, GroupedTree, TooManyKindsError } from "../model/aggregate.js";
import { kindsRefusal } from "../model/kinds.js";
import { classOf, letterOf, nameOf } from "../model/orders.js";
import { groupOfSetup, type Setup } from "../model/setup.js";
import type { State } from "../model/state.js";
import { verdictOf } from "../model/verdicts.js";
import { number } from "./format.js";
import { RoundHeads } from "./heads.js";
import type { Go } from "./router.js";
import { CopyLink, SaveScreen } from "./save.js";
import { NodePicker } from "./tree.js";
import { Refused } from "./ways.js";
import { Legend, Letter, Words } from "./words.js";

const HEIGHT_PX = 520;
const COLUMNS = 3;
const BLOCK_PX_MIN = 3;

export function GroupsScreen({ state, go }: { state: State; go: Go }) {
  const { setup } = state;
  const lieutenants = lieutenantsOf(groupOfSetup(setup));
  const loyal = lieutenants.find((id) => !setup.traitors.some((one) => one.id === id)) ?? lieutenants[0] ?? 0;
  const node = lieutenants.includes(state.node) ? state.node : loyal;
  const refusal = kindsRefusal(setup);
  const key = JSON.stringify([setup, node]);
  const tree = useMemo(() => (refusal === null ? groupedTree(setup, node) : null), [key]);
  const top = isBelow(setup, state.top) ? state.top : [setup.general];
  if (refusal !== null)
    return <Refused go={go} why={`${refusal}. Choose another strategy, fewer nodes or a smaller m.`} />;
  if (!tree)
    return (
      <Refused
        go={go}
        why="This setup has too many kinds of traitors to be grouped: let more of them lie alike."
      />
    );
  const zoom = (path: Path) => go({ top: path });
  return (
    <>
      <div class="tools">
        <NodePicker
          label="Tree of"
          node={node}
          among={lieutenants}
          onPick={(id) => go({ node: id, top: [] })}
        />
        <p class="tally">
          {number(tree.leaves)} leaves, worked out in {number(tree.cases)} different cases
        </p>
        <SaveScreen
          of=".beside > .picture"
          name={`groups-of-node-${node}`}
          title={`The tree of node ${node}, in groups`}
        >
          <CopyLink state={state} />
        </SaveScreen>
      </div>
      <p class="hint">
        Nodes and links, the rounds one by one and marks on lies are for trees that are played node by node:
        set up fewer nodes or a smaller m. Here what looks alike to node {node} is one block.
      </p>
      {state.mode === "all" && <LargeStrip setup={setup} />}
      <div class="beside">
        <div class="picture">
          <nav class="crumbs" aria-label="Zoom">
            {top.map((id, index) => (
              <button
                key={index}
                type="button"
                disabled={index === top.length - 1}
                onClick={() => zoom(top.slice(0, index + 1))}
              >
                {index === 0 ? `general ${id}` : top.slice(0, index + 1).join(".")}
              </button>
            ))}
          </nav>
          {top.length <= setup.m && (
            <RoundHeads m={setup.m} first={top.length} last={Math.min(setup.m, top.length - 1 + COLUMNS)} />
          )}
          <Blocks tree={tree} top={top} zoom={zoom} />
          <Legend group={tree.kinds.group} />
        </div>
        <Below tree={tree} top={top} isMarked={state.mode === "all"} zoom={zoom} />
      </div>
    </>
  );
}

/** What all loyal lieutenants decide, and what that says of the conditions. */
function LargeStrip({ setup }: { setup: Setup }) {
  const { verdict, camps } = useMemo(() => verdictOf(setup), [JSON.stringify(setup)]);
  const decided = camps.map(({ order, ids }) => `${ids.length} decide ${nameOf(order)}`).join(", ");
  return (
    <section class="strip verdict" aria-label="Verdict">
      <p>
        IC1 <b class={verdict.ic1}>{verdict.ic1}</b>, IC2 <b class={verdict.ic2}>{verdict.ic2}</b>
        {verdict.guaranteed ? ", guaranteed" : ", not guaranteed"}. Of the loyal lieutenants {decided}.
      </p>
    </section>
  );
}

function groupedTree(setup: Setup, node: number): GroupedTree | null {
  const tree = new GroupedTree(setup, node);
  try {
    tree.at([setup.general]);
    return tree;
  } catch (error) {
    if (error instanceof TooManyKindsError) return null;
    throw error;
  }
}

function isBelow({ n, m, general }: Setup, path: Path): boolean {
  return (
    path[0] === general &&
    path.length <= m + 1 &&
    new Set(path).size === path.length &&
    path.every((id) => id >= 1 && id <= n)
  );
}

interface Block {
  /** null for what is too thin to be drawn by itself, all in one */
  readonly alike: Alike | null;
  readonly count: number;
  readonly path: Path;
  readonly column: number;
  /** in parts of the whole height */
  readonly start: number;
  readonly size: number;
}

/** Blocks of a few rounds; each group is opened at its first path. */
function blocksBelow(tree: GroupedTree, top: Path): { blocks: Block[]; hidden: number } {
  const blocks: Block[] = [];
  let hidden = 0;
  const visit = (path: Path, column: number, from: number, whole: number): void => {
    const groups = tree.below(path);
    const all = groups.reduce((sum, { ids }) => sum + ids.length, 0);
    let start = from;
    let thin = 0;
    for (const alike of groups) {
      const count = alike.ids.length;
      const size = (whole * count) / all;
      const first: Path = [...path, alike.ids[0] as number];
      if (size * HEIGHT_PX < BLOCK_PX_MIN) {
        thin += count;
        continue;
      }
      blocks.push({ alike, count, path: first, column, start, size });
      if (column + 1 < COLUMNS) visit(first, column + 1, start, size);
      start += size;
    }
    if (thin === 0) return;
    hidden += thin;
    blocks.push({ alike: null, count: thin, path: [...path, 0], column, start, size: from + whole - start });
  };
  visit(top, 0, 0, 1);
  return { blocks, hidden };
}

interface PartProps {
  readonly tree: GroupedTree;
  readonly top: Path;
  readonly zoom: (path: Path) => void;
}

function Blocks({ tree, top, zoom }: PartProps) {
  const { group } = tree.kinds;
  const { blocks, hidden } = blocksBelow(tree, top);
  const columns = Math.min(COLUMNS, group.m + 1 - top.length);
  return (
    <>
      <div class="blocks" style={{ height: `${HEIGHT_PX}px` }}>
        {blocks.map(({ alike, count, path, column, start, size }) => (
          <button
            key={path.join(".")}
            type="button"
            tabIndex={-1}
            aria-hidden="true"
            class={`block ${alike ? classOf(group, alike.told) : "rest"}`}
            style={{
              left: `${(100 * column) / columns}%`,
              width: `${100 / columns}%`,
              top: `${100 * start}%`,
              height: `${100 * size}%`,
            }}
            onClick={() => zoom(alike ? path : path.slice(0, -1))}
          >
            {!alike && size * HEIGHT_PX > 13 && `${count} more`}
            {alike && size * HEIGHT_PX > 15 && (
              <>
                <b>
                  {count} × {letterOf(group, alike.told)}
                </b>
                {path.length <= group.m && (
                  <span class={`fold ${classOf(group, alike.folded)}`}>{letterOf(group, alike.folded)}</span>
                )}
              </>
            )}
          </button>
        ))}
      </div>
      <p class="hidden-count">{hiddenText(tree, top, blocks.filter(({ alike }) => alike).length, hidden)}</p>
    </>
  );
}

function hiddenText(tree: GroupedTree, top: Path, blocks: number, hidden: number): string {
  const { m } = tree.setup;
  const leaves = tree.leavesBelow(top);
  if (leaves === 1) return "This is a leaf: nothing lies below it.";
  const depth = Math.min(m, top.length - 1 + COLUMNS);
  const thin = hidden === 0 ? "" : ` ${hidden} paths too thin to be drawn are counted in the striped parts.`;
  const deeper = depth === m ? "" : ` Rounds ${depth + 1} to ${m} lie below what is drawn; zoom in.`;
  return `${number(leaves)} leaves, ${blocks} blocks of them drawn: a block is opened at its first path, for all that look alike.${thin}${deeper}`;
}

/** The groups in words: the same picture for the keyboard and for whoever does not see it. */
function Below({ tree, top, isMarked, zoom }: PartProps & { isMarked: boolean }) {
  const { group } = tree.kinds;
  const { told, folded, leaves } = tree.at(top);
  return (
    <section class="detail" aria-live="polite" aria-label="What it says">
      <h2>
        Path {top.join(".")} at node {tree.node}
      </h2>
      <p class="says">
        <Words line={sentence(pathSentence(top, told))} group={group} />.
      </p>
      <p>
        {number(tree.leavesBelow(top))} {tree.leavesBelow(top) === 1 ? "leaf" : "leaves"}:{" "}
        {group.orders.map((order, code) => `${number(leaves[code] ?? 0)} ${nameOf(order)}`).join(", ")}.{" "}
        {top.length <= group.m && (
          <>
            It folds to <Letter group={group} order={folded} /> {nameOf(folded)}.
          </>
        )}
      </p>
      <ol class="children">
        {tree.below(top).map((alike) => (
          <li key={alike.shape}>
            <button type="button" onClick={() => zoom([...top, alike.ids[0] as number])}>
              <b>{alike.ids.length} ×</b> <Letter group={group} order={alike.told} /> told{" "}
              {nameOf(alike.told)}
              {top.length < group.m && (
                <>
                  , folds to <Letter group={group} order={alike.folded} /> {nameOf(alike.folded)}
                </>
              )}
            </button>
            <p class="hint">{whoText(tree, alike, isMarked)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function whoText(tree: GroupedTree, { ids }: Alike, isMarked: boolean): string {
  const names = ids.map((id) => {
    const traitor = tree.setup.traitors.find((one) => one.id === id);
    return isMarked && traitor
      ? `${id} (traitor: ${traitor.strategy})`
      : id === tree.node
        ? `${id} itself`
        : String(id);
  });
  return `${ids.length === 1 ? "node" : "nodes"} ${clipped(names, 12)}`;
}
