/** `strategos explain`: a recording in sentences: a path, a node, a decision, a difference. */
import { nearest } from "../../config/suggest.js";
import type { NodeId } from "../../core/group.js";
import type { Path } from "../../core/path.js";
import { printable } from "../../core/printable.js";
import { wholeNumber } from "../../core/whole.js";
import { type Audit, audit, auditLines } from "../../explain/audit/audit.js";
import { explainDifference } from "../../explain/difference.js";
import { drawTree } from "../../explain/draw.js";
import { explainNode } from "../../explain/node.js";
import { explainPath } from "../../explain/one-path.js";
import { tellRounds } from "../../explain/rounds.js";
import { parsePath } from "../../explain/sentence.js";
import { tellStory } from "../../explain/story.js";
import { BLANK, type Text, toPlain } from "../../explain/text.js";
import { treesOf } from "../../explain/trees.js";
import { twoWorlds } from "../../explain/worlds.js";
import { FORMATS, type Format } from "../../pictures/formats.js";
import { isLogText } from "../../recording/log-lines.js";
import { type ReadRecording, readRecording } from "../../recording/read.js";
import { hasTrees, type Recording } from "../../recording/recording.js";
import { type Changes, EXIT, usage } from "../exit.js";
import { pathMeant } from "../lists.js";
import { paint, terminalWidth } from "../paint.js";
import { print } from "../print.js";
import { isFolder, readRecordingFile, recordingIn, recordingText } from "../recording-file.js";
import { beginningOf } from "../recordings.js";
import type { SettingsOf, Verb } from "../verb.js";

const FLAGS = {
  "--node <id>": { help: "explain this node; give it twice to compare two nodes", isRepeated: true },
  "--path <path>": "only what the node was told along this path, e.g. 1.3.2",
  "--tree": "draw the node's tree, folded",
  "--world <recording>": "a second recording: show that the node cannot tell the two apart",
  "--as <format>": `a picture: ${FORMATS.join(", ")}; of the run, of one --node, or of one --path`,
  "--round <round>": "of a picture: this round alone, or a tree down to it",
  "--output <file>": { help: "write the picture there", isWritten: true },
  "--json": "print the explanation as JSON: a list of lines, and what the audit found",
} as const;

type ExplainSettings = SettingsOf<typeof FLAGS>;

export const verb: Verb = {
  operands: { "<recording>": "what --record wrote: the file of run or sim, or the folder of serve" },
  flags: FLAGS,
  refuse: (file: string, settings: ExplainSettings) =>
    isFolder(file) || isLogText(beginningOf(file)) || refuseIdle(settings),
  run: explainRecording,
};

async function explainRecording(file: string, given: ExplainSettings): Promise<number> {
  const settings = given.node ? { ...given, node: [...new Set(given.node)] } : given;
  const written = isFolder(file) ? null : recordingText(file);
  if (written === null || isLogText(written)) return await ofLog(file, written, settings);
  const recording = recordingIn(file, written, readRecording);
  if (settings.as !== undefined) return await drawPicture(recording, settings);
  const { text, audited } = explain(recording, settings);
  const lines = toPlain(text).split("\n");
  print(settings.json ? `${JSON.stringify({ lines, ...audited })}\n` : `${paint(text)}\n`);
  return audited.contradictions.length > 0 ? EXIT.violated : EXIT.holds;
}

/** `written`: null where it is a folder. */
async function ofLog(file: string, written: string | null, settings: ExplainSettings): Promise<number> {
  const { explainLog, logRecordingIn, logRecordingOf } = await import("../explain-log.js");
  const recorded = () => (written === null ? logRecordingOf(file) : logRecordingIn(file, written));
  return explainLog(file, recorded, { ...settings });
}

/** Draws the picture; the exit code is that of the audit, whose first finding goes to stderr. */
async function drawPicture(recording: ReadRecording, settings: ExplainSettings): Promise<number> {
  const { node = [], path, round, output } = settings;
  const format = formatOf(settings.as ?? "");
  refuseWithoutNode(node, { path }, recording);
  if (node.length > 1) throw usage("a picture is of one node", { node: node[0] ?? null });
  const id = node[0] === undefined ? undefined : nodeOf(recording, node[0]);
  const { picture } = await import("../../pictures/pictures.js");
  const { writePicture } = await import("../picture-file.js");
  await writePicture(
    () =>
      picture(recording, format, {
        ...(id !== undefined && { node: id }),
        ...(round !== undefined && { round: roundOf(round) }),
        ...(path !== undefined && { path: pathOf(recording, path) }),
      }),
    format,
    output,
  );
  const [first] = audit(recording).contradictions;
  if (first === undefined) return EXIT.holds;
  process.stderr.write(`this recording contradicts itself: ${first}\n`);
  return EXIT.violated;
}

