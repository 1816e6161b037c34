/** Turns as JSON, one line a message: the spelling that is used where nothing is said. */
import type { NodeId, Order } from "../../core/group.js";
import { vectorText } from "../../protocols/vector/rules.js";
import type { Decides, Heard, Tell, Tells } from "../turn.js";
import {
  FOR_PEOPLE,
  type Misread,
  markFault,
  outOfTurn,
  quoted,
  type Spelling,
  type Turns,
} from "./spelling.js";

export const json: Spelling = {
  start(start, isVector) {
    return `${JSON.stringify(isVector ? ({ ...start, general: null } as object) : start)}\n`;
  },
  round(round, heard: readonly Heard[]) {
    return `${JSON.stringify({ round, heard })}\n`;
  },
  endsWith: () => true,
  read([line = ""], turns) {
    const value = parsed(line, turns);
    if ("misread" in value) return value;
    const isLast = turns.round === turns.lastRound;
    const { tell, decide } = value.said;
    if (isLast && decide === undefined && tell !== undefined) return outOfTurn(turns, "told");
    if (!isLast && tell === undefined && decide !== undefined) return outOfTurn(turns, "decided");
    return isLast ? readDecision(decide, turns) : readTells(tell, turns);
  },
};

function parsed(line: string, { round }: Turns): { said: Record<string, unknown> } | Misread {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    const mark = markFault(line, round);
    if (mark) return mark;
    const hint =
      line.trim() === "{"
        ? "the whole of an answer is one line"
        : /^\{\s*'/.test(line)
          ? "JSON has double quotes (in Python json.dumps writes it)"
          : FOR_PEOPLE;
    return { misread: `answered round ${round} with a line that is not JSON: ${quoted(line)}; ${hint}` };
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return { said: value as Readonly<Record<string, unknown>> };
  return {
    misread: `answered round ${round} with a line that is no JSON object: ${quoted(line)}; ${FOR_PEOPLE}`,
  };
}

function readDecision(decide: unknown, { round, nodes, isVector }: Turns): Decides | Misread {
  if (decide === undefined) return { misread: `answered round ${round}, the last one, without "decide"` };
  if (!isVector) {
    if (typeof decide === "string") return { decision: decide };
    return { misread: `decided ${shown(decide)}, which is not the text of an order` };
  }
  if (typeof decide !== "object" || decide === null)
    return { misread: `decided ${shown(decide)}, and not an object with one value a node` };
  const entries = decide as Record<string, unknown>;
  const missing = nodes.find((id) => typeof entries[id] !== "string");
  if (missing !== undefined) return { misread: `decided without a text as the value of node ${missing}` };
  return { decision: vectorText(Object.fromEntries(nodes.map((id) => [id, entries[id] as Order]))) };
}

function readTells(tell: unknown, { round }: Turns): Tells | Misread {
  if (tell === undefined)
    return { misread: `answered round ${round} without "tell"; with nothing to tell it is []` };
  if (!Array.isArray(tell)) return { misread: `answered round ${round} with a "tell" that is no list` };
  for (let place = 0; place < tell.length; place++) {
    const fault = faultOf(tell[place]);
    if (fault !== null) return { misread: `told in round ${round}, in entry ${place} of "tell", ${fault}` };
  }
  return { tells: tell as Tell[] };
}

function faultOf(one: unknown): string | null {
  if (typeof one !== "object" || one === null) return `${shown(one)}, which is no object`;
  const { to, path, order } = one as { to: unknown; path: unknown; order: unknown };
  if (!isId(to)) return `"to": ${idFault(to)}`;
  if (!Array.isArray(path)) return `"path": ${shown(path)}, which is no list of ids`;
  const wrong = path.findIndex((id) => !isId(id));
  if (wrong >= 0) return `"path": ${idFault(path[wrong])}`;
  return typeof order === "string" ? null : `"order": ${shown(order)}, which is not the text of an order`;
}

function isId(value: unknown): value is NodeId {
  return Number.isInteger(value);
}

function idFault(value: unknown): string {
  if (typeof value === "string" && /^\d+$/.test(value))
    return `"${value}", which is text; ids are numbers: ${Number(value)}, without quotes`;
  return `${shown(value)}, which is no id`;
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  return quoted(textOf(value)).slice(1, -1);
}

/** Lists can lie in one another deeper than they can be written again. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return Array.isArray(value) ? "[[…" : "{…";
  }
}
