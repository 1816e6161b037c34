/**
 * One program on trial, as a child process that is asked over its pipes. Whatever it does ends in an answer or in what happened
 * instead: each wait has a limit, each buffer a bound, and its whole process group goes when it goes.
 *
 * A group is what remains of a program that has left children behind: they are killed by the group's number, which stays theirs
 * while one of them lives. Children that left the group too are found by a variable of their environment (programs.ts).
 */

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { printable } from "../../core/printable.js";
import { shellWord } from "../../core/shell-word.js";

export interface Limits {
  /** for an answer */
  readonly answerMs: number;
  /** more for the first one of a process, which has to start */
  readonly startMs: number;
}

export type Reply = { readonly lines: readonly string[] } | { readonly failed: string };

/** A program that is told the end of its input has so long to leave by itself. */
const LEAVE_MS = 500;
/** What a program that has ended may still have in its pipes is there within this. */
const DRAIN_MS = 250;
/** A program that closes its output is most often one that ends, which is the better thing to say. */
const CLOSED_MS = 1000;
/** Kept of what it writes on standard error. */
const LOG_CHARS_MAX = 8192;
const LOG_LINES_SHOWN = 12;

interface Pending {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  readonly isEnd: (line: string) => boolean;
  readonly charsMax: number;
  readonly what: string;
  readonly lines: string[];
  chars: number;
  timer: NodeJS.Timeout | undefined;
}

export class Program {
  readonly exited: Promise<void>;
  readonly #child: ChildProcessWithoutNullStreams;
  #pending: Pending | undefined;
  #partial = "";
  /** what it wrote when nothing was asked */
  #stray = "";
  #log = "";
  #isFirst = true;
  #ended: string | undefined;
  #cannotStart: CannotStartError | undefined;
  #leaving: NodeJS.Timeout | undefined;

