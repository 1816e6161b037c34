/** Lies by hand: what became of them, a group to break, and the run as a configuration. */
import { Fragment } from "preact";
import { useState } from "preact/hooks";
import { differencesOf } from "../model/differences.js";
import { puzzleOf, setupOfRun } from "../model/hands.js";
import { nameOf } from "../model/orders.js";
import { CHANGES_MAX } from "../model/state.js";
import type { Shown } from "./arena.js";
import { SaveConfig } from "./files.js";
import { HandRelays } from "./hand-relays.js";

const NODES = [3, 4, 5, 6, 7] as const;

export function Hand(shown: Shown) {
  const { run, first, state, go } = shown;
  const { verdict } = run.recording;
  const lies = state.changes.length;
  const setup = setupOfRun(run);
  const broken = (["ic1", "ic2"] as const).filter((key) => verdict?.conditions[key] === "violated");
  return (
    <section class="hand" aria-label="Lie by hand">
      <Puzzle {...{ run, go }} />
      <p>
        {lies === 0 ? (
          <span class="hint">Click a traitor’s message to turn it, and again to hold it back.</span>
        ) : (
          <>
            <b>{lies === 1 ? "1 lie" : `${lies} lies`}</b> by hand
            {lies >= CHANGES_MAX && ", and one address holds no more"}.{" "}
          </>
        )}{" "}
        {(["ic1", "ic2"] as const).map((key) => (
          <Fragment key={key}>
            {key === "ic2" && ", "}
            <span class={`outcome ${verdict?.conditions[key] ?? "unknown"}`}>
              {key.toUpperCase()} {verdict?.conditions[key] ?? "unknown"}
            </span>
          </Fragment>
        ))}
        {lies > 0 ? (broken.length > 0 ? ": broken. " : ": not broken. ") : "."}
        {lies > 0 && <Tipped run={run} first={first} />}
      </p>
      {lies > 0 && (
        <button type="button" onClick={() => go({ changes: state.changes.slice(0, -1) }, true)}>
          Undo
        </button>
      )}
      {lies > 0 && setup && <SaveConfig setup={setup} />}
      <HandRelays {...shown} />
    </section>
  );
}

/** Whose decisions are others than before. */
function Tipped({ run, first }: Pick<Shown, "run" | "first">) {
  const { decided } = differencesOf(first.recording, run.recording);
  const loyal = decided.filter(({ node }) => run.facts.isLoyal(node));
  if (loyal.length === 0) return <>No loyal node decides otherwise.</>;
  const names = loyal.map(({ node, now }) => `node ${node} ${now === null ? "nothing" : nameOf(now)}`);
  return <>Now otherwise: {names.join(", ")}.</>;
}

/** A group whose traitors have not lied yet. */
function Puzzle({ run, go }: Pick<Shown, "run" | "go">) {
  const [n, setN] = useState(7);
  const [traitors, setTraitors] = useState(2);
  const play = () => {
    const setup = puzzleOf(run.group, n, Math.min(traitors, n - 2));
    go({ setup, run: "sim", mode: "all", at: 0, path: [], node: 0 });
  };
  return (
    <span class="puzzle">
      Break{" "}
      <select aria-label="nodes" value={n} onChange={(event) => setN(Number(event.currentTarget.value))}>
        {NODES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>{" "}
      nodes with{" "}
      <select
        aria-label="traitors"
        value={traitors}
        onChange={(event) => setTraitors(Number(event.currentTarget.value))}
      >
        {[1, 2, 3].map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>{" "}
      <button type="button" onClick={play}>
        Try
      </button>
    </span>
  );
}
