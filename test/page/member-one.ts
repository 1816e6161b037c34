/** The lesson's log as member 1 of a real group would have written it: commands by their digests, others by hearsay. */
import { lessonLog } from "../../src/page/model/lessons/log.js";
import type { LogLine } from "../../src/recording/log-lines.js";

function ofMemberOne(lines: readonly LogLine[]): string {
  const real = { by: [1], group: "ab", epoch: 0, startedMs: 1_700_000_000_000 };
  const head = { type: "log", version: 1, protocol: "simplex", members: [1, 2, 3, 4], deltaMs: 20 };
  const own = lines.flatMap((line): LogLine[] => {
    const { node, type } = line;
    if (type === "block") {
      const commands = line.commands.map((command) => command * 2 ** 40);
      return [{ ...line, commands, names: commands.map(() => ""), ...(node !== 1 && { heardBy: 1 }) }];
    }
    if (node !== 1) return type === "voted" ? [{ ...line, heardBy: 1 }] : [];
    return type === "submitted" ? [{ ...line, command: line.command * 2 ** 40 }] : [line];
  });
  return [{ ...head, traitors: [], real }, ...own].map((line) => `${JSON.stringify(line)}\n`).join("");
}

export const MEMBER_ONE = ofMemberOne(lessonLog().recording.lines);