  constructor(
    command: readonly string[],
    private readonly limits: Limits,
    env: NodeJS.ProcessEnv,
  ) {
    const [file = "", ...args] = command;
    this.#child = spawn(file, args, { stdio: ["pipe", "pipe", "pipe"], detached: true, env });
    const { stdin, stdout, stderr } = this.#child;
    stdin.on("error", () => {}); // it closed its input; what became of it is seen at its output
    stdout.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#log = `${this.#log}${text}`.slice(-LOG_CHARS_MAX);
    });
    this.exited = new Promise((resolve) => {
      this.#child.once("error", (error: NodeJS.ErrnoException) => {
        this.#cannotStart = cannotStart(file, error);
        this.#fail(this.#cannotStart);
        resolve();
      });
      this.#child.once("exit", (code, signal) => {
        clearTimeout(this.#leaving);
        this.#killGroup();
        this.#drain(signal ? `was ended by ${signal}` : `ended with exit status ${code}`);
        setTimeout(() => this.#drop(), DRAIN_MS).unref();
        resolve();
      });
    });
    stdout.once("close", () => this.#drain("closed its standard output", CLOSED_MS));
  }

  /** The last lines that it wrote on standard error. */
  get log(): readonly string[] {
    const lines = this.#log.split("\n").filter((line) => line.trim() !== "");
    return lines.slice(-LOG_LINES_SHOWN).map((line) => printable(line.trimEnd(), 200));
  }

  get isGone(): boolean {
    return this.#ended !== undefined || this.#cannotStart !== undefined;
  }

  /** Writes `text` and waits for lines up to one that `isEnd`. `what` is asked, for sentences: `round 1`. */
  ask(text: string, isEnd: (line: string) => boolean, what: string, charsMax: number): Promise<Reply> {
    if (this.#cannotStart) return Promise.reject(this.#cannotStart);
    const [early = ""] = this.#stray.trim().split("\n");
    if (early !== "")
      return Promise.resolve({
        failed: `wrote a line that nobody had asked for, before ${what}: "${printable(early, 80)}"; it answers each round once, and what is meant for people belongs on standard error`,
      });
    this.#stray = "";
    if (this.#ended) return Promise.resolve({ failed: `${this.#ended} before it answered ${what}` });
    const waitMs = this.limits.answerMs + (this.#isFirst ? this.limits.startMs : 0);
    this.#isFirst = false;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#late(waitMs), waitMs);
      this.#pending = { resolve, reject, isEnd, charsMax, what, lines: [], chars: 0, timer };
      this.#child.stdin.write(text);
    });
  }

  /** Tells it the end of its input. It may leave by itself; then, or after a while, it and what it started is gone. */
  leave(): void {
    if (this.#leaving || this.isGone) return;
    this.#child.stdin.end();
    this.#leaving = setTimeout(() => this.kill(), LEAVE_MS);
  }

  kill(): void {
    clearTimeout(this.#leaving);
    this.#killGroup();
    this.#drop();
  }

  /** Whoever left its group and its environment may hold its pipes open. */
  #drop(): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const stream of [stdin, stdout, stderr]) stream.destroy();
  }

  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // nobody is left of it
    }
  }

  #read(text: string): void {
    const pending = this.#pending;
    if (!pending) {
      if (this.#stray.length < LOG_CHARS_MAX) this.#stray += text;
      return;
    }
    pending.chars += text.length;
    let start = 0;
    for (let feed = text.indexOf("\n"); feed >= 0; feed = text.indexOf("\n", start)) {
      const line = (this.#partial + text.slice(start, feed)).trimEnd();
      this.#partial = "";
      start = feed + 1;
      if (line === "") continue;
      pending.lines.push(line);
      if (!pending.isEnd(line)) continue;
      this.#stray = text.slice(start);
      return this.#answer({ lines: pending.lines });
    }
    this.#partial += text.slice(start);
    if (pending.chars > pending.charsMax) this.#flood(pending);
  }

  #answer(reply: Reply): void {
    const pending = this.#pending;
    if (!pending) return;
    this.#pending = undefined;
    clearTimeout(pending.timer);
    pending.resolve(reply);
  }

  #fail(error: Error): void {
    clearTimeout(this.#pending?.timer);
    this.#pending?.reject(error);
    this.#pending = undefined;
  }

  #flood({ chars, lines, what }: Pending): void {
    const shape = lines.length === 0 ? "without a line end" : `in ${lines.length} lines without an end`;
    this.#partial = "";
    this.#answer({
      failed: `wrote more than ${chars - (chars % 1000)} characters ${shape} as its answer to ${what}`,
    });
    this.kill();
  }

  #late(waitMs: number): void {
    const { what = "", lines = [] } = this.#pending ?? {};
    const begun = this.#partial.length > 0 || lines.length > 0;
    const fix = begun
      ? "it began an answer; a line ends with a line feed, and an answer in words with the line end"
      : "if it has answered, flush standard output after each answer; if it is still at work, --timeout gives it longer";
    this.#partial = "";
    this.#answer({ failed: `did not answer ${what} within ${waitMs / 1000} s; ${fix}` });
    this.kill();
  }

  /** It is over, or says nothing any more: what is still in its pipes counts where an answer is waited for. */
  #drain(how: string, ms = DRAIN_MS): void {
    if (!this.#pending && ms === DRAIN_MS) this.#ended ??= how;
    else
      setTimeout(() => {
        this.#ended ??= how;
        this.#answer({ failed: `${this.#ended} before it answered ${this.#pending?.what}` });
      }, ms).unref();
  }
}

/** A command that could not be started at all, and what to type instead. */
export class CannotStartError extends Error {
  override readonly name = "CannotStartError";
  /** without the fix */
  readonly why: string;

  constructor(why: string, fix: string) {
    super(`${why}\n  fix: ${fix}`);
    this.why = why;
  }
}

function cannotStart(file: string, { code = "" }: NodeJS.ErrnoException): CannotStartError {
  const name = printable(file, 200);
  const fail = (why: string, fix: string) =>
    new CannotStartError(`${name} could not be started: ${why}`, fix);
  if (code === "ENOENT") {
    if (/\s/.test(file))
      return fail(
        "there is no program of that name, blanks included",
        `leave the quotes out where it is a program and its arguments: strategos test -- ${name}`,
      );
    const here = file.includes("/") ? "" : `, or ${shellWord(`./${file}`)} for a program of this folder`;
    const fix = `give the command as you type it in this folder, e.g. strategos test -- python3 node.py${here}`;
    return fail("there is no such program", fix);
  }
  if (code === "EACCES") {
    return fail(
      "it may not be run, or is a folder",
      `chmod +x ${shellWord(file)}, or name what runs it, e.g. strategos test -- python3 ${shellWord(file)}`,
    );
  }
  if (code === "ENOEXEC") {
    const fix = "begin a script with a line such as #!/usr/bin/env python3, or name what runs it";
    return fail("it is no program", fix);
  }
  return fail(code, "close other programs, and try again");
}
