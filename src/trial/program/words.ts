/** Turns as lines of words, for languages without JSON at hand: C, Java, a shell. */
import type { NodeId } from "../../core/group.js";
import { formatPath } from "../../core/path.js";
import { wholeNumber } from "../../core/whole.js";
import type { SealedHeard } from "../../protocols/sm/trial/rules.js";
import { vectorText } from "../../protocols/vector/rules.js";
import type { Decides, Heard, Start, Tell, Tells } from "../turn.js";
import {
  FOR_PEOPLE,
  type Misread,
  markFault,
  outOfTurn,
  quoted,
  type Spelling,
  type Turns,
} from "./spelling.js";

export const words: Spelling = {
  start(start: Start, isVector) {
    const { id, nodes, general, m, orders, order } = start;
    const first = [id, nodes.join(","), isVector ? "-" : general, m, start.default, order ?? "-"];
    return `start ${first.join(" ")} ${orders.join(" ")}\n`;
  },
  round(round, heard) {
    return `round ${round}\n${heard.map(heardLine).join("")}end\n`;
  },
  endsWith: (line) => line.trim() === "end",
  read(lines, turns) {
    const mark = markFault(lines[0] ?? "", turns.round);
    if (mark) return mark;
    const tells: Tell[] = [];
    let decided: readonly string[] | undefined;
    for (const line of lines.slice(0, -1)) {
      const [verb, ...rest] = line.trim().split(/\s+/);
      const tell = verb === "tell" ? tellOf(rest) : undefined;
      if (verb === "decide" && decided) return twice(line, turns);
      if (verb === "decide") decided = rest;
      else if (tell && !("misread" in tell)) tells.push(tell);
      else if (tell) return { misread: `told in round ${turns.round} ${tell.misread}: ${quoted(line)}` };
      else return strange(line, turns);
    }
    return answerOf(tells, decided, turns);
  },
};

function heardLine({ from, path, order, ...rest }: Heard): string {
  const { seals } = rest as Partial<SealedHeard>;
  return `heard ${from} ${formatPath(path)} ${order}${seals ? ` ${formatPath(seals)}` : ""}\n`;
}

function strange(line: string, { round }: Turns): Misread {
  const known = "answers are lines that begin with tell or decide, and end";
  return { misread: `answered round ${round} with a line ${quoted(line)}; ${known}; ${FOR_PEOPLE}` };
}

function twice(line: string, turns: Turns): Misread {
  const { round, lastRound, isVector } = turns;
  if (round < lastRound) return outOfTurn(turns, "decided");
  const fix = isVector ? "; the values of all nodes are words of one line" : "";
  return { misread: `decided in round ${round} a second time, ${quoted(line)}${fix}` };
}

function tellOf([to = "", path = "", order, ...more]: readonly string[]): Tell | Misread {
  if (order === undefined || more.length > 0)
    return { misread: "with a line that is not tell TO PATH ORDER" };
  const ids = [to, ...path.split(".")].map(wholeNumber);
  const wrong = ids.findIndex((id) => id === null);
  if (wrong >= 0)
    return {
      misread: `with an id that is not written as a whole number, "${[to, ...path.split(".")][wrong]}"`,
    };
  const [receiver, ...hops] = ids as NodeId[];
  return { to: receiver as NodeId, path: hops, order };
}

function answerOf(
  tells: readonly Tell[],
  decided: readonly string[] | undefined,
  turns: Turns,
): Tells | Decides | Misread {
  const { round, lastRound, nodes, isVector } = turns;
  if (round < lastRound) return decided ? outOfTurn(turns, "decided") : { tells };
  if (tells.length > 0) return outOfTurn(turns, "told");
  if (!decided)
    return { misread: `answered round ${round}, the last one, without a line that begins with decide` };
  const wanted = isVector ? nodes.length : 1;
  if (decided.length !== wanted)
    return {
      misread: `decided ${quoted(decided.join(" "))}, which is not ${wanted === 1 ? "one word" : `${wanted} words`}`,
    };
  if (!isVector) return { decision: decided[0] as string };
  return {
    decision: vectorText(Object.fromEntries(nodes.map((id, place) => [id, decided[place] as string]))),
  };
}
