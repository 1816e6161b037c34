/**
 * The argument of classes of paths (least-lies.ts): what can be violated in a case at all, and by how few lies. What it
 * says is violated the shipped code plays, as far as the trees are small enough.
 */
import { levelSize } from "../core/path.js";
import { groupOf } from "./lieutenants.js";
import { replay } from "./play.js";
import { type Proof, Violations } from "./proof.js";
import { entriesOf, type Least, leastOf, spelledOut } from "./witness.js";
import type { Cast } from "./worlds.js";

/** Leaves of all trees of a world that is played. */
const REPLAY_LEAVES_MAX = 2 ** 27;

export function byClasses(cast: Cast): { readonly proof: Proof; readonly least: readonly Least[] } {
  const least = leastOf(cast);
  const violations = new Violations();
  for (const { condition } of least) violations.add(condition);
  const isPlayed = (cast.n - 1) * levelSize(cast.n, cast.m) <= REPLAY_LEAVES_MAX;
  if (isPlayed) for (const one of least) replayLeast(cast, one);
  const played = BigInt(isPlayed ? least.length : 0);
  const proof: Proof = {
    argument: "classes of paths",
    ...violations.judged(cast),
    evaluated: played,
    folds: played * BigInt(cast.n - 1),
  };
  return { proof, least };
}

/** Plays the world with the fewest lies; that nothing is violated in it would be a bug. */
export function replayLeast(cast: Cast, least: Least) {
  const group = groupOf(cast.n, cast.m);
  const { condition, order } = least;
  const lies = spelledOut(cast, least);
  const traitors = entriesOf(lies);
  const played = replay(group, order, traitors);
  if (lies.length !== least.lies || played.verdict[condition] !== "violated")
    throw new Error(
      `${lies.length} lies for ${JSON.stringify({ cast, least })}: ${condition} is not violated`,
    );
  return { group, lies, traitors, ...played };
}
