/**
 * The commands that the documentation shows, run again: blocks of `$ command` with what it prints. Lines may be left out, never
 * added or changed; numbers that are measured, and ports, may differ. A page's commands share a folder, as a reader's do.
 */
import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_MS = 120_000;

export interface Shown {
  readonly line: number;
  readonly command: string;
  readonly prints: readonly string[];
}

/** Of a page, in its order. A command that prints nothing goes with the next one of its block: it may be there for it. */
export function shownIn(markdown: string): Shown[] {
  const shown: { line: number; command: string; prints: string[] }[] = [];
  let block: (typeof shown)[number] | null = null;
  let fence: "none" | "shown" | "other" = "none";
  for (const [index, text] of markdown.split("\n").entries()) {
    if (text.startsWith("```")) {
      const opens = /^```(?:console)?$/.test(text) ? "shown" : "other";
      fence = fence === "none" ? opens : "none";
      block = null;
    } else if (fence === "shown" && text.startsWith("$ ")) {
      if (block?.prints.length === 0) block.command += `\n${text.slice(2)}`;
      else {
        block = { line: index + 1, command: text.slice(2), prints: [] };
        shown.push(block);
      }
    } else if (fence === "shown") block?.prints.push(text);
  }
  return shown;
}

/** The lines that are shown and were not printed, in that order. */
export function missingIn(prints: readonly string[], printed: string): string[] {
  const lines = printed.split("\n").map(plain);
  let at = 0;
  return prints.filter((text) => {
    if (["", "…"].includes(text.trim())) return false;
    const found = lines.indexOf(plain(text), at);
    if (found < 0) return true;
    at = found + 1;
    return false;
  });
}

/** Without what differs from run to run. */
function plain(text: string): string {
  return text
    .replaceAll(/\d+(?:\.\d+)? (?:ms|s|kB|MB|GB)\b/g, "#")
    .replaceAll(/\b\d+ a second\b/g, "# a second")
    .replaceAll(/"(at|startMs|decideMs|totalMs)":\d+(?:\.\d+)?/g, '"$1":#')
    .trimEnd();
}

/** A folder for one page: what is in the repository is there, and `strategos` and `npx strategos` are the built program. */
export class Desk {
  readonly #folder = mkdtempSync(join(tmpdir(), "strategos-"));

  constructor() {
    const program = join(ROOT, "bin/strategos.cjs");
    this.#tool("strategos", `exec "${process.execPath}" "${program}" "$@"`);
    this.#tool("npx", `shift; npm_command=exec exec "${process.execPath}" "${program}" "$@"`);
    for (const name of ["examples", "deploy", "schema"])
      symlinkSync(join(ROOT, name), join(this.#folder, name));
  }

  #tool(name: string, script: string): void {
    const file = join(this.#folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** What a reader would see; a command that does not end is said to. */
  print(command: string): Promise<string> {
    const { npm_command: _, ...environment } = process.env;
    const env = {
      ...environment,
      NO_COLOR: "1",
      PATH: `${this.#folder}${delimiter}${process.env["PATH"] ?? ""}`,
    };
    return new Promise((resolve) => {
      execFile(
        "bash",
        ["-c", `{ ${command}\n} 2>&1`],
        { cwd: this.#folder, env, timeout: LIMIT_MS, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout) => resolve(error?.killed ? `${stdout}\nit did not end` : stdout),
      );
    });
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}
