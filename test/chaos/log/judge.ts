/** Whether clients of a log saw one counter, and whether its members hold one log with all that was acknowledged, once. */
import type { LogEntry } from "../../../src/member/log/events.js";
import type { Schedule } from "./draw.js";

/** One operation on the counter: it read this, or raised it to this. */
export interface Operation {
  readonly client: string;
  readonly sequence: number | null;
  readonly startMs: number;
  readonly endMs: number;
  readonly value: number;
}

export interface Played {
  readonly operations: readonly Operation[];
  /** of each loyal member, at the end */
  readonly logs: ReadonlyMap<number, readonly LogEntry[]>;
  /** against whom some member held evidence */
  readonly accused: readonly number[];
  /** what did not come to an end in time */
  readonly hung: readonly string[];
}

export function violationsIn({ traitor }: Schedule, { operations, logs, accused, hung }: Played): string[] {
  const [first = [], ...others] = logs.values();
  const loyal = [...new Set(accused)].filter((id) => id !== traitor?.id);
  return [
    ...hung,
    ...orderFaults(operations),
    ...lossFaults(operations, first),
    ...others.flatMap((log) =>
      JSON.stringify(log) === JSON.stringify(first) ? [] : ["two members hold two logs"],
    ),
    ...loyal.map((id) => `member ${id} is loyal, and there is evidence against it`),
  ];
}

/**
 * A counter that only rises, by one, is linearizable if every operation that begins after another has ended sees no less than
 * that, and a raise sees more; and if no two raise it to the same.
 */
function orderFaults(operations: readonly Operation[]): string[] {
  const faults: string[] = [];
  const byEnd = operations.toSorted((a, b) => a.endMs - b.endMs);
  let [at, highest] = [0, 0];
  for (const one of operations.toSorted((a, b) => a.startMs - b.startMs)) {
    for (; (byEnd[at]?.endMs ?? Number.POSITIVE_INFINITY) < one.startMs; at++)
      highest = Math.max(highest, (byEnd[at] as Operation).value);
    const isRaise = one.sequence !== null;
    if (isRaise ? one.value <= highest : one.value < highest)
      faults.push(`${one.client} ${isRaise ? "raised to" : "read"} ${one.value} after ${highest} was seen`);
  }
  const raised = operations.flatMap(({ sequence, value }) => (sequence === null ? [] : [value]));
  if (new Set(raised).size < raised.length) faults.push("two raised the counter to the same");
  return faults;
}

/** What was acknowledged stands in the log once, and nothing is done twice. */
function lossFaults(operations: readonly Operation[], log: readonly LogEntry[]): string[] {
  const nameOf = (client: string, sequence: number) => `${client}#${sequence}`;
  const done = log.flatMap(({ client, sequence, command, result }) =>
    result === true && typeof command === "object" ? [nameOf(client, sequence)] : [],
  );
  const counts = log.flatMap(({ command, result }) =>
    result === true ? [(command as { cas: [string, number | null, number] }).cas[2]] : [],
  );
  return [
    ...operations.flatMap(({ client, sequence }) =>
      sequence === null || done.includes(nameOf(client, sequence))
        ? []
        : [`${nameOf(client, sequence)} was acknowledged, and is not in the log`],
    ),
    ...(new Set(done).size < done.length ? ["a command was done twice"] : []),
    ...(counts.every((count, index) => count === index + 1) ? [] : ["the counter does not rise by one"]),
  ];
}
