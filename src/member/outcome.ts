/** What an agreement came to, for the program that asked for it. */
import type { JsonValue } from "../config/contents.js";
import type { NodeId, Order } from "../core/group.js";
import type { Contents } from "../core/party.js";
import type { NodeOutcome, RoundSummary, StampedEvent } from "../node/events.js";
import { type AgreementResult, GroupError } from "./events.js";

/** What a member has seen of an agreement so far. */
export interface Course {
  readonly instance: number;
  readonly rounds: readonly RoundSummary[];
  readonly faults: AgreementResult["faults"][number][];
  decided: Extract<StampedEvent, { kind: "decide" }> | null;
}

/** Who asks. */
export interface Asker {
  readonly id: NodeId;
  readonly general: NodeId;
  /** why this peer said no READY */
  readonly why: (peer: NodeId) => string;
  readonly isClosing: boolean;
}

/** GroupError where nothing was decided, or nothing that could be relied on. */
export function resultOf(open: Course, asker: Asker, outcome: NodeOutcome): AgreementResult | GroupError {
  const { instance } = open;
  const what = `instance ${instance}`;
  switch (outcome.end.kind) {
    case "decided":
      return resultOfDecision(open, asker, outcome, outcome.end.order);
    case "gaveUp": {
      const reasons = new Map(outcome.end.why.map(({ id, what: why }) => [id, `: ${why}`]));
      const missing = outcome.end.missing
        .map((peer) => `node ${peer} ${asker.why(peer)}${reasons.get(peer) ?? ""}`)
        .join("; ");
      const fix =
        "see that enough members call agree for this instance, with the same configuration and general";
      return new GroupError("notStarted", `${what} did not start: ${missing}`, fix);
    }
    case "stopped":
      return stopped(instance, asker.isClosing);
    case "crashed": {
      const cause = `${what}: this member crashed, as its strategy says`;
      return new GroupError("crashed", cause, "take it out of traitors");
    }
  }
}

function resultOfDecision(
  open: Course,
  { id, general }: Asker,
  { attended, traffic }: NodeOutcome,
  order: Order,
): AgreementResult | GroupError {
  const { instance, rounds, faults } = open;
  const what = `instance ${instance}`;
  switch (attended.kind) {
    case "late": {
      const taken = id === general ? ", so its value was not taken" : "";
      const cause = `node ${id} was late in ${what}: ${listed(attended.missedBy)} went on without it${taken}`;
      return new GroupError("late", cause, `agree again: the others go on with instance ${instance + 1}`);
    }
    case "tooManyFaults": {
      const cause = `${what} guarantees nothing: ${listed(attended.missing)} failed at node ${id}, more than m`;
      return new GroupError("tooManyFaults", cause, "see why they were silent or late, and agree again");
    }
    case "tookPart": {
      const { participants, guaranteed, inTime } = attended;
      const { value, vector } = valuesIn(open);
      // most have neither, and a spread is dear
      if (value === undefined && !vector)
        return {
          instance,
          general,
          decision: order,
          participants,
          guaranteed,
          inTime,
          rounds,
          faults,
          traffic,
        };
      return {
        ...{ instance, general, decision: order },
        ...(value !== undefined && { value }),
        ...(vector && { vector }),
        ...{ participants, guaranteed, inTime, rounds, faults, traffic },
      };
    }
  }
}

function listed(ids: readonly NodeId[]): string {
  return ids.map((id) => `node ${id}`).join(", ");
}

/** The program has given this instance up. */
export function stopped(instance: number, isClosing: boolean): GroupError {
  const what = `instance ${instance} ended undecided`;
  return isClosing
    ? new GroupError("closed", `${what}: the membership was closed`, "join again")
    : new GroupError("stopped", `${what}: its signal was aborted`, "agree again");
}

/** The others are past this instance. */
export function behind(id: NodeId, instance: number, next: number): GroupError {
  const cause = `node ${id} fell behind: instance ${instance} went by without it, and the others take part in ${next} next`;
  return new GroupError(
    "behind",
    cause,
    "agree(order) without an instance takes part in the next one that begins",
  );
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
