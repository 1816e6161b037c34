/** What a line is offered in the place of what it lacks: such as its own recording or configuration takes. */
import type { Command } from "commander";
import type { Config } from "../config/config.js";
import { flagName } from "../config/draft.js";
import { CONFIG_FLAGS } from "../config/flags.js";
import type { Group } from "../core/group.js";
import { examplePath } from "../explain/sentence.js";
import { readRecording } from "../recording/read.js";
import { groupOfRun } from "../recording/recording.js";
import { type Line, nameOf } from "./line.js";
import { nodeBeside, pathMeant } from "./lists.js";
import { beginningOf } from "./recordings.js";
import { readLine } from "./settings.js";

/** The line of a run, with as many nodes as there may be, is shorter. */
const RUN_LINE_BYTES_MAX = 100_000;

/** Only beside another mistake: every other line is left as it was typed. */
export function fitExamples(command: Command, line: Line): void {
  const [place] = command.registeredArguments;
  if (place?.name() === "recording") return fitRecording(command, line);
  const isConfigured = command.options.some((one) => nameOf(one) === "no-config");
  const known = isConfigured && line.shown.size > 0 ? configOf(line) : null;
  if (known === null) return;
  const fitting = examplesOf(known);
  const [operand] = line.operands;
  for (const name of line.shown) {
    const value = fitting[name];
    if (value === undefined) continue;
    if (operand && value !== null && name === place?.name()) operand.text = value;
    else line.set(name, value);
  }
}

/** The configuration that the line is about, whatever is only shown; null where it has none. */
function configOf(line: Line): Config | null {
  const shown = CONFIG_FLAGS.filter((key) => line.shown.has(flagName(key).slice(2)));
  return readLine(line, Object.fromEntries(shown.map((key) => [key, undefined])));
}

/** For each flag, or operand, what keeps the configuration as it is, or goes with it. */
function examplesOf({ nodes, general, order, orders, contents, m, ...config }: Config): Examples {
  const ids = nodes.map(({ id }) => id);
  const lieutenants = ids.filter((id) => id !== general);
  const liars = lieutenants.slice(0, Math.min(m, 2));
  const missed = `${lieutenants.at(-1)}@1`;
  return {
    id: String(ids[0]),
    // a file that has other ids goes with no number of nodes
    nodes: ids.at(-1) === ids.length ? String(ids.length) : null,
    general: String(general),
    m: String(m),
    traitors: liars.map((id, index) => `${id}:${index === 0 ? "flip" : "split"}`).join(",") || "none",
    miss: missed,
    late: missed,
    restart: missed,
    down: missed,
    // of values of any kind the orders are digests, and every value is one
    ...(!contents && {
      order,
      orders: orders.join(","),
      default: config.default,
      value: `${ids[0]}=${order}`,
    }),
  };
}

type Examples = Readonly<Record<string, string | null>>;

/** Which nodes there are, and whether `142` is a path or an id, its recording knows. */
function fitRecording(command: Command, line: Line): void {
  if (!command.options.some((one) => nameOf(one) === "node")) return;
  const group = groupRecorded(line.operands[0]?.text);
  const shown = (name: string) => group !== null && line.shown.has(name);
  const typed = shown("path") && group ? examplePath(group) : line.flag("path")?.values[0];
  const path = typed === undefined ? "" : pathMeant(typed, group?.ids);
  if (typed !== undefined) line.set("path", path);
  const isAboutOne = ["path", "tree", "world"].some((name) => line.flag(name));
  if (shown("node") || (isAboutOne && !line.flag("node"))) line.set("node", nodeBeside(path, group));
}

/** The group whose run the file begins with; null where it cannot be read, or only once. */
function groupRecorded(file = ""): Group | null {
  try {
    return groupOfRun(readRecording(beginningOf(file, RUN_LINE_BYTES_MAX)).run);
  } catch {
    return null;
  }
}
