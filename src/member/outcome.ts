/** What an agreement came to, for the program that asked for it. */
import type { JsonValue } from "../config/contents.js";
import type { NodeId, Order } from "../core/group.js";
import type { Contents } from "../core/protocol.js";
import type { NodeOutcome, StampedEvent } from "../node/events.js";
import { type AgreementResult, GroupError, type RoundSummary } from "./events.js";

/** What a member has seen of an agreement so far. */
export interface Course {
  readonly instance: number;
  readonly rounds: RoundSummary[];
  readonly faults: AgreementResult["faults"][number][];
  decided: Extract<StampedEvent, { kind: "decide" }> | null;
}

/** Throws GroupError where nothing was decided. */
export function resultOf(
  open: Course,
  general: NodeId,
  outcome: NodeOutcome,
  isClosing: boolean,
): AgreementResult {
  const { instance, rounds, faults } = open;
  const { end, traffic } = outcome;
  const what = `instance ${instance}`;
  switch (end.kind) {
    case "decided":
      return { instance, general, decision: end.order, ...valuesIn(open), rounds, faults, traffic };
    case "gaveUp": {
      const why = end.why.map((one) => `; node ${one.id}: ${one.what}`).join("");
      const cause = `${what} did not start: no READY from node ${end.missing.join(", node ")}${why}`;
      const fix =
        "see that enough members call agree for this instance, with the same configuration and general";
      throw new GroupError("notStarted", cause, fix);
    }
    case "stopped":
      if (isClosing)
        throw new GroupError("closed", `${what} ended undecided: the membership was closed`, "join again");
      throw new GroupError("stopped", `${what} ended undecided: its signal was aborted`, "agree again");
    case "crashed":
      throw new GroupError(
        "crashed",
        `${what}: this member crashed, as its strategy says`,
        "take it out of traitors",
      );
  }
}

/** What was decided, as values. */
function valuesIn({ decided }: Course): Pick<AgreementResult, "value" | "vector"> {
  if (!decided) return {};
  const { order, vector, contents } = decided;
  if (!vector) return contents ? { value: valueOf(order, contents) } : {};
  const entries = Object.entries(vector).map(([id, entry]) => [
    id,
    contents ? valueOf(entry, contents) : entry,
  ]);
  return { vector: Object.fromEntries(entries) as Record<NodeId, JsonValue> };
}

function valueOf(order: Order, contents: Contents): JsonValue {
  return JSON.parse(contents[order] ?? "null") as JsonValue;
}
