/**
 * What real members write down: joined, it tells what a recording of the whole group tells; in files that keep their bounds
 * and go on after a start. The members here are simulated, so that both are written of one run.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { tellLog } from "../../src/explain/log/story.js";
import { commandText } from "../../src/log/command.js";
import { RecordFile } from "../../src/member/log/record-file.js";
import { MemberRecorder } from "../../src/member/log/recorder.js";
import { logFromText, logSoFar } from "../../src/page/model/log-moments.js";
import { Simplex } from "../../src/protocols/simplex/machine.js";
import { RecordingError } from "../../src/recording/fields.js";
import { isReal, joinedLog } from "../../src/recording/log-joined.js";
import { type LogHead, type LogRecording, readLogRecording } from "../../src/recording/log-lines.js";
import { LogGroup } from "../../src/sim/log/group.js";
import { LogRecorder } from "../../src/sim/log/recorder.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";
import { type LogStrategy, MACHINES } from "../../src/sim/log/traitors.js";

const TIMING = { deltaMs: 20, growth: 1.5, exponentMax: 6, heartbeatMs: 2000 };
const IDS = [1, 2, 3, 4];
const GROUP = "abc123";
const STARTED_MS = 1_700_000_000_000;

function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "strategos-record-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Recorded {
  readonly whole: LogRecording;
  /** by member */
  readonly own: readonly LogRecording[];
}

/** Six commands of members 1 and 4 in turn; member 2 is a traitor. Member clocks are wrong by an hour each. */
function recorded(strategy: LogStrategy): Recorded {
  const folder = testFolder();
  const recorder = new LogRecorder({ members: IDS, deltaMs: 20, traitors: [{ id: 2, strategy }] });
  const skewMs = (id: number) => 3_600_000 * id;
  const own = new Map(
    IDS.filter((id) => id !== 2).map((id) => [
      id,
      new MemberRecorder({
        ...{ folder, id, group: GROUP, deltaMs: 20, digest: toyCrypto(id).digest },
        membersOf: () => IDS,
        nowMs: () => STARTED_MS + skewMs(id) + group.nowMs,
        onEnd: (error) => {
          throw error;
        },
      }),
    ]),
  );
  const group: LogGroup = new LogGroup({
    ...{ n: 4, timing: TIMING, delayMs: () => 1, traitors: [2] },
    make: (options, nowMs) => new (options.self === 2 ? MACHINES[strategy] : Simplex)(options, nowMs),
    told: (seat, step, nowMs) => {
      recorder.told(seat, step, nowMs);
      own.get(seat.id)?.told(step);
    },
  });
  for (const one of own.values()) one.enter(0);
  for (let k = 0; k < 6; k++) {
    const { seat } = group.member(k % 2 === 0 ? 1 : 4);
    const text = commandText({ client: `c${seat.id}`, sequence: k, command: { put: ["key", k] } });
    group.at(100 * k, () => {
      recorder.submitted(seat, text, group.nowMs);
      own.get(seat.id)?.submitted(text);
      group.submit(seat.name, text);
    });
  }
  group.run(1000);
  for (const one of own.values()) one.close();
  const [head, ...lines] = recorder.recorded(group.nowMs, group.referee.violations);
  const read = (id: number) => {
    const { head: first, ...rest } = readLogRecording(
      readFileSync(join(folder, "epoch-0", `member-${id}.jsonl`), "utf8"),
    );
    const real = first.real!;
    return { ...rest, head: { ...first, real: { ...real, startedMs: real.startedMs - skewMs(id) } } };
  };
  const whole = readLogRecording([head, ...lines].map((line) => JSON.stringify(line)).join("\n"));
  return { whole, own: [1, 3, 4].map(read) };
}

