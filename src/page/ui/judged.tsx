/** The lines of a verdict, each with the sign of its judgement. */
import type { Group } from "../../core/group.js";
import { type Line, say } from "../../explain/text.js";
import type { VerdictLine } from "../../recording/recording.js";
import type { Judgement } from "../../recording/verdict.js";
import { Words } from "./words.js";

const SIGNS: Record<Judgement, string> = { holds: "✓", violated: "✗", vacuous: "–", unknown: "?" };

interface JudgedProps {
  /** null: the line is about no condition */
  readonly lines: readonly { readonly line: Line; readonly judgement: Judgement | null }[];
  readonly group: Group;
}

/** Who failed without being a traitor, and why that is said. */
export function failedLines(verdict: VerdictLine | undefined): JudgedProps["lines"] {
  return (verdict?.observed ?? []).map(({ id, why }) => ({
    line: say`node ${id} ${why}: counted as a traitor`,
    judgement: null,
  }));
}

export function Judged({ lines, group }: JudgedProps) {
  return (
    <ul>
      {lines.map(({ line, judgement }, index) => (
        <li key={index} class={judgement ?? "note"}>
          <span class="sign" aria-hidden="true">
            {judgement ? SIGNS[judgement] : "i"}
          </span>
          <span>
            <Words line={line} group={group} />
          </span>
        </li>
      ))}
    </ul>
  );
}
