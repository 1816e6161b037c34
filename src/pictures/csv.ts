/**
 * Every relay as a row, for spreadsheets and statistics. The ids of a path are joined by `>` there: 1.10 is a path, and to whatever
 * guesses the type of a column the number 1.1. What was owed and not told has no `told`, and what was told and not owed no `owed`.
 */
import type { Order } from "../core/group.js";
import type { Relay } from "../core/relay.js";
import { RecordingError } from "../recording/fields.js";
import { nameOf } from "../recording/named.js";
import type { Message, Sequence } from "./messages.js";

const HEAD = "round,from,to,at,path,told,owed,lie";

export function sequenceCsv({ run, messages }: Sequence): string {
  if (messages.some(({ at, relays }) => at !== null && relays === null)) {
    const what = "relays of this run were counted, not recorded";
    throw new RecordingError(null, what, "record the run with --record-all");
  }
  const rows = messages.flatMap((message) => rowsOf(message).map((cells) => cells.map(quoted).join(",")));
  return `${[HEAD, ...rows].join("\n")}\n`;

  function rowsOf({ round, from, to, at, relays, lies }: Message): string[][] {
    const row = (
      relay: Relay | undefined,
      told: Order | undefined,
      owed: Order | undefined,
      isLie: boolean,
    ) => [
      ...[round, from, to].map(String),
      at === null ? "" : String(at),
      relay?.path.join(">") ?? "",
      ...[told, owed].map((order) => (order === undefined ? "" : nameOf(order, run.contents))),
      String(isLie),
    ];
    const wrong = new Map(lies.flatMap(({ told, due }) => (told ? [[told, due] as const] : [])));
    const lost = lies.filter(({ told }) => told === undefined);
    return [
      ...(relays ?? []).map((relay) => {
        const isLie = wrong.has(relay);
        return row(relay, relay.order, isLie ? wrong.get(relay)?.order : relay.order, isLie);
      }),
      ...lost.map(({ due }) => row(due, undefined, due?.order, true)),
    ];
  }
}

function quoted(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
