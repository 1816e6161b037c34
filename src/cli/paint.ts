/** Explanations on a terminal: wrapped, and coloured by the role of each span. NO_COLOR is honoured. */
import pc from "picocolors";
import { type Role, type Text, wrapped } from "../explain/text.js";
import { columnsOf } from "./print.js";

const COLOURS: Readonly<Record<Role, (text: string) => string>> = {
  heading: pc.bold,
  order: pc.cyan,
  path: pc.bold,
  traitor: pc.red,
  violated: pc.red,
  note: pc.dim,
};

/** Columns that a text may take. */
export function terminalWidth(): number {
  return Math.min(columnsOf("stdout") ?? 100, 120);
}

export function paint(text: Text): string {
  return wrapped(text, terminalWidth())
    .map((line) => line.map(({ text: part, role }) => (role ? COLOURS[role](part) : part)).join(""))
    .join("\n");
}
