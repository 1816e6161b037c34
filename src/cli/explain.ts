import { Command } from "commander";
import type { NodeId } from "../core/group.js";
import { printable } from "../core/printable.js";
import { hasTrees, type Recording } from "../core/recording.js";
import { explainDifference } from "../explain/difference.js";
import { drawTree } from "../explain/draw.js";
import { RecordingError } from "../explain/fields.js";
import { contradictionsIn } from "../explain/judge.js";
import { named } from "../explain/named.js";
import { explainNode } from "../explain/node.js";
import { type ReadRecording, readRecording } from "../explain/read.js";
import { contradictionsByReplay } from "../explain/replay.js";
import { tellRounds, tellRoundsOf } from "../explain/rounds.js";
import { parsePath } from "../explain/sentence.js";
import { tellStory } from "../explain/story.js";
import { BLANK, say, type Text, toPlain } from "../explain/text.js";
import { explainPath } from "../explain/told.js";
import { treesOf } from "../explain/trees.js";
import { twoWorlds } from "../explain/worlds.js";
import { CliError, EXIT } from "./exit.js";
import { paint, terminalWidth } from "./paint.js";
import { readNamedFile } from "./reading.js";

interface ExplainSettings {
  readonly node?: readonly string[];
  readonly path?: string;
  readonly tree?: boolean;
  readonly world?: string;
  readonly json?: boolean;
}

/** A recording of more bytes is not read into memory, nor could it be one string. */
const RECORDING_BYTES_MAX = 500 * 1024 * 1024;

export function explainCommand(done: (exitCode: number) => void): Command {
  return new Command("explain")
    .description("tell from a recording, in sentences, what was told, how each vote went, and why")
    .argument("<recording>", "a file that run or sim wrote with --record")
    .option(
      "--node <id>",
      "explain this node; give it twice to compare two nodes",
      (id, ids: string[] | undefined) => [...(ids ?? []), id],
    )
    .option("--path <path>", "only what the node was told along this path, e.g. 1.3.2")
    .option("--tree", "draw the node's tree, folded")
    .option("--world <recording>", "a second recording: show that the node cannot tell the two apart")
    .option("--json", "print the explanation as JSON: a list of lines")
    .action((file: string, settings: ExplainSettings) => {
      const text = explain(named(readFile(file)), settings);
      process.stdout.write(
        settings.json ? `${JSON.stringify({ lines: toPlain(text).split("\n") })}\n` : `${paint(text)}\n`,
      );
      done(EXIT.holds);
    });
}

function explain(recording: Recording, settings: ExplainSettings): Text {
  try {
    return explanation(recording, settings);
  } catch (error) {
    if (error instanceof RecordingError) throw new CliError(EXIT.usage, error.message);
    throw error;
  }
}

function explanation(recording: Recording, { node = [], path, tree, world }: ExplainSettings): Text {
  const [first, second] = node.map((id) => nodeOf(recording, id));
  refuseConflicts(node.length, { path, tree, world });
  if (first === undefined) return wholeRun(recording);
  if (!hasTrees(recording.run) && node.length === 1 && !(path ?? tree ?? world))
    return tellRoundsOf(recording, first);
  if (world !== undefined) return twoWorlds(recording, readFile(world), first, terminalWidth());
  if (second !== undefined) return explainDifference(recording, first, second);
  if (path !== undefined) return explainPath(recording, first, parsePath(recording, path));
  const drawn = tree ? treesOf(recording).get(first) : undefined;
  return drawn
    ? [...explainNode(recording, first), BLANK, ...drawTree(drawn, { width: terminalWidth() })]
    : explainNode(recording, first);
}

/** Each of these flags is about one node, and about it alone. */
function refuseConflicts(nodes: number, flags: Readonly<Record<string, unknown>>): void {
  const given = Object.keys(flags).filter((flag) => flags[flag] !== undefined);
  if (given.length > 1) {
    throw new CliError(
      EXIT.usage,
      `--${given[0]} and --${given[1]} do not go together\n  fix: give one of them`,
    );
  }
  if (given.length === 1 && nodes !== 1) {
    throw new CliError(EXIT.usage, `--${given[0]} is about one node\n  fix: give --node ID once with it`);
  }
}

/** The run as a story, and whether its reports bear out what it says. */
function wholeRun(recording: Recording): Text {
  if (!hasTrees(recording.run)) return wholeRunWithoutTrees(recording);
  const contradictions = contradictionsIn(recording);
  const checked =
    contradictions.length === 0
      ? [
          say`Checked from its reports alone: every loyal node relayed what it accepted and decided by its own fold.`,
        ]
      : [say`This recording contradicts itself:`, ...contradictions.map((line) => say`  ${line}`)];
  return [...tellStory(recording), BLANK, ...checked];
}

function wholeRunWithoutTrees(recording: Recording): Text {
  const contradictions = contradictionsByReplay(recording);
  const sound = say`Checked from its reports alone: every loyal node told what it owed and decided by what it was told.`;
  const checked =
    contradictions === null
      ? [say`It was not checked, for it only counts relays: record the run with --record-all.`]
      : contradictions.length === 0
        ? [sound]
        : [say`This recording contradicts itself:`, ...contradictions.map((line) => say`  ${line}`)];
  return [...tellRounds(recording), BLANK, ...checked];
}

function nodeOf({ run }: Recording, text: string): NodeId {
  const id = Number(text);
  if (run.nodes.includes(id)) return id;
  throw new CliError(
    EXIT.usage,
    `node ${text} is not in this recording\n  fix: name one of its nodes: ${run.nodes.join(", ")}`,
  );
}

function readFile(file: string): ReadRecording {
  const text = readNamedFile(file, {
    what: "the recording",
    bytesMax: RECORDING_BYTES_MAX,
    exitCode: EXIT.usage,
    fix: `record a run, without --record-all if it is large: strategos run --record ${printable(file)}`,
  });
  try {
    const recording = readRecording(text);
    for (const note of recording.notes) process.stderr.write(`${printable(file)}: ${note}\n`);
    return recording;
  } catch (error) {
    if (error instanceof RecordingError)
      throw new CliError(EXIT.usage, `${printable(file)}: ${error.message}`);
    throw error;
  }
}
