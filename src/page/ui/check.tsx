/** Every lie there is: what `check` proves of small groups, and the counterexample where it breaks. */

import { useEffect, useState } from "preact/hooks";
import { type CheckResult, check } from "../../check/check.js";
import { maxTolerated } from "../../core/bound.js";
import { COURSE, type Setup } from "../model/setup.js";
import type { State } from "../model/state.js";
import { number } from "./format.js";
import type { Go } from "./router.js";
import { CopyLink, SaveScreen } from "./save.js";

/** Groups that are checked while one waits. */
const CASES: readonly (readonly [n: number, m: number])[] = [
  [3, 1],
  [4, 1],
  [5, 1],
  [6, 2],
  [7, 2],
];

const checked = new Map<string, CheckResult>();

export function CheckScreen({ state, go }: { state: State; go: Go }) {
  const { n, m } = state.setup;
  const [, setDone] = useState("");
  const key = `${n}.${m}`;
  const result = checked.get(key);
  const isOffered = CASES.some(([a, b]) => a === n && b === m);
  useEffect(() => {
    if (result || !isOffered) return;
    // lets the page say that it is checking before it is busy
    const timer = setTimeout(() => {
      checked.set(key, check({ nodes: n, m }));
      setDone(key);
    }, 30);
    return () => clearTimeout(timer);
  }, [key]);
  return (
    <div class="check-screen">
      <p class="lead">Every lie of every set of at most m traitors, tried or argued away. Choose a group.</p>
      <div class="switch" role="group" aria-label="Group to check">
        {CASES.map(([a, b]) => (
          <button
            key={a}
            type="button"
            aria-pressed={a === n && b === m}
            onClick={() =>
              go({ setup: { ...COURSE, n: a, m: b, traitors: [] }, run: "sim", path: [], top: [] })
            }
          >
            n = {a}, m = {b}
          </button>
        ))}
      </div>
      {!isOffered && (
        <p class="hint">
          For other groups: strategos check --nodes {n} --m {m}
        </p>
      )}
      {isOffered && !result && <p role="status">Checking every lie …</p>}
      {result && (
        <SaveScreen
          of=".check-screen .panel"
          name={`check-${n}-${m}`}
          title={`n = ${n}, m = ${m}: every lie there is`}
        >
          <CopyLink state={state} />
        </SaveScreen>
      )}
      {result && <Outcome result={result} go={go} />}
    </div>
  );
}

function Outcome({ result, go }: { result: CheckResult; go: Go }) {
  const { n, m, conditions, worlds, cases, guaranteed } = result;
  return (
    <>
      <section class="panel" aria-label="What the check found">
        <h2>
          n = {n}, m = {m}: IC1 {conditions.ic1}, IC2 {conditions.ic2}
        </h2>
        <p>
          {guaranteed
            ? `n > 3m = ${3 * m}`
            : `n = ${n} is not more than 3m = ${3 * m}; at most ${maxTolerated(n)} is tolerated`}
          . Worlds covered: {number(worlds.covered)}; played out: {number(worlds.evaluated)}.
        </p>
        <table class="pair">
          <thead>
            <tr>
              <th scope="col">case</th>
              <th scope="col">worlds</th>
              <th scope="col">IC1</th>
              <th scope="col">IC2</th>
            </tr>
          </thead>
          <tbody>
            {cases.map(({ general, traitors, covered, ic1, ic2 }) => (
              <tr key={`${general}${traitors}`}>
                <th scope="row">
                  {general} general, {traitors} {traitors === 1 ? "traitor" : "traitors"}
                </th>
                {/* a line may end behind each comma: in one piece it is wider than a small window */}
                <td>
                  {number(covered)
                    .split(/(?<=,)/)
                    .flatMap((digits, at) => [digits, <wbr key={at} />])}
                </td>
                <td class={ic1}>{ic1}</td>
                <td class={ic2}>{ic2}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {result.counterexample ? (
        <Counter result={result} go={go} />
      ) : (
        <p class="lead">There is no counterexample.</p>
      )}
    </>
  );
}

function Counter({ result, go }: { result: CheckResult; go: Go }) {
  const { counterexample, n, m } = result;
  if (!counterexample) return null;
  const { group, order, traitors, violated, lies, isLeast, story } = counterexample;
  const setup: Setup = {
    ...COURSE,
    ...{ n, m, order, traitors },
    general: group.general,
    orders: group.orders,
    default: group.defaultOrder,
  };
  const disobedient = counterexample.decisions.find(
    ({ id, order: decided }) =>
      id !== group.general && decided !== order && !traitors.some((one) => one.id === id),
  );
  return (
    <section class="panel" aria-label="Counterexample">
      <h2>
        How {violated.toUpperCase()} breaks: {lies} {lies === 1 ? "lie" : "lies"}
        {isLeast ? `, the least there ${lies === 1 ? "is" : "are"}` : ""}
      </h2>
      {story.map((line, index) => (
        <p key={index}>{line}</p>
      ))}
      <button
        type="button"
        class="main"
        onClick={() =>
          go({
            screen: "tree",
            setup,
            run: "sim",
            mode: "all",
            node: disobedient?.id ?? 0,
            path: [],
            step: null,
          })
        }
      >
        Watch it
      </button>
    </section>
  );
}
