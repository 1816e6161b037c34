/** Two worlds with three nodes: node 3 receives the same in both and cannot be right in both (LSP 1982, figures 1 and 2). */
import { pathSentence } from "../../explain/sentence.js";
import type { Text } from "../../explain/text.js";
import { order, say, sentence } from "../../explain/text.js";
import type { NodeTree } from "../../explain/trees.js";
import { pathsFromOthers, twoWorlds } from "../../explain/worlds.js";
import { type Run, simulatedRun } from "../model/runs.js";
import { COURSE, type Setup } from "../model/setup.js";
import type { Go } from "./router.js";
import { Letter, Words } from "./words.js";

const THREE: Setup = { ...COURSE, n: 3, m: 1, traitors: [] };

/** The general is loyal and node 2 lies. */
const WORLD_1: Setup = { ...THREE, traitors: [{ id: 2, strategy: "flip" }] };
/** The general lies: the order to node 3, the other to node 2, who honestly passes it on. */
const WORLD_2: Setup = { ...THREE, traitors: [{ id: 1, strategy: "split" }] };
const JUDGE = 3;
/** So wide that no line is broken. */
const UNBROKEN = 100_000;

interface WorldsProps {
  readonly go: Go;
  readonly isAllKnowing: boolean;
  /** what is done with the picture */
  readonly children?: preact.ComponentChildren;
}

export function WorldsScreen({ go, isAllKnowing, children }: WorldsProps) {
  const runs = [simulatedRun(WORLD_1), simulatedRun(WORLD_2)] as const;
  const text = twoWorlds(runs[0].recording, runs[1].recording, JUDGE, UNBROKEN);
  const conclusion = text.slice(text.findLastIndex((line) => line.length === 0) + 1);
  return (
    <div class="worlds">
      <p class="lead">
        Three nodes, one traitor. Node {JUDGE} receives exactly the same messages in both worlds. What should
        it do?
      </p>
      {children}
      <div class="pair-of-worlds">
        {runs.map((run, index) => (
          <World key={index} run={run} index={index} isAllKnowing={isAllKnowing} go={go} />
        ))}
      </div>
      {isAllKnowing ? (
        <Conclusion text={conclusion} run={runs[0]} />
      ) : (
        <p class="lead">
          This is all that node {JUDGE} has to go by.{" "}
          <button type="button" onClick={() => go({ mode: "all" })}>
            Show what really happened
          </button>
        </p>
      )}
    </div>
  );
}

function Conclusion({ text, run }: { text: Text; run: Run }) {
  return (
    <section class="conclusion" aria-label="Conclusion">
      {text.map((line, index) => (
        <p key={index}>
          <Words line={line} group={run.facts.group} />
        </p>
      ))}
    </section>
  );
}

interface WorldProps {
  readonly run: Run;
  readonly index: number;
  readonly isAllKnowing: boolean;
  readonly go: Go;
}

function World({ run, index, isAllKnowing, go }: WorldProps) {
  const { facts } = run;
  const tree = facts.trees.get(JUDGE) as NodeTree;
  const liar = facts.group.ids.find((id) => facts.isTraitor(id)) ?? 0;
  const asked = index === 0 ? "attack" : "retreat";
  const isGeneral = liar === facts.group.general;
  return (
    <section class="panel" aria-label={`World ${index + 1}`}>
      <h2>World {index + 1}</h2>
      <Triangle run={run} liar={isAllKnowing ? liar : 0} />
      {isAllKnowing && (
        <p>
          {isGeneral
            ? "The general, node 1, is the traitor: he tells node 2 retreat and node 3 attack. Node 2 is loyal."
            : "Node 2 is the traitor. The general, node 1, is loyal and orders attack."}
        </p>
      )}
      <h3>Node {JUDGE} receives</h3>
      <ul class="messages">
        {pathsFromOthers(tree).map((path) => (
          <li key={path.join(".")}>
            <Letter group={facts.group} order={tree.toldAt(path)} />{" "}
            <span>
              <Words line={sentence(pathSentence(path, tree.toldAt(path)))} group={facts.group} />
            </span>
          </li>
        ))}
      </ul>
      {isAllKnowing && (
        <p>
          <Words
            line={
              isGeneral
                ? say`It must decide ${order(asked)}, as node 2 does (IC1).`
                : say`It must decide ${order(asked)}, the loyal general's order (IC2).`
            }
            group={facts.group}
          />
        </p>
      )}
      <button
        type="button"
        onClick={() =>
          go({ screen: "tree", setup: index === 0 ? WORLD_1 : WORLD_2, run: "sim", node: JUDGE, path: [] })
        }
      >
        Open its tree
      </button>
    </section>
  );
}

/** Who told whom what. Where traitors are not shown, only what came to the judge is drawn. */
function Triangle({ run, liar }: { run: Run; liar: number }) {
  const { facts } = run;
  const places = new Map([
    [1, [130, 26]],
    [2, [34, 132]],
    [3, [226, 132]],
  ] as const);
  const isAll = liar !== 0;
  const told = run.recording.reports.filter(({ from, to }) => from !== to && (isAll || to === JUDGE));
  return (
    <svg
      class="triangle"
      viewBox="0 0 260 168"
      role="img"
      aria-label={isAll ? "Who told whom what" : "What came to node 3"}
    >
      {told.map(({ from, to, relays, round }) => {
        const [x1, y1] = places.get(from as 1) ?? [0, 0];
        const [x2, y2] = places.get(to as 1) ?? [0, 0];
        const shift = round === 0 ? 0 : from < to ? -9 : 9;
        const said = relays?.[0]?.order ?? facts.group.defaultOrder;
        const [mx, my] = [(x1 + x2) / 2, (y1 + y2) / 2 + (round === 0 ? 4 : from < to ? -14 : 23)];
        return (
          <g key={`${from}-${to}`}>
            <line class="arrow" x1={x1} y1={y1 + shift} x2={x2} y2={y2 + shift} />
            <text class="arrow-word" x={mx} y={my}>
              {said} {round === 0 ? "" : from < to ? "→" : "←"}
            </text>
          </g>
        );
      })}
      {[...places].map(([id, [x, y]]) => (
        <g key={id} class={`knot ${id === liar ? "liar" : ""}`} transform={`translate(${x},${y})`}>
          <circle r={21} />
          <text y={5}>{id}</text>
        </g>
      ))}
    </svg>
  );
}
