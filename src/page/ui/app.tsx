/** The frame: where one is, which run is shown, and in which of the two modes. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Group } from "../../core/group.js";
import { members } from "../../explain/log/words.js";
import { protocolOf } from "../../protocols/index.js";
import { RecordingError } from "../../recording/fields.js";
import { embeddedRecording, type Opened, wayBackToSite, withOpened } from "../embedded.js";
import { recordingInLink, recordingPart } from "../model/link.js";
import type { Log } from "../model/log-moments.js";
import { isSimulated, playedOn, type Run, recordingText, simulatedRun } from "../model/runs.js";
import { groupOfSetup } from "../model/setup.js";
import { type Screen, type State, screenOf } from "../model/state.js";
import { atFirstWrong } from "../model/wrong.js";
import { type Pace, serverOfPage } from "../server.js";
import { CheckScreen } from "./check.js";
import { CompareScreen } from "./compare.js";
import type { SavedRecording } from "./files.js";
import { GroupsScreen } from "./groups.js";
import { LessonsScreen } from "./lessons.js";
import { LiveScreen } from "./live.js";
import { LogStage } from "./log-stage.js";
import { NodesScreen } from "./nodes.js";
import { Fork } from "./play-on.js";
import { RoundsScreen } from "./rounds.js";
import { type Go, useAddress } from "./router.js";
import { CopyLink, SaveScreen } from "./save.js";
import { SetupScreen } from "./setup.js";
import { StageScreen } from "./stage.js";
import { Still } from "./still.js";
import { TreeScreen } from "./tree.js";
import { BackTo, NotLoaded, TooLarge } from "./ways.js";
import { WorldsScreen } from "./worlds.js";

const TABS: readonly (readonly [Screen, string])[] = [
  ["stage", "Stage"],
  ["tree", "Tree"],
  ["nodes", "Nodes"],
  ["rounds", "Rounds"],
  ["compare", "Compare"],
  ["setup", "Set up"],
  ["worlds", "Two worlds"],
  ["check", "Check"],
  ["lessons", "Lessons"],
];
const OF_A_RUN: readonly Screen[] = ["stage", "tree", "nodes", "rounds", "compare"];

const server = serverOfPage();
const embedded = embeddedRecording();
const wayBack = wayBackToSite();

export function App() {
  const [address, go] = useAddress();
  const [opened, setOpened] = useState(embedded);
  const log = address.run === "file" ? opened.log : null;
  const { run, first, refusal } = runShown(address, opened.runs);
  const screen = log && OF_A_RUN.includes(address.screen) ? "stage" : address.screen;
  const state = { ...address, screen: log ? screen : screenOf(screen, groupShown(address, run)) };
  const [problem, setProblem] = useState("");
  const [notStarted, setNotStarted] = useState("");
  useEffect(() => setNotStarted(""), [state.screen]);
  // runs of real processes come in between
  const latest = useRef(opened);
  const keep = (name: string, text: string): Opened => {
    latest.current = withOpened(latest.current, name, text);
    setOpened(latest.current);
    return latest.current;
  };
  const start = async (pace: Pace) => {
    try {
      const id = server ? await server.start(state.setup, pace) : "";
      go({ screen: "live", run: id, path: [], top: [], step: null });
    } catch (error) {
      setNotStarted(error instanceof Error ? error.message : String(error));
    }
  };
  const openRecording = (text: string) => {
    const read = keep("file", text).runs.get("file");
    const seen = { at: 0, node: 0, path: [], ...(read && atFirstWrong(read)) };
    go({ screen: "stage", run: "file", top: [], step: null, ...seen });
  };
  const inside = recordingPart(location.hash);
  useEffect(() => {
    recordingInLink(inside)
      .then((text) => {
        if (text !== null) keep("file", text);
        setProblem("");
      })
      .catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  }, [inside]);
  return (
    <>
      {!state.isPresented && (
        <Still of={[state.screen, state.mode, state.run, log, run, run ? null : state.setup]}>
          {() => <Head state={state} go={go} run={run} log={log} />}
        </Still>
      )}
      {state.run === "sim" && <BackTo opened={opened} go={go} />}
      <main>
        {[problem, notStarted, refusal ?? ""]
          .filter((why) => why !== "")
          .map((why) => (
            <pre key={why} class="problem" role="alert">
              {why}
            </pre>
          ))}
        {run?.before && run.change && OF_A_RUN.includes(state.screen) && state.screen !== "stage" && (
          <Fork
            {...{ run, before: run.before, change: run.change }}
            back={() => go({ changes: state.changes.slice(0, -1) })}
          />
        )}
        {(log ?? run)?.notes.map((note) => (
          <p key={note} class="note">
            {note}
          </p>
        ))}
        {state.screen === "setup" ? (
          <SetupScreen
            {...{ state, go, server, openRecording, setup: state.setup }}
            recording={savedAs(run, log)}
            start={server ? (pace) => void start(pace) : null}
          />
        ) : state.screen === "live" ? (
          <LiveScreen
            {...{ server, go, state, run: state.run, isDone: opened.runs.has(state.run), onRecording: keep }}
          />
        ) : log && state.screen === "stage" ? (
          <LogStage log={log} state={state} go={go} />
        ) : (
          <Body state={state} go={go} run={run} first={first} />
        )}
      </main>
    </>
  );
}

interface Shown {
  readonly run: Run | null;
  /** before anything was changed in it */
  readonly first: Run | null;
  /** why it is not played on as the address has it; null where it is */
  readonly refusal: string | null;
}

