/** The rounds in space and time: a lane a node, a column a round. What a sender tells alike is one bundle. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { picture } from "../../pictures/pictures.js";
import { roundsOf } from "../../protocols/index.js";
import { type Bundle, bundlesOf } from "../model/bundles.js";
import { nodeShown, nodesShown, type Run, recordingText } from "../model/runs.js";
import type { State } from "../model/state.js";
import { number } from "./format.js";
import { PlayOn } from "./play-on.js";
import { Relays } from "./relays.js";
import { columnOf, Diagram, MARGIN_PX, NAME_PX } from "./rounds-diagram.js";
import type { Go } from "./router.js";
import { CopyLink, SaveButton, SaveDrawn, SaveScreen } from "./save.js";
import { NodePicker } from "./tree.js";
import { Legend } from "./words.js";

const AS_TEXT = [
  ["mermaid", "Mermaid"],
  ["csv", "CSV"],
] as const;

interface RoundsProps {
  readonly run: Run;
  readonly state: State;
  readonly go: Go;
}

export function RoundsScreen({ run, state, go }: RoundsProps) {
  const node = nodeShown(run, state.node);
  const onlyTo = onlyToOf(run, state);
  const rounds = roundsIn(run, onlyTo);
  const chosen = rounds[state.round]?.filter(({ from }) => from === state.from) ?? [];
  const total = rounds.flat().reduce((sum, { relays, to }) => sum + relays.length * to.length, 0);
  const link = <CopyLink recording={() => recordingText(run.recording)} state={state} />;
  return (
    <>
      <div class="tools">
        {onlyTo !== null && (
          <NodePicker
            label="What came to"
            node={node}
            among={nodesShown(run)}
            onPick={(id) => go({ node: id })}
          />
        )}
        <p class="tally">
          {number(total)} relays in {rounds.flat().reduce((sum, { to }) => sum + to.length, 0)} reports
          {onlyTo === null ? "; a node’s report to itself is not drawn" : ` to node ${node}`}
        </p>
        {onlyTo === null ? (
          <SaveDrawn name="rounds" draw={() => picture(run.recording, "svg")}>
            {AS_TEXT.map(([format, name]) => (
              <SaveButton
                key={format}
                label={name}
                name={`rounds.${format}`}
                draw={() => picture(run.recording, format)}
              />
            ))}
            {link}
          </SaveDrawn>
        ) : (
          // that of the whole run names the traitors
          <SaveScreen of=".picture" name={`rounds-to-node-${node}`} title={`What came to node ${node}`}>
            {link}
          </SaveScreen>
        )}
      </div>
      <div class="beside">
        <RoundsPicture run={run} state={state} go={go} />
        <Relays run={run} bundles={chosen} state={state} />
      </div>
      <PlayOn run={run} state={state} go={go} round={state.round} />
    </>
  );
}

/** The diagram alone, as a lesson has it too. */
export function RoundsPicture({ run, state, go }: RoundsProps) {
  const onlyTo = onlyToOf(run, state);
  const rounds = roundsIn(run, onlyTo);
  const [box, width] = useWidth();
  const [least, most] = columnOf(run.group);
  const room = width - NAME_PX - MARGIN_PX;
  const each = width === 0 ? rounds.length : Math.max(1, Math.min(Math.floor(room / least), rounds.length));
  const columnPx = width === 0 ? most : Math.max(least, Math.min(most, Math.floor(room / each)));
  const [page, turnTo] = useState<number | null>(null);
  const last = Math.ceil(rounds.length / each) - 1;
  const shown = Math.min(page ?? Math.floor(state.round / each), last);
  // the last page is as full as the others
  const first = Math.min(shown * each, rounds.length - each);
  return (
    <div class="picture" ref={box}>
      {last > 0 && (
        <div class="row pages" role="group" aria-label="Rounds shown">
          <button type="button" disabled={shown === 0} onClick={() => turnTo(shown - 1)}>
            Earlier rounds
          </button>
          <span role="status">
            {roundsText(first, first + each - 1)} of {rounds.length}
          </span>
          <button type="button" disabled={shown === last} onClick={() => turnTo(shown + 1)}>
            Later rounds
          </button>
        </div>
      )}
      <div class="scroller" role="region" aria-label="Rounds" tabIndex={0}>
        <Diagram {...{ run, rounds, state, go, onlyTo, each, first, columnPx }} />
      </div>
      <Legend group={run.group} />
    </div>
  );
}

function roundsText(first: number, last: number): string {
  return first === last ? `round ${first}` : `rounds ${first} to ${last}`;
}

/** An element, and how wide it is; 0 while that is not known. */
function useWidth(): [RefObject<HTMLDivElement | null>, number] {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setWidth(box.current?.clientWidth ?? 0);
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, []);
  return [box, width];
}

/** Whose messages alone are drawn; null where all are. */
function onlyToOf(run: Run, { mode, node }: State): number | null {
  return mode === "all" ? null : nodeShown(run, node);
}

function roundsIn(run: Run, onlyTo: number | null): Bundle[][] {
  return Array.from({ length: roundsOf(run.group) }, (_, round) => bundlesOf(run, round, onlyTo));
}
