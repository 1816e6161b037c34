/** The tests start what was built of the source that is there: whatever the build reads, and is newer, has it built again. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { isBuilt } from "../../scripts/built.js";

const FILES = [
  ...["src/cli/main.ts", "scripts/code-cache.cjs", "bin/strategos.cjs", "tsconfig.json"],
  ...["node_modules/.package-lock.json", "dist/view/index.html"],
];

/** A folder that was built a second after its last change. */
function built(): string {
  const root = mkdtempSync(join(tmpdir(), "strategos-built-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const file of FILES) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), "");
  }
  const folders = FILES.map(dirname).flatMap((folder) => [folder, dirname(folder)]);
  for (const name of [...FILES, ...folders]) at(root, name, name.endsWith(".html") ? 2 : 1);
  return root;
}

const at = (root: string, name: string, seconds: number) => utimesSync(join(root, name), seconds, seconds);

it("is not built again when nothing has changed", () => {
  expect(isBuilt(built())).toBe(true);
});

it.each([...FILES.slice(0, -1), "src/cli", "src"])("is built again when %s is newer", (name) => {
  const root = built();
  at(root, name, 3);
  expect(isBuilt(root)).toBe(false);
});

it("is built again when the last build did not come to its end", () => {
  const root = built();
  rmSync(join(root, "dist/view/index.html"));
  expect(isBuilt(root)).toBe(false);
});

it("is built again when something that it is made of is not there", () => {
  const root = built();
  rmSync(join(root, "node_modules/.package-lock.json"));
  expect(isBuilt(root)).toBe(false);
});