function runShown(state: State, opened: ReadonlyMap<string, Run>): Shown {
  const { run: name, setup, changes } = state;
  const isHere = name === "sim" && isSimulated(setup);
  const first = opened.get(name) ?? (isHere ? simulatedRun(setup) : null);
  if (!first || changes.length === 0) return { run: first, first, refusal: null };
  try {
    return { run: playedOn(first, changes), first, refusal: null };
  } catch (error) {
    if (error instanceof RecordingError) return { run: first, first, refusal: error.message };
    throw error;
  }
}

/** What is shown, as a file. */
function savedAs(run: Run | null, log: Log | null): SavedRecording | null {
  if (log) return { name: "log.jsonl", text: () => log.text };
  return run && { name: "run.jsonl", text: () => recordingText(run.recording) };
}

/** The group of what is shown; of the setup, while there is no run. */
function groupShown({ setup }: State, run: Run | null): Group {
  return run?.group ?? groupOfSetup(setup);
}

interface BodyProps {
  readonly state: State;
  readonly go: Go;
  readonly run: Run | null;
}

function Body({ state, go, run, first }: BodyProps & Pick<Shown, "first">) {
  if (state.screen === "lessons") return <LessonsScreen state={state} go={go} />;
  if (ABOUT_OM.includes(state.screen))
    return (
      <>
        <AboutOm group={groupShown(state, run)} go={go} />
        {state.screen === "worlds" && (
          <WorldsScreen go={go} isAllKnowing={state.mode === "all"}>
            <SaveScreen of=".pair-of-worlds, .conclusion" name="two-worlds" title="Two worlds">
              <CopyLink state={state} />
            </SaveScreen>
          </WorldsScreen>
        )}
        {state.screen === "check" && <CheckScreen state={state} go={go} />}
      </>
    );
  if (!run && state.run !== "sim") return <NotLoaded run={state.run} hasServer={server !== null} go={go} />;
  if (!run && state.screen === "tree") return <GroupsScreen state={state} go={go} />;
  if (!run) return <TooLarge setup={state.setup} go={go} />;
  if (state.screen === "stage") return <StageScreen run={run} first={first ?? run} state={state} go={go} />;
  if (state.screen === "rounds") return <RoundsScreen run={run} state={state} go={go} />;
  if (state.screen === "compare") return <CompareScreen run={run} state={state} go={go} />;
  if (state.screen === "nodes") return <NodesScreen run={run} state={state} go={go} />;
  return <TreeScreen run={run} state={state} go={go} />;
}

/** Screens that set up runs of om themselves. */
const ABOUT_OM: readonly Screen[] = ["worlds", "check"];

/** Where to look instead, for who comes from another protocol. */
function AboutOm({ group, go }: { group: Group; go: Go }) {
  if (protocolOf(group).keepsTree) return null;
  return (
    <p class="about">
      This screen is about om, oral messages. Your run of {protocolOf(group).title(group.m)} is under{" "}
      <button type="button" onClick={() => go({ screen: "nodes" })}>
        Nodes
      </button>{" "}
      and Rounds. Every lie there is among four nodes of that protocol is checked by{" "}
      <code>strategos check --protocol {group.protocol} --nodes 4</code>.
    </p>
  );
}

function Head({ state, go, run, log }: BodyProps & { log: Log | null }) {
  const isOfRun = OF_A_RUN.includes(state.screen);
  const isThere = ([screen]: (typeof TABS)[number]) =>
    log
      ? screen === "stage" || !OF_A_RUN.includes(screen)
      : screenOf(screen, groupShown(state, run)) === screen;
  const hasModes = !log && isOfRun ? state.screen !== "compare" : state.screen === "worlds";
  return (
    <header class="head">
      <div class="title">
        <h1>
          <button type="button" onClick={() => go({ screen: "stage" })}>
            Strategos
          </button>
          <small>
            {log && isOfRun
              ? `a log of ${log.recording.head.members.length} members; a recording`
              : isOfRun || state.screen === "setup"
                ? titleOf(state, run)
                : "Byzantine agreement, watched"}
          </small>
        </h1>
        {wayBack && <a href={wayBack.href}>{wayBack.name}</a>}
      </div>
      <nav aria-label="Screens">
        {TABS.filter(isThere).map(([screen, name]) => (
          <button
            key={screen}
            type="button"
            aria-current={state.screen === screen ? "page" : undefined}
            onClick={() => go({ screen, lesson: 0, page: 0 })}
          >
            {name}
          </button>
        ))}
      </nav>
      {hasModes && <Modes state={state} go={go} />}
      {log && isOfRun && <p class="fixed-mode">{whoSees(log)}</p>}
      {state.screen === "compare" && <p class="fixed-mode">all-knowing: no node can see another’s tree</p>}
    </header>
  );
}

function whoSees({ recording: { head } }: Log): string {
  return head.real ? `as ${members(head.real.by)} saw it` : "all-knowing: no member sees all of this";
}

function titleOf({ run: name, setup }: State, run: Run | null): string {
  const group = run?.group ?? groupOfSetup(setup);
  const general = protocolOf(group).everyone ? "" : `, general ${group.general}`;
  const first = name === "sim" ? "simulated" : name === "file" ? "a recording" : "real processes";
  const what = run?.before ? `${first}, played on` : first;
  return `${group.ids.length} nodes, ${protocolOf(group).title(group.m)}${general}; ${what}`;
}

function Modes({ state, go }: Omit<BodyProps, "run">) {
  return (
    <div class="switch modes" role="group" aria-label="Mode">
      <button type="button" aria-pressed={state.mode === "node"} onClick={() => go({ mode: "node" })}>
        what one node knows
      </button>
      <button type="button" aria-pressed={state.mode === "all"} onClick={() => go({ mode: "all" })}>
        all-knowing
      </button>
    </div>
  );
}
