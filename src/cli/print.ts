/** A verb's last words, written straight to where they go: to make a stream of a pipe, Node.js loads its sockets. */
import { fstatSync, writeSync } from "node:fs";

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;
export type Output = keyof typeof DESCRIPTORS;

/** For what is printed at once, with nothing before it that may still be under way. */
export function print(text: string, name: Output = "stdout"): void {
  let left = Buffer.from(text);
  try {
    while (left.length > 0) left = left.subarray(writeSync(DESCRIPTORS[name], left));
  } catch {
    // a stream waits for a reader that is slow, and tells of one that has left
    process[name].write(left);
  }
}

/** Only a terminal has any. */
export function columnsOf(name: Output): number | undefined {
  return fstatSync(DESCRIPTORS[name]).isCharacterDevice() ? process[name].columns : undefined;
}
