/** What a verb prints: to make a stream of a pipe, Node.js loads its sockets, so who prints little writes straight to the descriptor. */
import { fstatSync, statSync, writeSync } from "node:fs";

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;
export type Output = keyof typeof DESCRIPTORS;

/** Of this process, and not made yet. */
const unmade = new Set<Output>();

/** Errors of the stream go there, once something makes it. */
export function watch(name: Output, onError: (error: Error) => void): void {
  const { get } = Object.getOwnPropertyDescriptor(process, name) as { get: () => NodeJS.WriteStream };
  const first = () => {
    const stream = get.call(process);
    unmade.delete(name);
    Object.defineProperty(process, name, { get: () => stream, configurable: true, enumerable: true });
    return stream.on("error", onError);
  };
  unmade.add(name);
  Object.defineProperty(process, name, { get: first, configurable: true, enumerable: true });
}

/** Behind all that was printed before. */
export function print(text: string, name: Output = "stdout"): void {
  let left = Buffer.from(text);
  try {
    if (unmade.has(name)) while (left.length > 0) left = left.subarray(writeSync(DESCRIPTORS[name], left));
  } catch {
    // a stream waits for a reader that is slow, and tells of one that has left
  }
  if (left.length > 0) process[name].write(left);
}

/** Aborted once standard output can be written no more: who goes on only for those who read it stops there. */
export function outputLost(): AbortSignal {
  const lost = new AbortController();
  process.stdout.once("error", () => lost.abort());
  return lost.signal;
}

/** Only a terminal has any, and one that does not know how many says 0. */
export function columnsOf(name: Output): number | undefined {
  return (mayBeTerminal(name) && process[name].columns) || undefined;
}

/** To know for certain takes a stream. What goes to /dev/null needs none. */
function mayBeTerminal(name: Output): boolean {
  const out = fstatSync(DESCRIPTORS[name]);
  return out.isCharacterDevice() && out.rdev !== statSync("/dev/null", { throwIfNoEntry: false })?.rdev;
}
