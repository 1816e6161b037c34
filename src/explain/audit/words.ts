/** What an audit came to, as a reader is told it at the end of a recording's story, or on top of its pictures. */
import { count, indent, say, span, type Text } from "../text.js";
import type { Audit } from "./audit.js";

/** Of more only the number is told. */
const CONTRADICTIONS_TOLD_MAX = 20;

export function auditLines({ contradictions, notJudged, replayed }: Audit): Text {
  const told = contradictions.slice(0, CONTRADICTIONS_TOLD_MAX);
  const more = contradictions.length - told.length;
  const found = [
    say`This recording contradicts itself:`,
    ...told.map((line) => indent(1, say`${line}`)),
    ...(more > 0 ? [indent(1, say`… and ${count(more, "more contradiction")}.`)] : []),
  ];
  const none =
    notJudged.length > 0
      ? say`What could be judged of it does not contradict itself.`
      : say`Checked from its reports alone: every loyal node told what it owed and decided by what it was told, and the verdict follows.`;
  return [
    ...(contradictions.length > 0 ? found : [none]),
    ...(contradictions.length === 0 && replayed
      ? [
          say`Handed again what came in to them, ${count(replayed, "input")}, the loyal nodes took every step as it is recorded.`,
        ]
      : []),
    ...notJudged.map((line) => say`${span("note", `Not judged: ${line}`)}`),
  ];
}
