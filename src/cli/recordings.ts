/** What a file is, before anybody reads all of it. */
import { closeSync, openSync, readSync, statSync } from "node:fs";

/** Whether the file begins as a recording does, with the line of its run. */
export function beginsAsRecording(file: string): boolean {
  return isRecordingText(beginningOf(file));
}

/** The same of its text, or of where that begins. Evidence has a type, too. */
export function isRecordingText(text: string): boolean {
  return /^\uFEFF?\s*\{\s*"type"\s*:(?!\s*"evidence")/.test(text);
}

/** Whether the file is there and gives what it has only once, as a pipe does. */
export function isReadOnce(file: string): boolean {
  try {
    const there = statSync(file);
    return !there.isFile() && !there.isDirectory();
  } catch {
    return false;
  }
}

/** The first bytes of a regular file; nothing of any other, which might be read only once. */
export function beginningOf(file: string, bytesMax = 64): string {
  try {
    if (!statSync(file).isFile()) return "";
    const descriptor = openSync(file, "r");
    try {
      const bytes = Buffer.alloc(bytesMax);
      return bytes.toString("utf8", 0, readSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return "";
  }
}
