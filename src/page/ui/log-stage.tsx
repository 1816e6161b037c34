/** A recorded log on the stage: members on a ring, what they send each other, and beside them the chain of views as it grows. */
import { useEffect } from "preact/hooks";
import type { NodeId } from "../../core/group.js";
import { viewLines } from "../../explain/log/view-lines.js";
import { type Line, toPlain } from "../../explain/text.js";
import { leaderOf } from "../../protocols/simplex/rules.js";
import {
  backInLog,
  type Doing,
  doingsOf,
  firstView,
  type Log,
  logSoFar,
  onInLog,
  viewAt,
} from "../model/log-moments.js";
import { logSentence } from "../model/log-sentences.js";
import { type Place, placesOf, RADIUS, wayOf } from "../model/places.js";
import type { State } from "../model/state.js";
import { Chain, Commands } from "./log-chain.js";
import { Controls, usePlay } from "./player.js";
import type { Go } from "./router.js";
import { CopyLink, SaveButton, SaveScreen } from "./save.js";
import { Words } from "./words.js";

interface LogProps {
  readonly log: Log;
  readonly state: State;
  readonly go: Go;
}

export function LogStage({ log, state, go }: LogProps) {
  const last = log.moments.length;
  const at = Math.min(state.at, last);
  const { beat } = state;
  const play = usePlay(
    { at, last, next: onInLog(log, at, beat), before: backInLog(log, at, beat) },
    state,
    go,
  );
  useEffect(() => {
    performance.mark("strategos:picture");
  }, []);
  return (
    <div
      class={state.isPresented ? "stage log-stage presented" : "stage log-stage"}
      style={{ "--flight": play.flight }}
    >
      <LogScene {...{ log, at }} beat={beat} />
      <Controls {...{ state, go, at, last, play }} beats={{ message: "a moment", round: "a view" }}>
        {!state.isPresented && (
          <SaveScreen of=".arena, .says, .held-by" name={`log-${at}`} title={`Moment ${at} of ${last}`}>
            <SaveButton label="Save the recording" name="log.jsonl" draw={() => log.text} />
            <CopyLink recording={() => log.text} state={state} />
          </SaveScreen>
        )}
      </Controls>
    </div>
  );
}

/** What stands on the stage at one moment, as a lesson has it too. */
export function LogScene({ log, at, beat }: { log: Log; at: number; beat: State["beat"] }) {
  const { seen, told } = logSoFar(log, at);
  const view = viewAt(log, at) || firstView(log);
  const shown = told.views.find((one) => one.view === view);
  const sentence = logSentence(log, at, beat);
  const lines = shown ? viewLines(seen, told, shown, at < log.moments.length) : [];
  const isSaid = (line: Line) => toPlain([line]) === toPlain([sentence]);
  return (
    <>
      <Ring {...{ log, at, view }} />
      <div class="says" role="status">
        <Words line={sentence} />
      </div>
      <section class="held-by" aria-label="The log">
        <Chain recording={seen} views={told.views} next={view} />
        {shown && (
          <p class="hint view-told">
            {lines
              .filter((line) => !isSaid(line))
              .map((line, index) => (
                <span key={index}>
                  <Words line={line} />
                </span>
              ))}
          </p>
        )}
        <Commands commands={told.commands} head={seen.head} />
      </section>
    </>
  );
}

function Ring({ log, at, view }: { log: Log; at: number; view: number }) {
  const { head } = log.recording;
  const moment = log.moments[at - 1];
  const doings = moment ? doingsOf(log.recording, moment) : new Map<NodeId, Doing>();
  const kind = moment && "kind" in moment[0] ? moment[0].kind : "";
  const placeOf = placesOf(head.members);
  return (
    <div class="arena">
      <div
        class={`arena-square${head.members.length > 13 ? " many" : ""}`}
        style={{ "--count": head.members.length }}
      >
        <svg viewBox="0 0 100 100" aria-hidden="true">
          <circle cx="50" cy="50" r={RADIUS} />
          {[...doings].flatMap(([from, { to }]) =>
            to.map((id) => {
              const [a, b] = [placeOf(from), placeOf(id)];
              return <line key={`${from} ${id}`} class={`way ${kind}`} x1={a.x} y1={a.y} x2={b.x} y2={b.y} />;
            }),
          )}
        </svg>
        {head.members.map((id) => (
          <Member
            key={id}
            {...{ id, place: placeOf(id), doing: doings.get(id) }}
            isTraitor={head.traitors.some((one) => one.id === id)}
            isLeader={view > 0 && leaderOf(head.members, view) === id}
          />
        ))}
        {[...doings].flatMap(([from, { words, to }]) =>
          words === "its block" ? to.map((id) => <Block key={id} {...{ at, placeOf, from, to: id }} />) : [],
        )}
      </div>
    </div>
  );
}

interface MemberProps {
  readonly id: NodeId;
  readonly place: Place;
  readonly doing: Doing | undefined;
  readonly isTraitor: boolean;
  readonly isLeader: boolean;
}

function Member({ id, place, doing, isTraitor, isLeader }: MemberProps) {
  return (
    <div
      class={`stage-node${isTraitor ? " traitor" : ""}${isLeader ? " watched" : ""}`}
      style={{ left: `${place.x}%`, top: `${place.y}%` }}
    >
      <b>{id}</b>
      {(isLeader || isTraitor) && (
        <small>{[isTraitor && "traitor", isLeader && "leads"].filter(Boolean).join(", ")}</small>
      )}
      {doing && <em>{doing.words}</em>}
    </div>
  );
}

interface BlockProps {
  readonly at: number;
  readonly placeOf: (id: NodeId) => Place;
  readonly from: NodeId;
  readonly to: NodeId;
}

/** A block on its way from its leader. */
function Block({ at, placeOf, from, to }: BlockProps) {
  return (
    <span key={at} class="flight" style={wayOf(placeOf(from), placeOf(to))} aria-hidden="true">
      block
    </span>
  );
}
