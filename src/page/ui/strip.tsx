/** A card a node, and the verdict. What one node knows and what nobody in the run knows are never mixed. */
import { useMemo } from "preact/hooks";
import type { NodeId } from "../../core/group.js";
import { tellStory } from "../../explain/story.js";
import { toPlain } from "../../explain/text.js";
import type { NodeTree } from "../../explain/trees.js";
import { protocolOf } from "../../protocols/index.js";
import type { Judgement } from "../../recording/verdict.js";
import { isGeneral, nameOf } from "../model/orders.js";
import { nodesShown, otherShown, type Run } from "../model/runs.js";
import { isFolded, isTold } from "../model/steps.js";
import { failedLines, Judged } from "./judged.js";
import type { Go } from "./router.js";
import { Letter, Paragraphs } from "./words.js";

interface StripProps {
  readonly run: Run;
  readonly tree: NodeTree;
  readonly mode: "node" | "all";
  readonly step: number;
  readonly go: Go;
}

export function Cards(props: StripProps) {
  const { run, mode } = props;
  const { group } = run.facts;
  return (
    <section
      class="strip"
      aria-label={mode === "all" ? "What each decided" : `What node ${props.tree.node} knows`}
    >
      <ol class="cards">
        {group.ids.map((id) =>
          mode === "all" ? (
            <KnownCard key={id} id={id} node={props.tree.node} {...props} />
          ) : (
            <HeardCard key={id} id={id} {...props} />
          ),
        )}
      </ol>
    </section>
  );
}

interface CardProps extends StripProps {
  readonly id: NodeId;
}

/** A card of the all-knowing: who is who, and what each decided. `node` is the one that is shown. */
export function KnownCard({ id, run, node, go }: KnownProps) {
  const { facts, group } = run;
  const decided = facts.decisionOf(id);
  const isVector = protocolOf(group).everyone !== undefined && group.combine === undefined;
  const strategy = facts.strategyOf(id);
  const failed = facts.whyObserved(id);
  const kind =
    strategy !== undefined ? `traitor: ${nameOf(strategy)}` : failed === undefined ? "loyal" : "failed";
  return (
    <Card id={id} run={run} node={node} go={go} look={kind === "loyal" ? "" : "liar"}>
      <span class="kind" title={failed === undefined ? undefined : nameOf(failed)}>
        {kind}
      </span>
      {strategy !== undefined ? (
        <span class="said">not judged</span>
      ) : decided === null ? (
        <span class="said">undecided</span>
      ) : isVector ? (
        <span class="said">decided its vector</span>
      ) : (
        <span class="said">
          <Letter group={group} order={decided} /> decided {nameOf(decided)}
        </span>
      )}
    </Card>
  );
}

/** A card as the shown node sees the others: what each told it, and what that comes to after the votes. */
function HeardCard({ id, run, tree, go, step }: CardProps) {
  const { group } = tree;
  const path = id === group.general ? [id] : [group.general, id];
  const isSelf = id === tree.node;
  const isOpen = path.length - 1 > group.m || !isTold(path, step);
  const told = tree.toldAt(path);
  const own = isFolded(group.m, [group.general], step) ? tree.foldedAt([group.general]) : null;
  const folds =
    path.length === 2 && group.m > 1 && isFolded(group.m, path, step) ? tree.foldedAt(path) : null;
  return (
    <Card id={id} run={run} node={tree.node} go={go} look={isSelf ? "self" : ""}>
      <span class="kind">{isSelf ? "itself" : id === group.general ? "ordered" : "says"}</span>
      {isSelf && own !== null ? (
        <span class="said">
          <Letter group={group} order={own} /> decides {nameOf(own)}
        </span>
      ) : isOpen ? (
        <span class="said">{isSelf ? "undecided" : "nothing yet"}</span>
      ) : (
        <span class="said">
          <Letter group={group} order={told} /> {nameOf(told)}
          {folds !== null && folds !== told && (
            <>
              , counts as <Letter group={group} order={folds} />
              <span class="unseen">{nameOf(folds)}</span>
            </>
          )}
        </span>
      )}
    </Card>
  );
}

interface KnownProps {
  readonly id: NodeId;
  readonly run: Run;
  readonly node: NodeId;
  readonly go: Go;
}

interface FrameProps extends KnownProps {
  readonly look: string;
  readonly children: preact.ComponentChildren;
}

function Card({ id, run, node, go, look, children }: FrameProps) {
  const isShown = id === node;
  const title = `node ${id}`;
  return (
    <li class={`card ${look}${isShown ? " shown" : ""}`}>
      {nodesShown(run).includes(id) ? (
        <button type="button" aria-pressed={isShown} onClick={() => go({ node: id, path: [] })}>
          {title}
        </button>
      ) : (
        <strong>{title}</strong>
      )}
      {isGeneral(run.group, id) && <em>general</em>}
      {children}
    </li>
  );
}

export function NoVerdict({ node, go }: Pick<KnownProps, "node" | "go">) {
  return (
    <div class="verdict">
      <p>
        Node {node} cannot see what the others decide, nor who lies. The verdict is for one who sees them all.
      </p>
      <button type="button" onClick={() => go({ mode: "all" })}>
        Show the verdict
      </button>
    </div>
  );
}

export function Verdict({ run, tree, go }: Pick<StripProps, "run" | "tree" | "go">) {
  const { facts } = run;
  const story = useMemo(() => tellStory(run.recording), [run]);
  const lines = story.slice(-3);
  const judged = lines.map((line) => {
    const word = /^\s*IC[12] (?:is )?(holds|violated|vacuous|unknown)/.exec(toPlain([line]))?.[1];
    return { line, judgement: (word as Judgement | undefined) ?? null };
  });
  const other = otherShown(run, tree.node, 0);
  const parts = facts.decisionOf(other) !== facts.decisionOf(tree.node);
  return (
    <div class="verdict">
      <Judged lines={[...judged, ...failedLines(run.recording.verdict)]} group={facts.group} />
      {parts && (
        <button type="button" onClick={() => go({ screen: "compare", node: tree.node, other })}>
          Here nodes {tree.node} and {other} differ
        </button>
      )}
      <details>
        <summary>The whole story</summary>
        <Paragraphs text={story} group={facts.group} />
      </details>
    </div>
  );
}
