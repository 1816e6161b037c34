/** What a screen cannot show, and the ways on from there: no screen is a dead end. */
import { levelSize } from "../../core/path.js";
import type { Opened } from "../embedded.js";
import { mSimulatedMax } from "../model/runs.js";
import type { Setup } from "../model/setup.js";
import { soundSetup } from "../model/sound.js";
import { number } from "./format.js";
import type { Go } from "./router.js";

/** A lesson, a counterexample or a setup shows a run of its own; what was opened before is kept. */
export function BackTo({ opened, go }: { opened: Opened; go: Go }) {
  const name = opened.log ? "file" : [...opened.runs.keys()].at(-1);
  if (name === undefined) return null;
  const back = () =>
    go({ screen: "stage", run: name, node: 0, at: 0, path: [], top: [], step: null, lesson: 0, page: 0 });
  return (
    <p class="back">
      What is shown here is simulated.{" "}
      <button type="button" onClick={back}>
        Back to {name === "file" ? "the recording" : "the run of real processes"}
      </button>
    </p>
  );
}

interface NotLoadedProps {
  /** `file`, or the id of a run of real processes */
  readonly run: string;
  readonly hasServer: boolean;
  readonly go: Go;
}

/** An address names a run, and does not hold it. */
export function NotLoaded({ run, hasServer, go }: NotLoadedProps) {
  const what = run === "file" ? "The recording has to be opened again" : "This run is not loaded";
  return (
    <p class="empty">
      {what}: the address names it, and only you have it.{" "}
      {run !== "file" && hasServer && (
        <button type="button" onClick={() => go({ screen: "live" })}>
          Fetch it from the server
        </button>
      )}{" "}
      <button type="button" onClick={() => go({ screen: "setup" })}>
        Open a file
      </button>{" "}
      <button type="button" onClick={() => go({ run: "sim", path: [], top: [], step: null })}>
        Simulate its setup instead
      </button>
    </p>
  );
}

/** What is too large to be played node by node, and what is there instead. */
export function TooLarge({ setup, go }: { setup: Setup; go: Go }) {
  const { n, m } = setup;
  const mMax = mSimulatedMax(setup);
  return (
    <div class="empty">
      <p>
        This picture shows runs that are played node by node. With n = {n} and m = {m} each lieutenant’s tree
        has {number(levelSize(n, m))} leaves, which are too many for that; the tree itself is shown in groups
        of what looks alike.
      </p>
      <div class="row">
        <button type="button" class="main" onClick={() => go({ screen: "tree" })}>
          See the tree in groups
        </button>
        <button type="button" onClick={() => go({ setup: soundSetup({ ...setup, m: mMax }), path: [] })}>
          Play the {n} nodes with m = {mMax} here
        </button>
        <button type="button" onClick={() => go({ screen: "setup" })}>
          Set up fewer nodes
        </button>
      </div>
    </div>
  );
}

/** What has nothing to show here; all ways on are on the screen where a run is set up or opened. */
export function Refused({ why, way = "Change the setup", go }: { why: string; way?: string; go: Go }) {
  return (
    <div class="empty">
      <p>{why}</p>
      <div class="row">
        <button type="button" class="main" onClick={() => go({ screen: "setup" })}>
          {way}
        </button>
      </div>
    </div>
  );
}
