/**
 * Where a recording is looked at first whose loyal nodes are not as they owe, such as the world in which a program on trial failed: at the
 * first relay or decision that is wrong, seen from the node that was told it.
 */
import { roundsOf } from "../../protocols/index.js";
import { type Message, type Moment, momentsOf } from "./moments.js";
import type { Run } from "./runs.js";
import type { State } from "./state.js";

export function atFirstWrong(run: Run): Partial<State> {
  if (run.wrong === undefined) return {};
  const { round, from, to, path } = run.wrong;
  const moments = momentsOf(run, null);
  if (round >= roundsOf(run.group) && from !== undefined)
    return { mode: "all", node: from, at: moments.length };
  if (to === undefined) return {};
  const isTold = (one: Moment): one is Message => one.kind === "message" && one.round === round;
  const at = moments.findIndex((one) => isTold(one) && one.from === from && one.to === to);
  // where nobody accepts anything of it, it is no message: then at the first one of its round
  const there = at < 0 ? moments.findIndex(isTold) : at;
  return there < 0 ? {} : { mode: "all", node: to, at: there + 1, path: path ?? [] };
}
