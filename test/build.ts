/** Builds the program once before the tests that start it, however many projects of tests do, unless it is newer than all of it. */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Set in the process that runs all projects, which load this file each by itself. */
const BUILT = "STRATEGOS_TESTS_BUILT";

/** What the build reads; folders with all that is in them, and they themselves, which a file that goes makes newer. */
const READ = ["src", "scripts", "bin", "node_modules/.package-lock.json"];
/** What it writes last. */
const WRITTEN = "dist/view/index.html";

export default function build(): void {
  if (process.env[BUILT]) return;
  process.env[BUILT] = "1";
  if (isBuilt(ROOT)) return;
  execFileSync("npm", ["run", "--silent", "build"], {
    cwd: ROOT,
    // vitest says "test", with which vite would build another page than the one that is shipped
    env: { ...process.env, NODE_ENV: "production" },
    stdio: "inherit",
  });
}

/** Whether nothing that the build of this folder reads has changed since. */
export function isBuilt(root: string): boolean {
  const settings = readdirSync(root).filter((name) => /\.(?:json|[cm]?[jt]s)$/.test(name));
  const writtenMs = statSync(join(root, WRITTEN), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return [...READ, ...settings].every((name) => newestMs(join(root, name)) < writtenMs);
}

function newestMs(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestMs(join(path, name))),
    stats.mtimeMs,
  );
}
