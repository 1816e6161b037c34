/** Recordings of a log, and what `explain` says of them: why each view was skipped, where each command sat, and what must not be. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { logText, tellLog } from "../../src/explain/log/story.js";
import { toPlain } from "../../src/explain/text.js";
import { Simplex } from "../../src/protocols/simplex/machine.js";
import type { Block, Message } from "../../src/protocols/simplex/types.js";
import { RecordingError } from "../../src/recording/fields.js";
import { isLogText, type LogRecording, readLogRecording } from "../../src/recording/log-lines.js";
import { readRecording } from "../../src/recording/read.js";
import { Dice } from "../../src/sim/dice.js";
import { LogGroup, type LogGroupOptions } from "../../src/sim/log/group.js";
import { LogRecorder } from "../../src/sim/log/recorder.js";
import { type LogStrategy, MACHINES } from "../../src/sim/log/traitors.js";

const DELTA = 20;
const TIMING = { deltaMs: DELTA, growth: 1.5, exponentMax: 6, heartbeatMs: 2000 };

interface Planted {
  readonly n?: number;
  readonly traitors?: Readonly<Record<number, LogStrategy>>;
  readonly delayMs?: LogGroupOptions["delayMs"];
  /** what runs a traitor, in the place of its strategy */
  readonly machine?: typeof Simplex;
}

