/** The kept corpus: one folder a target, one file an input, named after what it holds. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export function corpusOf(folder: string, target: string): Buffer[] {
  const path = join(folder, target);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .toSorted()
    .map((name) => readFileSync(join(path, name)));
}

/** Adds an input; one that is there already stays as it is. */
export function keep(folder: string, target: string, input: Buffer): void {
  const path = join(folder, target);
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, createHash("sha256").update(input).digest("hex").slice(0, 16)), input);
}
