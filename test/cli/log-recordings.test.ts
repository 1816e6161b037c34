/** Recordings of a log that cannot be looked at: a sentence with a fix, whatever the system says. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { EXIT } from "../../src/cli/exit.js";
import { logRecordingOf } from "../../src/cli/explain-log.js";
import { isFolder, recordingText } from "../../src/cli/recording-file.js";

function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "strategos-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it.each([
  ["x".repeat(300), "has a name that is too long"],
  ["loop", "is a link that leads in circles"],
  ["file/below", "does not exist"],
  ["nowhere", "does not exist"],
])("no folder (%#): why is said by who reads it", (name, reason) => {
  const folder = testFolder();
  symlinkSync("loop", join(folder, "loop"));
  writeFileSync(join(folder, "file"), "");
  expect(isFolder(join(folder, name))).toBe(false);
  expect(() => recordingText(join(folder, name))).toThrow(reason);
});

it("a folder that goes away before it is read, and one without recordings, are told", () => {
  const folder = testFolder();
  const error = expect.objectContaining({ exitCode: EXIT.usage });
  expect(() => logRecordingOf(folder)).toThrow(error);
  expect(() => logRecordingOf(join(folder, "gone"))).toThrow(error);
  expect(() => logRecordingOf(join(folder, "gone"))).toThrow(
    /the folder .*gone cannot be read: .*\n {2}fix: /,
  );
});
