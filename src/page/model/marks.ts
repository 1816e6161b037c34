/** What the all-knowing sees of vectors. */
import type { NodeId } from "../../core/group.js";
import type { Run } from "./runs.js";

/** Whether an entry at a loyal node is what that loyal node gave (IC2); null where one of the two is not loyal. */
export function isTrueEntry({ recording, facts, held }: Run, at: NodeId, of: NodeId): boolean | null {
  const one = held.get(at);
  if (one?.protocol !== "vector" || !facts.isLoyal(at) || !facts.isLoyal(of)) return null;
  return one.entries.find((entry) => entry.of === of)?.entry === recording.run.values?.[of];
}
