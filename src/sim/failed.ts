/** What a simulated run knows of loyal nodes that failed: who was gone, and who stood still for over a third of a round. */
import { tooSlowMs } from "../core/too-slow.js";
import type { Observed } from "../recording/observed.js";
import type { Played } from "./play.js";
import type { World } from "./world.js";

export function failedIn(
  { roundTimeoutMs }: World,
  { nodes }: Played,
): { gone: Observed[]; slow: Observed[] } {
  const all = [...nodes.values()];
  const gone: Observed[] = [];
  for (const { id, upMs, missing } of all) {
    if (upMs === null) gone.push({ id, why: "never came up" });
    else if (missing) gone.push({ id, why: `gave up waiting for ${missing.join(", ")}` });
  }
  const slow = all
    .filter((node) => node.stoodStillMs() > tooSlowMs(roundTimeoutMs))
    .map((node): Observed => ({ id: node.id, why: `stood still for ${node.stoodStillMs()} ms` }));
  return { gone, slow };
}
