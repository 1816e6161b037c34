/**
 * Where a recording is looked at first whose loyal nodes are not as they owe, such as the world in which a program on trial failed: at the
 * first relay or decision that is wrong, seen from the node that was told it.
 */
import { roundsOf } from "../../protocols/index.js";
import { momentsOf } from "./moments.js";
import type { Run } from "./runs.js";
import type { State } from "./state.js";

export function atFirstWrong(run: Run): Partial<State> {
  if (run.wrong === undefined) return {};
  const { round, from, to, path } = run.wrong;
  const moments = momentsOf(run, null);
  if (round >= roundsOf(run.group) && from !== undefined)
    return { mode: "all", node: from, at: moments.length };
  const at = moments.findIndex(
    (one) => one.kind === "message" && one.round === round && one.from === from && one.to === to,
  );
  if (at < 0 || to === undefined) return {};
  return { mode: "all", node: to, at: at + 1, path: path ?? [] };
}
