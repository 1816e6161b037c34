/**
 * The commands that the documentation shows, run again: blocks of `$ command` with what it prints. Lines may be left out, never
 * added or changed; numbers that are measured, and ports, may differ. A page's commands share a folder, as a reader's do.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LIMIT_MS = 120_000;
const ALONE = { beside: [], file: null };

export interface Shown {
  readonly line: number;
  readonly command: string;
  readonly prints: readonly string[];
  /** What runs in other terminals meanwhile: a block of `sh` above it has the command, and these. */
  readonly beside: readonly string[];
  /** A block of `text` above it is the file that its last word names. */
  readonly file: string | null;
}

/** Of a page, in its order. A command that prints nothing goes with the next one of its block: it may be there for it. */
export function shownIn(markdown: string): Shown[] {
  const shown: (Shown & { command: string; prints: string[] })[] = [];
  let block: (typeof shown)[number] | null = null;
  let fence: string | null = null;
  const above: Record<string, string[]> = {};
  for (const [index, text] of markdown.split("\n").entries()) {
    if (text.startsWith("```")) {
      fence = fence === null ? text.slice(3) : null;
      if (fence !== null) above[fence] = [];
      block = null;
    } else if (fence === "" || fence === "console") {
      if (!text.startsWith("$ ")) block?.prints.push(text);
      else if (block?.prints.length === 0) block.command += `\n${text.slice(2)}`;
      else {
        const command = text.slice(2);
        const terminals = above["sh"]?.includes(command) ? above["sh"] : [];
        const beside = terminals.filter((one) => one !== command);
        block = { line: index + 1, command, prints: [], beside, file: above["text"]?.join("\n") ?? null };
        delete above["text"];
        shown.push(block);
      }
    } else if (fence !== null) above[fence]?.push(text);
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

  constructor(private readonly limitMs = LIMIT_MS) {
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

  /** What a reader would see; a command that does not end is said to, and ended with all that it started. */
  print(command: string, { beside, file }: Pick<Shown, "beside" | "file"> = ALONE): Promise<string> {
    const { npm_command: _, ...environment } = process.env;
    const env = {
      ...environment,
      NO_COLOR: "1",
      PATH: `${this.#folder}${delimiter}${process.env["PATH"] ?? ""}`,
    };
    const cwd = this.#folder;
    if (file !== null) writeFileSync(join(cwd, command.split(" ").at(-1) as string), file);
    const others = beside.map((one) => `{ ${one}; } > /dev/null 2>&1 &\n`).join("");
    return new Promise((resolve) => {
      const bash = spawn("bash", ["-c", `${others}{ ${command}\n} 2>&1\nwait`], {
        cwd,
        env,
        detached: true, // a group of its own, to be ended as one
        stdio: ["ignore", "pipe", "ignore"],
      });
      let printed = "";
      bash.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
      });
      const limit = setTimeout(() => {
        printed += "\nit did not end";
        process.kill(-(bash.pid as number), "SIGKILL");
      }, this.limitMs);
      bash.once("close", () => {
        clearTimeout(limit);
        resolve(printed);
      });
    });
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

export function readPage(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}
