/** The commands of a block that were done there, as those who read the log see them: each once, however often it was sent. */
import { type Command, type Json, readCommand } from "../../log/command.js";
import { type Changing, readChanging } from "../../log/members.js";
import type { LogEntry } from "./events.js";
import type { LedgerBlock } from "./ledger.js";

export function entriesOf({ block, outcomes }: LedgerBlock): LogEntry[] {
  const { height, view } = block;
  return outcomes.flatMap((outcome, index) => {
    if (outcome.is !== "applied") return [];
    const changing = readChanging(block.commands[index] as string);
    if (changing) return [{ height, index, view, ...changeEntry(changing), result: outcome.result }];
    const { client, sequence, command } = readCommand(block.commands[index] as string) as Command;
    return [{ height, index, view, client, sequence, command: command as Json, result: outcome.result }];
  });
}

/** Changes of the members stand under a name that no client can have. */
export function changeEntry({
  epoch,
  change,
  isLearner,
}: Changing): Pick<LogEntry, "client" | "sequence" | "command"> {
  const command = { members: { ...change, ...(isLearner && { learner: true }) } };
  return { client: "~members", sequence: epoch, command: command as Json };
}