it.each<LogStrategy>(["silent", "split", "nullify"])(
  "three loyal members beside one that is %s tell together what the whole group's recording tells",
  (strategy) => {
    const { whole, own } = recorded(strategy);
    const [first, ...others] = own.filter(isReal);
    const joined = joinedLog([first!, ...others]);
    expect(joined.head.real).toMatchObject({ by: [1, 3, 4], group: GROUP, epoch: 0, startedMs: STARTED_MS });
    const [told, wanted] = [tellLog(joined), tellLog(whole)];
    const ofView = ({ view, leader, outcome, why, certifiedMs }: (typeof told.views)[number]) => ({
      ...{ view, leader, outcome, certifiedMs },
      // whether a silent leader had a block nobody knows but itself
      why: why === "late" ? "silent" : why,
    });
    expect(told.views.map(ofView)).toEqual(wanted.views.map(ofView));
    // what the traitor made up was submitted nowhere, and its blocks are as old as the first that heard of them
    const ofCommands = ({ commands }: typeof told) =>
      commands
        .filter(({ node }) => node !== null)
        .map(({ node, submittedMs, waitedOut, block, final }) => ({
          ...{ node, submittedMs, waitedOut, view: block?.view, height: block?.height },
          final: final.map((one) => `${one.atMs} ${one.node}`).toSorted(),
        }));
    expect(ofCommands(told)).toEqual(ofCommands(wanted));
    expect(told.commands[0]!.name).toBe("c1#0");
    expect(told.violations).toEqual([]);
    // all that the traitor signed was heard, whoever recorded
    const votesOf = ({ lines }: LogRecording) =>
      lines.flatMap((line) =>
        line.type === "voted" && line.node === 3 ? [`${line.kind} ${line.view} ${line.hash}`] : [],
      );
    expect(new Set(votesOf(joined))).toEqual(new Set(votesOf(whole)));
  },
);

it("one member alone tells of the others what it heard: who voted, and which blocks they made", () => {
  const { own } = recorded("split");
  const [, , four] = own.filter(isReal);
  const { views, commands, violations } = tellLog(joinedLog([four!]));
  expect(views[0]).toMatchObject({ leader: 1, outcome: "final", blocks: [{ node: 1, heardBy: 4 }] });
  expect(new Set(views[0]!.votes.map(({ node }) => node)).size).toBeGreaterThan(2);
  expect(commands[0]).toMatchObject({ command: 1, name: "c1#0", node: null });
  expect(commands[1]).toMatchObject({ command: 2, name: "c4#1", node: 4 });
  expect(violations).toEqual([]);
});

it("a member's recording puts no words of their own into others' mouths", () => {
  const { own } = recorded("silent");
  const [one, three] = own.filter(isReal);
  const made = { at: 5, node: 1, view: 1, hash: "f0f0" } as const;
  const lines: LogRecording["lines"] = [
    { ...made, type: "voted", kind: "finalize" },
    { ...made, type: "committed", height: 1 },
    { ...made, type: "block", height: 1, parent: "00", commands: [] },
  ];
  const joined = joinedLog([one!, { ...three!, lines: [...lines, ...three!.lines] }]);
  const forged = joined.lines.filter((line) => "hash" in line && line.hash === "f0f0");
  expect(forged).toMatchObject([
    { type: "voted", heardBy: 3 },
    { type: "block", heardBy: 3 },
  ]);
  expect(tellLog(joined).violations).toEqual([]);
});

it("recordings of different groups are not put together", () => {
  const [one, other] = recorded("silent").own.filter(isReal);
  const apart = { ...other!, head: { ...other!.head, real: { ...other!.head.real, group: "def" } } };
  expect(() => joinedLog([one!, apart])).toThrow(RecordingError);
});

const head = (startedMs: number): LogHead => ({
  ...{ type: "log", version: 1, protocol: "simplex", members: IDS, deltaMs: 20, traitors: [] },
  real: { by: [1], group: GROUP, epoch: 0, startedMs },
});
const place = (folder: string, epoch = 0) => ({ folder, id: 1, epoch, bytesMax: 10_000 });
const entered = (view: number) => [{ type: "entered", at: 0, node: 1, view } as const];

it.each([2000, 50])(
  "a file keeps its bounds, also where each life writes %i lines, and holds the newest",
  (each) => {
    const folder = testFolder();
    for (let first = 1; first <= 2000; first += each) {
      const file = new RecordFile(place(folder), STARTED_MS + first, head);
      for (let view = first; view < first + each; view++) file.write(entered(view), STARTED_MS + view);
      file.close();
    }
    const own = join(folder, "epoch-0");
    expect(readdirSync(own).toSorted()).toEqual(["member-1.before.jsonl", "member-1.jsonl"]);
    const sizes = readdirSync(own).map((name) => statSync(join(own, name)).size);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(10_500);
    const [before, last] = ["member-1.before.jsonl", "member-1.jsonl"]
      .map((name): LogRecording => readLogRecording(readFileSync(join(own, name), "utf8")))
      .filter(isReal);
    const { lines } = joinedLog([before!, last!]);
    expect(lines.at(-1)).toMatchObject({ view: 2000 });
    expect(lines.map((line) => "view" in line && line.view)).toEqual(
      lines.map((_, at) => 2001 - lines.length + at),
    );
  },
);