/** Four commands, one after the other, of members 1, 4, 1 and 4; messages take a millisecond. */
function recorded({ n = 4, traitors = {}, delayMs = () => 1, machine }: Planted): string {
  const members = Array.from({ length: n }, (_, index) => index + 1);
  const liars = Object.entries(traitors).map(([id, strategy]) => ({ id: Number(id), strategy }));
  const recorder = new LogRecorder({ members, deltaMs: DELTA, traitors: liars });
  const group: LogGroup = new LogGroup({
    ...{ n, timing: TIMING, delayMs },
    traitors: liars.map(({ id }) => id),
    make: (options, nowMs) => {
      const strategy = traitors[options.self];
      const Machine = strategy === undefined ? Simplex : (machine ?? MACHINES[strategy]);
      return new Machine(options, nowMs);
    },
    told: (seat, step, nowMs) => recorder.told(seat, step, nowMs),
  });
  for (let k = 0; k < 4; k++) {
    const { seat } = group.member(k % 2 === 0 ? 1 : 4);
    group.at(100 * k, () => {
      recorder.submitted(seat, `command ${k}`, group.nowMs);
      group.submit(seat.name, `command ${k}`);
    });
  }
  group.run(1000);
  const lines = recorder.recorded(group.nowMs, group.referee.violations);
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

function told(text: string) {
  const recording = readLogRecording(text);
  const all = tellLog(recording);
  return { ...all, text: toPlain(logText(recording, all)) };
}

const isOfView2 = (message: Message) => message.kind === "proposal" && message.proposal.block.view === 2;

const isVoteOfView2 = (message: Message) =>
  message.kind === "vote" && message.vote.kind === "notarize" && message.vote.view === 2;

/** Member 1 hears of commands so late that the others have given a view up before its own time is up. */
const spread = ({ id }: { readonly id: number }, { kind }: Message) =>
  kind === "commands" && id === 1 ? 5 : 1;

/** It leaves three heights out. */
class Leaping extends Simplex {
  protected override propose(...[turn, block, parentView]: Parameters<Simplex["propose"]>): void {
    const leap: Block = { ...block, height: block.height + 3 };
    super.propose(turn, leap, parentView);
  }
}

describe("a view was skipped", () => {
  it.each<[why: string, planted: Planted, sentence: string]>([
    ["silent", { traitors: { 2: "silent" } }, "for its leader was silent and sent no block"],
    [
      "silent",
      { traitors: { 2: "nullify" } },
      "for its leader sent no block, and gave the view up itself at 2 ms",
    ],
    [
      "late",
      { delayMs: (_from, to, _nowMs, message) => (isOfView2(message) ? 62 : spread(to, message)) },
      "for its leader was late: its block came to members 1, 3 and 4 at 163 ms, when they had given the view up",
    ],
    [
      "late",
      { delayMs: (_from, _to, _nowMs, message) => (isOfView2(message) ? null : 1) },
      "for its leader was late: its block, sent at 101 ms, reached nobody in time",
    ],
    [
      "twoBlocks",
      { n: 7, traitors: { 2: "split", 3: "silent" } },
      "for members 6 and 7, and neither got the votes of 5",
    ],
    [
      "badBlock",
      { traitors: { 2: "split" }, machine: Leaping },
      "for what its leader signed is no block by the rules",
    ],
    [
      "tooFewVotes",
      {
        delayMs: (_from, to, _nowMs, message) =>
          isOfView2(message) && to.id > 1 ? 100 : spread(to, message),
      },
      "for its block got too few votes in time: 2 of 3",
    ],
    [
      "tooFewVotes",
      { delayMs: (_from, _to, _nowMs, message) => (isVoteOfView2(message) ? null : 1) },
      "for the votes for its block came too late: 4 members voted",
    ],
  ])("%s: %o, %s", (why, planted, sentence) => {
    const { views, text, violations } = told(recorded(planted));
    expect(views[1]).toMatchObject({ view: 2, leader: 2, outcome: "skipped", why });
    expect(text).toContain(`View 2, led by member 2`);
    expect(text).toContain(sentence);
    expect(views[0]).toMatchObject({ outcome: "final", why: null });
    expect(violations).toEqual([]);
  });

  it("but one whose block came when members had given it up, and were still in it, may be final below a later one", () => {
    const { views, text, violations } = told(
      recorded({ delayMs: (_from, _to, _nowMs, message) => (isOfView2(message) ? 60 : 1) }),
    );
    expect(views[1]).toMatchObject({ outcome: "below", why: null });
    expect(text).toContain("it was nullified, but notarized too, and became final below a later block");
    expect(violations).toEqual([]);
  });

  it("and none is where all are loyal and links are good", () => {
    const { views, text } = told(recorded({}));
    expect(views.map(({ outcome }) => outcome)).toEqual(["final", "final", "final", "final", "open"]);
    expect(text).toContain("Of 5 views none was skipped. Final at every loyal member: 4 of 4 commands.");
  });
});

describe("a command", () => {
  it("waits while a view is skipped, and is final at each loyal member at a time of its own", () => {
    const slow = { traitors: { 2: "silent" } as const, delayMs: (_: unknown, to: { id: number }) => to.id };
    const { commands, text } = told(recorded(slow));
    const [first, second, third] = commands;
    expect(third).toMatchObject({ command: 3, node: 1, waitedOut: [], inVain: [] });
    expect(first).toMatchObject({ command: 1, node: 1, submittedMs: 0, waitedOut: [], block: { view: 1 } });
    expect(second).toMatchObject({
      command: 2,
      node: 4,
      submittedMs: 100,
      waitedOut: [2],
      block: { view: 3 },
    });
    expect(new Set(second?.final.map(({ node }) => node))).toEqual(new Set([1, 3, 4]));
    expect(new Set(second?.final.map(({ atMs }) => atMs)).size).toBeGreaterThan(1);
    expect(text).toMatch(
      /Command 2, submitted to member 4 at 100 ms: waited \d+ ms for a block, while view 2 was skipped;/,
    );
  });

  it("stands in vain in a block of a view that was skipped", () => {
    const { commands } = told(recorded({ n: 7, traitors: { 2: "split", 3: "silent" } }));
    expect(commands[1]).toMatchObject({ inVain: [2], waitedOut: [2, 3], block: { view: 4 } });
  });
});

describe("what must not be is told", () => {
  const good = readLogRecording(recorded({ traitors: { 2: "silent" } }));
  const violationsWith = (lines: LogRecording["lines"]) => tellLog({ ...good, lines }).violations;

  it("two blocks at one height, a view finalized and nullified, and what the simulation itself found", () => {
    expect(tellLog(good).violations).toEqual([]);
    const split = good.lines.map((line) =>
      line.type === "committed" && line.node === 4 && line.height === 2 ? { ...line, hash: "bad" } : line,
    );
    expect(violationsWith(split)).toEqual(["loyal members hold different blocks at height 2"]);
    const both = good.lines.map((line) =>
      line.type === "certified" && line.node === 4 && line.view === 2
        ? { ...line, kind: "finalize" as const, hash: "bad" }
        : line,
    );
    expect(violationsWith(both)).toEqual(["view 2 is both finalized and nullified"]);
    const end = { type: "end", at: 9, violations: ["member 1 signs two"] } as const;
    expect(tellLog({ ...good, end }).violations).toEqual(["member 1 signs two"]);
  });

  it("who lied, by whose evidence", () => {
    const { text } = told(recorded({ traitors: { 1: "split" } }));
    expect(text).toContain(
      "Members 2, 3 and 4 can prove that member 1 voted notarize for two blocks in view 1.",
    );
    expect(text).toMatch(/its leader signed two, \w+ for members 2 and 3 and \w+ for member 4\./);
  });
});

const schema = z.fromJSONSchema(JSON.parse(readFileSync("schema/log-recording.schema.json", "utf8")));

/** What a value is changed to. */
const CHANGES = ["left out", null, true, -1, 0.5, "x".repeat(11_000), [], [[]], {}] as const;

function isReadable(text: string): boolean {
  try {
    readLogRecording(text);
    return true;
  } catch (error) {
    if (error instanceof RecordingError) return false;
    throw error;
  }
}

describe("a recording in a file", () => {
  const text = recorded({ traitors: { 2: "silent" } });

  it("that was cut off is told as far as it goes, with a note", () => {
    for (let end = text.indexOf("\n") + 1; end < text.length - 1; end += 701) {
      const cut = readLogRecording(text.slice(0, end));
      expect(cut.notes.at(-1)).toBe("there is no end: the recording was cut off");
      expect(tellLog(cut).violations).toEqual([]);
    }
    expect(readLogRecording(text).notes).toEqual([]);
  });

  it.each([
    ['"version":1', '"version":2', "line 1: the recording has version 2"],
    ['"view":1', '"view":0', '"view" is 0 and not a whole number'],
    ['"node":4', '"node":5', '"node" is 5, which is not among the members'],
    ['"kind":"notarize"', '"kind":"abstain"', '"kind" is "abstain", which is not a kind of vote'],
    ['"type":"entered"', '"type":"left"', "which is none of a log's"],
    ['"hash":"', '"hash":"x', "which is no digest"],
    [
      '{"type":"end"',
      '{"type":"end","at":1,"violations":[]}\n{"type":"end"',
      "there is a line behind the end",
    ],
  ])("with %s changed to %s is refused, and the line is named", (from, to, why) => {
    expect(() => readLogRecording(text.replace(from, to))).toThrow(RecordingError);
    expect(() => readLogRecording(text.replace(from, to))).toThrow(/^line \d+: /);
    expect(() => readLogRecording(text.replace(from, to))).toThrow(why);
  });

  it("is as the schema has it, and refused by both with a key of another type or without one that is needed", () => {
    const lines = recorded({ traitors: { 2: "split" }, machine: Leaping })
      .concat(recorded({ traitors: { 1: "split" } }).replace(/^.*\n/, ""))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const kinds = new Map(
      lines.map((line) => [JSON.stringify([line["type"], line["kind"], line["why"]]), line]),
    );
    const types = "block certified committed end entered evidence log received submitted voted";
    expect(new Set(lines.map(({ type }) => type))).toEqual(new Set(types.split(" ")));
    const [head] = lines;
    const apart: unknown[] = [];
    for (const [kind, line] of kinds) {
      expect(schema.safeParse(line).error).toBeUndefined();
      for (const key of Object.keys(line)) {
        for (const change of CHANGES) {
          const { [key]: _, ...rest } = line;
          const changed = change === "left out" ? rest : { ...rest, [key]: change };
          const all = line === head ? [changed] : [head, changed];
          const isAccepted = isReadable(all.map((one) => JSON.stringify(one)).join("\n"));
          const isTaken = schema.safeParse(changed).success;
          // the reader knows more, such as which ids there are
          if (isAccepted !== isTaken && !(isTaken && change !== "left out"))
            apart.push({ kind, key, change });
        }
      }
    }
    expect(apart).toEqual([]);
  });

  it("with any digits changed or lines moved is refused by a sentence, or told", () => {
    const dice = new Dice(7);
    const lines = text.trimEnd().split("\n");
    let read = 0;
    for (let trial = 0; trial < 200; trial++) {
      const [at, to] = [dice.between(1, lines.length - 2), dice.between(1, lines.length - 2)];
      const changed = (lines[at] ?? "").replaceAll(/\d/g, (digit) =>
        dice.chance(0.3) ? `${dice.between(0, 9)}` : digit,
      );
      const moved = lines.toSpliced(at, 1).toSpliced(to, 0, changed).join("\n");
      if (!isReadable(moved)) continue;
      read++;
      expect(told(moved).text).toContain("The commands");
    }
    expect(read).toBeGreaterThan(50);
  });

  it("with votes for a hundred thousand blocks in one view is told in a few lines", () => {
    const { head } = readLogRecording(text);
    const lines = Array.from({ length: 100_000 }, (_, index) => ({
      ...({ type: "voted", at: 1, node: 2, view: 1, kind: "notarize" } as const),
      hash: index.toString(16),
    }));
    const recording = { head, lines, end: null };
    expect(toPlain(logText(recording, tellLog(recording)))).toContain("and 99996 more, from 1 ms on");
  });

  it("is none of an agreement, and a reader of those says so", () => {
    expect(isLogText(text)).toBe(true);
    expect(isLogText('{"type":"run"}')).toBe(false);
    expect(() => readRecording(text)).toThrow("line 1: this is the recording of a log");
  });
});
