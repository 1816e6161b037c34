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
import { nodeBeside, pathMeant } from "../lists.js";
import { paint, terminalWidth } from "../paint.js";
import { print } from "../print.js";
import { isFolder, readRecordingFile, recordingIn, recordingText } from "../recording-file.js";
import { beginningOf, isReadOnce } from "../recordings.js";
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
  refuse: refuseIdle,
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
  refuseBesideLog(file, settings);
  const { explainLog, logRecordingIn, logRecordingOf } = await import("../explain-log.js");
  const recording = written === null ? logRecordingOf(file) : logRecordingIn(file, written);
  return explainLog(recording, settings.json);
}

/** Draws the picture; the exit code is that of the audit, whose first finding goes to stderr. */
async function drawPicture(recording: ReadRecording, settings: ExplainSettings): Promise<number> {
  const { node = [], path, round, output } = settings;
  const format = formatOf(settings.as ?? "");
  refuseWithoutNode(node, settings, recording);
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

/**
 * Flags that would be of no use: of the recording of a log all but one, and of an agreement's those beside others. The line that is
 * offered has none of them. A pipe, which gives what it has only once, is read where something is idle already.
 */
function refuseIdle(file: string, settings: ExplainSettings): void {
  if (isFolder(file) || isLogText(beginningOf(file))) return refuseBesideLog(file, settings);
  const cause = idleIn(settings);
  if (cause === null) return;
  if (isReadOnce(file) && isLogText(recordingText(file))) refuseBesideLog(file, settings);
  throw usage(cause, changesOf(settings));
}

/** Trees, paths and pictures are of one agreement. */
function refuseBesideLog(file: string, { json: _, ...others }: ExplainSettings): void {
  const given = givenOf(others);
  if (given.length === 0) return;
  const cause = `--${given[0]} is about one agreement, and ${printable(file)} is the recording of a log`;
  throw usage(cause, Object.fromEntries(given.map((flag) => [flag, null])));
}

/** Of `--path`, `--tree` and `--world` one, and beside a picture the first alone; each is about one node. */
function idleIn({ node = [], as, round, output, path, tree, world, json }: ExplainSettings): string | null {
  const given = givenOf({ path, tree, world, ...(as !== undefined && { json, as }) });
  const [first, second] = given;
  const named = new Set(node).size;
  if (as === undefined ? given.length > 1 : given.some((flag) => flag !== "path" && flag !== "as"))
    return `--${first} and --${second} do not go together`;
  if (as !== undefined && path !== undefined && round !== undefined)
    return "--path and --round do not go together";
  if (as === undefined && (round !== undefined || output !== undefined))
    return `${round === undefined ? "--output" : "--round"} is about a picture, which --as asks for`;
  if (as !== undefined && named > 1) return "a picture is of one node";
  if (first !== undefined && named > 1) return isAboutOne(first);
  return named > 2 ? "two nodes are compared, and no more" : null;
}

/** The flags of a line in which none of these is idle. */
function changesOf({ node = [], as, round, output, path, tree, world }: ExplainSettings): Changes {
  const isPicture = as !== undefined || round !== undefined || output !== undefined;
  const [kept] = givenOf(isPicture ? { path } : { path, tree, world });
  const idle = ["path", "tree", "world", ...(isPicture ? ["json"] : [])].filter((flag) => flag !== kept);
  return {
    ...Object.fromEntries(idle.map((flag) => [flag, null])),
    node: [...new Set(node)].slice(0, isPicture || kept !== undefined ? 1 : 2),
    ...(isPicture && { as: as ?? "svg" }),
    ...(isPicture && path !== undefined && { round: null }),
  };
}

function explain(recording: ReadRecording, settings: ExplainSettings): { text: Text; audited: Audit } {
  const { node = [] } = settings;
  refuseWithoutNode(node, settings, recording);
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

/** Each of these flags is about one node; which there are, the recording knows. */
function refuseWithoutNode(
  named: readonly string[],
  { path, tree, world }: ExplainSettings,
  { run }: Recording,
): void {
  const [flag] = givenOf({ path, tree, world });
  if (flag === undefined || named.length > 0) return;
  const { nodes: ids, general } = run;
  throw usage(isAboutOne(flag), { node: nodeBeside(pathMeant(path ?? "", ids), { ids, general }) });
}

const isAboutOne = (flag: string): string => `--${flag} is about one node, named once with --node`;

function givenOf(flags: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(flags).filter((flag) => flags[flag] !== undefined);
}

/** Refused with the path that was meant, where it is spelt in another way than `1.3.2`. */
function pathOf(recording: Recording, text: string): Path {
  const meant = pathMeant(text, recording.run.nodes);
  const ids = meant.split(".").map(Number);
  if (meant === text) return parsePath(recording, text);
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
