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
  // what a node tells itself is no message, and what goes to nobody: then at the next that it should not have told, or of its round
  const isLike = (one: Moment) => isTold(one) && one.from === from && one.unsound !== undefined;
  const alike = at < 0 ? moments.findIndex(isLike) : at;
  const there = alike < 0 ? moments.findIndex(isTold) : alike;
  const seen = moments[alike];
  const node = seen?.kind === "message" ? seen.to : to;
  return there < 0 ? {} : { mode: "all", node, at: there + 1, path: path ?? [] };
}
