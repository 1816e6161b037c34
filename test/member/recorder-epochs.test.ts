/** What a member's recording holds of an epoch, and in which file, where one ends and the next begins. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { commandText } from "../../src/log/command.js";
import type { Block, Note, Out } from "../../src/protocols/simplex/types.js";
import { readLogRecording } from "../../src/recording/log-lines.js";
import { recorderIn } from "./recorder.js";

/** Member 1's, of four in epoch 0; in epoch 1 member 1 is none any more. */
function recorder(membersOf = (epoch: number) => (epoch === 0 ? [1, 2, 3, 4] : [2, 3, 4])) {
  const folder = mkdtempSync(join(tmpdir(), "strategos-record-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const onEnd = (error: Error) => {
    throw error;
  };
  const own = recorderIn(folder, onEnd, membersOf);
  own.enter(0);
  const lines = (epoch: number) =>
    readLogRecording(readFileSync(join(folder, `epoch-${epoch}`, "member-1.jsonl"), "utf8")).lines;
  return { own, folder, lines };
}

const NOTHING = { keep: [], send: [], out: [], faults: [], notes: [] };
const blockOf = (view: number, epoch = 0, commands: readonly string[] = []): Block => ({
  ...{ epoch, view, height: view, parent: "00", commands },
});
const committed = (block: Block): Out => ({
  ...{ kind: "committed", block, hash: `0${block.view}`, finalization: null },
});
const entered = (view: number, through: "start" | "notarize"): Note => ({
  ...{ kind: "entered", view, leader: 1, through },
});
const sealed = (block: Block): Out => ({
  kind: "sealed",
  seal: { epoch: block.epoch, block, headers: [], finalization: null as never },
});

it("a block is written down once, whether it was kept, committed, or both; a peer's with who heard of it", () => {
  const { own, lines } = recorder();
  const [first, second] = [blockOf(1), blockOf(2)] as const;
  own.told({
    ...NOTHING,
    keep: [{ entry: "block", block: first }] as never,
    out: [committed(first)],
  });
  own.told({
    ...NOTHING,
    keep: [{ entry: "block", block: first }] as never,
    out: [committed(second)],
  });
  expect(lines(0)).toMatchObject([
    { type: "block", node: 1, view: 1 },
    { type: "committed", view: 1 },
    { type: "block", node: 2, view: 2, heardBy: 1 },
    { type: "committed", view: 2 },
  ]);
  expect(lines(0)[0]).not.toHaveProperty("heardBy");
});

it("of a block of another epoch nothing is written down", () => {
  const { own, lines } = recorder();
  own.told({
    ...NOTHING,
    keep: [{ entry: "block", block: blockOf(1, 1) }] as never,
    out: [committed(blockOf(2, 1))],
  });
  expect(lines(0)).toEqual([]);
});

it("a command has its client's name, and none that is for once, or is no command", () => {
  const { own, lines } = recorder();
  const named = commandText({ client: "c", sequence: 7, command: 1 });
  const once = commandText({
    client: "~1-ab",
    sequence: 7,
    command: 1,
    until: 9,
  });
  for (const text of [named, once, "rubbish"]) own.submitted(text);
  expect(lines(0).map((line) => "name" in line && line.name)).toEqual(["c#7", false, false]);
  own.told({
    ...NOTHING,
    out: [committed(blockOf(1, 0, [named, once, "rubbish"]))],
  });
  expect(lines(0)[3]).toMatchObject({ type: "block", names: ["c#7", "", ""] });
});

it("what a turn tells behind the start of the next epoch stands in that one's file, and all before in the old one's", () => {
  const { own, lines } = recorder(() => [1, 2, 3, 4]);
  const last = blockOf(3);
  own.told({
    ...NOTHING,
    out: [committed(last), sealed(last)],
    notes: [entered(1, "start"), entered(4, "notarize"), entered(1, "start"), entered(2, "notarize")],
  });
  own.enter(1);
  const views = (epoch: number) => lines(epoch).map((line) => `${line.type} ${"view" in line && line.view}`);
  expect(views(0)).toEqual(["entered 1", "entered 4", "block 3", "committed 3"]);
  expect(views(1)).toEqual(["entered 1", "entered 2"]);
});

it("whoever is no member any more writes nothing of what comes", () => {
  const { own, folder } = recorder();
  const last = blockOf(3);
  own.told({ ...NOTHING, out: [sealed(last)], notes: [entered(1, "start")] });
  own.submitted("rubbish");
  expect(readdirSync(folder)).toEqual(["epoch-0"]);
});