it("a start goes on in the same file, and begins another where the end of that is torn", () => {
  const folder = testFolder();
  const file = join(folder, "epoch-0", "member-1.jsonl");
  for (const [life, view] of [1, 2].entries()) {
    const record = new RecordFile(place(folder), STARTED_MS + 5000 * life, head);
    record.write(entered(view), STARTED_MS + 5000 * life + 1);
    record.close();
  }
  expect(readLogRecording(readFileSync(file, "utf8")).lines).toMatchObject([
    { at: 1, view: 1 },
    { at: 5001, view: 2 },
  ]);
  writeFileSync(file, `${readFileSync(file, "utf8")}{"type":"ent`);
  new RecordFile(place(folder), STARTED_MS + 9000, head).close();
  expect(readLogRecording(readFileSync(file, "utf8"))).toMatchObject({
    head: { real: { startedMs: STARTED_MS + 9000 } },
    lines: [],
  });
});

it("a file that another group's member recorded in is not gone on with, also where its end is torn", () => {
  const folder = testFolder();
  const file = join(folder, "epoch-0", "member-1.jsonl");
  new RecordFile(place(folder), STARTED_MS, head).close();
  const other = (startedMs: number) => ({
    ...head(startedMs),
    real: { ...head(startedMs).real!, group: "def" },
  });
  for (const torn of ["", "{"]) {
    writeFileSync(file, `${readFileSync(file, "utf8")}${torn}`);
    const before = readFileSync(file, "utf8");
    expect(() => new RecordFile(place(folder), STARTED_MS, other)).toThrow(/of another group\n {2}fix: /);
    expect(readFileSync(file, "utf8")).toBe(before);
  }
});

it("of older epochs only the one before stays, and of other members, and of later epochs, everything", () => {
  const folder = testFolder();
  for (const epoch of [0, 4, 5, 1, 2, 3]) {
    mkdirSync(join(folder, `epoch-${epoch}`));
    writeFileSync(join(folder, `epoch-${epoch}`, "member-2.jsonl"), "");
    new RecordFile(place(folder, epoch), STARTED_MS, head).close();
  }
  const held = [0, 1, 2, 3, 4, 5].map((epoch) => readdirSync(join(folder, `epoch-${epoch}`)).length);
  expect(held).toEqual([1, 1, 2, 2, 2, 2]);
});

it("a folder that cannot be written to is refused at the start, and ends the recording alone later", () => {
  const folder = testFolder();
  writeFileSync(join(folder, "file"), "");
  const setup = {
    ...{ id: 1, group: GROUP, deltaMs: 20, digest: toyCrypto(1).digest },
    membersOf: () => IDS,
    nowMs: () => STARTED_MS,
  };
  const refused = new MemberRecorder({ ...setup, folder: join(folder, "file"), onEnd: () => undefined });
  expect(() => refused.enter(0)).toThrow(/the recording's folder .* cannot be written to: .*\n {2}fix: /);
  const ends: Error[] = [];
  const later = new MemberRecorder({ ...setup, folder: join(folder, "own"), onEnd: (end) => ends.push(end) });
  later.enter(0);
  writeFileSync(join(folder, "own", "epoch-1"), "");
  const block = { epoch: 0, view: 1, height: 1, parent: "00", commands: [] };
  const seal = { epoch: 0, block, headers: [], finalization: null as never };
  const none = { keep: [], send: [], faults: [], notes: [] };
  later.told({ ...none, out: [{ kind: "sealed", seal }] });
  expect(ends).toMatchObject([{ message: expect.stringContaining("cannot be written to") }]);
  later.submitted("goes on");
  writeFileSync(join(folder, "own", "epoch-7"), "");
  later.enter(7);
  expect(ends).toHaveLength(2);
});

it("a member's own file is on the stage with the numbers that explain gives its commands", () => {
  const { own } = recorded("silent");
  const { lines } = own[0]!;
  const first = own[0]!.head;
  const text = [first, ...lines].map((line) => JSON.stringify(line)).join("\n");
  const { recording, moments } = logFromText(text);
  const { commands } = logSoFar(logFromText(text), moments.length).told;
  expect(commands.map(({ command }) => command)).toEqual(commands.map((_, at) => at + 1));
  expect(recording.head.real).toMatchObject({ by: [1] });
  const twice = [...lines, ...lines.filter(({ type }) => type === "committed")];
  expect(tellLog({ head: first, lines: twice, end: null }).commands[0]!.final).toHaveLength(1);
});
