/** A run of real processes, watched: each node's rounds as they close, until the verdict. */
import { useEffect, useState } from "preact/hooks";
import type { LiveEvent } from "../../recording/live.js";
import { type Begin, lineOf } from "../model/live.js";
import type { State } from "../model/state.js";
import type { Server } from "../server.js";
import { LiveStage } from "./live-stage.js";
import type { Go } from "./router.js";
import { Refused } from "./ways.js";

interface LiveProps {
  readonly server: Server | null;
  readonly run: string;
  readonly isDone: boolean;
  readonly state: State;
  readonly go: Go;
  /** Throws RecordingError. */
  readonly onRecording: (run: string, text: string) => void;
}

export function LiveScreen({ server, run, isDone, state, go, onRecording }: LiveProps) {
  const [events, setEvents] = useState<readonly LiveEvent[]>([]);
  const [isBroken, setBroken] = useState(false);
  useEffect(() => {
    setEvents([]);
    if (!server) return;
    return server.listen(
      run,
      (event) => {
        setEvents((known) => [...known, event]);
        if (event.type === "recording") onRecording(run, event.text);
      },
      setBroken,
    );
  }, [run]);
  if (!server) {
    const why = "Real processes need the server of strategos view, and this page came without it.";
    return <Refused go={go} why={why} way="Simulate a run" />;
  }
  const begin = events.find((event) => event.type === "begin");
  const failed = events.find((event) => event.type === "failed");
  const hasEnded = isDone || failed !== undefined;
  return (
    <div class="live">
      <p class="lead" role="status">
        {failed
          ? "The run failed."
          : isDone
            ? "The run is over."
            : begin
              ? "Real processes are running."
              : "Starting processes …"}
        {isBroken && !hasEnded ? " The connection broke; it is being resumed." : ""}
      </p>
      {failed && (
        <pre class="problem" role="alert">
          {failed.message}
        </pre>
      )}
      {begin && !hasEnded && (
        <LiveStage
          {...{ begin, events, state, go }}
          act={(deed, of) => void server.act(run, deed, of).catch(() => undefined)}
        />
      )}
      {begin && <LiveTable begin={begin} events={events} />}
      {isDone && (
        <div class="row">
          <button type="button" class="main" onClick={() => go({ screen: "stage", run, at: 0 })}>
            See it again, message by message
          </button>
          <button type="button" onClick={() => go({ screen: "tree", run, mode: "all" })}>
            See the verdict
          </button>
          <button type="button" onClick={() => go({ screen: "tree", run, mode: "node" })}>
            See what one node knows
          </button>
          <button type="button" onClick={() => go({ screen: "rounds", run })}>
            See its rounds
          </button>
        </div>
      )}
    </div>
  );
}

function LiveTable({ begin, events }: { begin: Begin; events: readonly LiveEvent[] }) {
  const rounds = Array.from({ length: begin.rounds }, (_, round) => round);
  return (
    <div class="scroller" role="region" aria-label="Nodes" tabIndex={0}>
      <table class="live-table">
        <thead>
          <tr>
            <th scope="col">node</th>
            <th scope="col">state</th>
            {rounds.map((round) => (
              <th key={round} scope="col">
                round {round}
              </th>
            ))}
            <th scope="col">decision</th>
          </tr>
        </thead>
        <tbody>
          {begin.nodes.map((node) => {
            const line = lineOf(node, events);
            return (
              <tr key={node}>
                <th scope="row">
                  {node}
                  {node === begin.general ? " (general)" : ""}
                </th>
                <td>
                  {line.phase}
                  {line.notes.map((note, index) => (
                    <small key={index}>{note}</small>
                  ))}
                </td>
                {rounds.map((round) => (
                  <td key={round} class={line.rounds[round] === undefined ? "" : "closed"}>
                    {line.rounds[round] ?? ""}
                  </td>
                ))}
                <td>{isTraitor(begin, node) ? line.decided && "not judged" : <b>{line.decided ?? ""}</b>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function isTraitor({ run }: Begin, node: number): boolean {
  return run.traitors.some(({ id }) => id === node);
}
