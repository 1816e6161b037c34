/** A disk that takes less than it is given, as a full one does: what is written beside the journal is whole, or said not to be. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { readLogRecording } from "../../src/recording/log-lines.js";
import { mark } from "../../src/store/mark.js";
import { recorderIn } from "./recorder.js";

const disk = vi.hoisted(() => ({ room: 0 }));

/** Ten bytes a write, as long as there is room. */
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  const writeSync = (fd: number, given: string | Uint8Array, at = 0) => {
    if (disk.room <= 0) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    const written = fs.writeSync(fd, Buffer.from(given as string).subarray(at, at + Math.min(disk.room, 10)));
    disk.room -= written;
    return written;
  };
  return { ...fs, writeSync };
});

beforeEach(() => void (disk.room = Number.POSITIVE_INFINITY));

function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "strategos-short-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function recorder(folder: string) {
  const ends: string[] = [];
  const own = recorderIn(folder, (error) => ends.push(error.message));
  const text = () => readFileSync(join(folder, "epoch-0", "member-1.jsonl"), "utf8");
  return { own, ends, text };
}

it("a mark is whole", () => {
  const folder = testFolder();
  const file = join(folder, "key.used");
  mark(file, "a".repeat(32), true);
  expect(readFileSync(file, "utf8")).toBe(`{"log":"${"a".repeat(32)}"}\n`);
});

it("a recording has each line whole", () => {
  const { own, ends, text } = recorder(testFolder());
  own.enter(0);
  for (let n = 0; n < 3; n++) own.submitted(`${n}`);
  expect(readLogRecording(text()).lines).toHaveLength(3);
  expect(ends).toEqual([]);
});

it("a recording that there is no room for ends in the line that was cut, and is told of once", () => {
  const { own, ends, text } = recorder(testFolder());
  own.enter(0);
  disk.room = 15;
  own.submitted("a");
  disk.room = Number.POSITIVE_INFINITY;
  own.submitted("b");
  expect(ends).toEqual(["no space left on device"]);
  expect(text().split("\n").at(-1)).toHaveLength(15);
});
