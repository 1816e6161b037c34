/** What one node holds while messages land: its tree, cell by cell, or what each node told it, round by round. */
import type { NodeId } from "../../core/group.js";
import { levelSize, type Path } from "../../core/path.js";
import { roundName } from "../../explain/held.js";
import { EXPLAINED } from "../../explain/protocols.js";
import { toPlain } from "../../explain/text.js";
import type { NodeTree } from "../../explain/trees.js";
import { roundsOf } from "../../protocols/index.js";
import { hasTrees, type ReportLine } from "../../recording/recording.js";
import { textOf } from "../model/forks.js";
import { isCells } from "../model/moments.js";
import { isGeneral } from "../model/orders.js";
import type { Run } from "../model/runs.js";
import type { Shown } from "./arena.js";
import { Face } from "./badges.js";
import { number } from "./format.js";
import { RoundHeads } from "./heads.js";
import { Icicle } from "./icicle.js";
import { TreeCanvas } from "./tree-canvas.js";
import { Legend, Words } from "./words.js";

/** Rounds that stand beside each other; of more, the last that are open. */
const ROUNDS_SHOWN_MAX = 6;

export function Holds(shown: Shown) {
  const { run, first, node, isAll, step, progress, state, go } = shown;
  const tree = hasTrees(run.recording.run) ? run.facts.trees.get(node) : undefined;
  if (!tree) return <Told {...shown} />;
  if (!isCells(run)) return <Thin {...shown} tree={tree} />;
  const landing = new Set(
    step.flatMap((one) => (one.kind === "message" && one.to === node ? [`${one.round}.${one.from}`] : [])),
  );
  const fresh = (path: Path) => landing.has(`${path.length - 1}.${path.at(-1)}`);
  return (
    <>
      <RoundHeads m={run.group.m} first={0} />
      <Icicle
        {...{ tree, fresh }}
        step={progress.step}
        heard={progress.heard}
        facts={isAll ? run.facts : null}
        selected={state.path}
        onSelect={(path, byKey) => go({ path }, byKey)}
        countLeaves={false}
        before={first === run ? undefined : first.facts.trees.get(node)}
      />
      <Legend group={run.group} node={node} marksLies={isAll} marksTipped={first !== run} />
    </>
  );
}

/** A tree of more leaves than there is room for, filling by the same reports. */
function Thin({ run, node, isAll, progress, go, tree }: Shown & { tree: NodeTree }) {
  const { group } = run;
  const zoom = (path: Path) => go({ screen: "tree", node, top: path, path: [], step: progress.step });
  return (
    <>
      <RoundHeads m={group.m} first={0} isShort />
      <TreeCanvas
        {...{ tree, zoom }}
        top={[group.general]}
        step={progress.step}
        heard={progress.heard}
        facts={isAll ? run.facts : null}
        heightPx={null}
      />
      <Legend group={group} marksLies={isAll} form="canvas" />
      <p class="hint">
        {number(levelSize(group.ids.length, group.m))} leaves: where there are more cells than lines, a line
        is split as its cells are. A click leads to what lies below a cell.
      </p>
    </>
  );
}

/** A row a sender, a column a round, and below what came of it. */
function Told(shown: Shown) {
  const { run, first, node, progress } = shown;
  const { group } = run;
  const after = (one: Run, round: number) => {
    const held = one.held.get(node);
    return (held && EXPLAINED[group.protocol].afterRound?.(group, held, round)) ?? [];
  };
  const isOther = (round: number) =>
    round < progress.round && toPlain([after(run, round)]) !== toPlain([after(first, round)]);
  const all = roundsOf(group);
  const from = Math.max(0, Math.min(progress.round, all - 1) - ROUNDS_SHOWN_MAX + 1);
  const rounds = Array.from({ length: Math.min(all, ROUNDS_SHOWN_MAX) }, (_, index) => from + index);
  return (
    <div class="scroller" role="region" aria-label="What it was told" tabIndex={0}>
      <table class="held told">
        <thead>
          <tr>
            <th scope="col">told by</th>
            {rounds.map((round) => (
              <th key={round} scope="col">
                {round === rounds[0] && from > 0 ? "… " : ""}round {round}
                <small>{roundName(group, round).split(/: | phase \d+: /)[1] ?? ""}</small>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {group.ids.map((id) => (
            <tr key={id}>
              <th scope="row">
                node {id}
                {id === node ? " itself" : isGeneral(group, id) ? ", general" : ""}
              </th>
              {rounds.map((round) => (
                <td key={round}>
                  <Word {...shown} from={id} round={round} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {after(run, 0).length > 0 && !isGeneral(group, node) && (
          <tfoot>
            <tr>
              <th scope="row">it</th>
              {rounds.map((round) => (
                <td key={round} class={isOther(round) ? "tipped" : undefined}>
                  {round < progress.round && <Words line={after(run, round)} group={group} />}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Word({ run, first, node, progress, step, from, round }: Shown & { from: NodeId; round: number }) {
  const { group } = run;
  const isThere =
    round < progress.round || (round === progress.round && (progress.heard?.has(from) ?? false));
  const lineIn = ({ recording }: Run) =>
    recording.reports.find((one) => one.round === round && one.from === from && one.to === node);
  const line = lineIn(run);
  if (!isThere || !line) return <span class="none">·</span>;
  const relays = line.relays ?? [];
  const counts = group.orders
    .map((order) => ({ order, count: relays.filter((relay) => relay.order === order).length }))
    .filter(({ count }) => count > 0);
  const isFresh = step.some(
    (one) => one.kind === "message" && one.round === round && one.from === from && one.to === node,
  );
  const isOther = first !== run && textsOf(lineIn(first)) !== textsOf(line);
  return (
    <span class={`word${isFresh ? " fresh" : ""}${isOther ? " tipped" : ""}`}>
      <Face group={group} bundle={{ round, from, to: [node], relays, counts }} isSmall={false} />
      <span class="unseen">{counts.map(({ order, count }) => `${count} ${order}`).join(", ")}</span>
    </span>
  );
}

function textsOf(line: ReportLine | undefined): string {
  return line?.relays?.map(textOf).join(" ") ?? "";
}