function formatOf(text: string): Format {
  const format = FORMATS.find((one) => one === text);
  if (format) return format;
  const meant = nearest(text, FORMATS) ?? "svg";
  throw usage(`there is no format ${printable(text, 40)}, but ${FORMATS.join(", ")}`, {
    as: meant,
  });
}

function roundOf(text: string): number {
  const round = wholeNumber(text);
  if (round !== null) return round;
  throw usage(`--round ${printable(text, 40)} is no whole number`, { round: "1" });
}

/** Flags that would be of no use beside others: of `--path`, `--tree` and `--world` one, and beside a picture the first alone. */
function refuseIdle({ as, round, output, path, tree, world, json }: ExplainSettings): void {
  const flags = { path, tree, world, ...(as !== undefined && { json, as }) };
  const given = givenOf(flags);
  const idle = as === undefined ? given.slice(1) : given.filter((flag) => flag !== "path" && flag !== "as");
  if (idle.length > 0)
    throw usage(
      `--${given[0]} and --${given[1]} do not go together`,
      Object.fromEntries(idle.map((flag) => [flag, null])),
    );
  if (as !== undefined && path !== undefined && round !== undefined)
    throw usage("--path and --round do not go together", { round: null });
  if (as !== undefined || (round === undefined && output === undefined)) return;
  const flag = round === undefined ? "--output" : "--round";
  const changes = { tree: null, world: null, json: null, as: "svg" };
  throw usage(`${flag} is about a picture, which --as asks for`, changes);
}

function explain(recording: ReadRecording, settings: ExplainSettings): { text: Text; audited: Audit } {
  const { node = [], path, tree, world } = settings;
  refuseWithoutNode(node, { path, tree, world }, recording);
  if (node.length > 2) throw usage("two nodes are compared, and no more", { node: node.slice(0, 2) });
  const audited = audit(recording);
  if (node.length === 0) return { text: [...wholeRun(recording), BLANK, ...auditLines(audited)], audited };
  const text = explanationOf(recording, node, settings);
  const isSound = audited.contradictions.length === 0;
  return { text: isSound ? text : [...text, BLANK, ...auditLines(audited)], audited };
}

function explanationOf(
  recording: Recording,
  node: readonly string[],
  { path, tree, world }: ExplainSettings,
): Text {
  const [first, second] = node.map((id) => nodeOf(recording, id)) as [NodeId, NodeId?];
  if (world !== undefined) return twoWorlds(recording, readRecordingFile(world), first, terminalWidth());
  if (second !== undefined) return explainDifference(recording, first, second);
  if (path !== undefined) return explainPath(recording, first, pathOf(recording, path));
  const drawn = tree ? treesOf(recording).get(first) : undefined;
  return drawn
    ? [...explainNode(recording, first), BLANK, ...drawTree(drawn, { width: terminalWidth() })]
    : explainNode(recording, first);
}

/** Each of these flags is about one node, and about it alone. */
function refuseWithoutNode(
  named: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  { run }: Recording,
): void {
  const [flag] = givenOf(flags);
  if (flag === undefined || named.length === 1) return;
  const { path } = flags;
  const meant = typeof path === "string" ? pathMeant(path) : undefined;
  const hops = meant?.split(".").map(Number) ?? [];
  const node = run.nodes.find((id) => id !== run.general && !hops.includes(id));
  const changes = {
    ...(meant !== undefined && { path: meant }),
    node: named[0] ?? String(node ?? run.general),
  };
  throw usage(`--${flag} is about one node, named once with --node`, changes);
}

function givenOf(flags: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(flags).filter((flag) => flags[flag] !== undefined);
}

/** Refused with the path that was meant, where it is spelt in another way than `1.3.2`. */
function pathOf(recording: Recording, text: string): Path {
  const meant = pathMeant(text);
  const ids = meant.split(".").map(Number);
  if (meant === text || recording.run.nodes.includes(Number(text))) return parsePath(recording, text);
  if (!ids.every((id) => recording.run.nodes.includes(id))) return parsePath(recording, text);
  const changes: Changes = { path: meant };
  throw usage(`${printable(text, 40)} is no path: there are dots between its ids, and nothing else`, changes);
}

function wholeRun(recording: ReadRecording): Text {
  const isSpelled = recording.reports.every(({ relays }) => relays !== undefined);
  return hasTrees(recording.run) && isSpelled ? tellStory(recording) : tellRounds(recording);
}

function nodeOf({ run }: Recording, text: string): NodeId {
  const id = wholeNumber(text);
  if (id !== null && run.nodes.includes(id)) return id;
  throw usage(
    `node ${printable(text, 40)} is not in this recording`,
    `name one of its nodes: ${run.nodes.join(", ")}`,
  );
}
