/**
 * Builds the program, unless what was built is newer than all that it is made of: `npm ci` has built it, and who starts it next
 * need not wait for that again. Run by itself it builds; the tests ask it, too.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What the build reads; folders with all that is in them, and they themselves, which a file that goes makes newer. */
const READ = ["src", "scripts", "bin", "node_modules/.package-lock.json"];
/** What it writes last. */
const WRITTEN = "dist/view/index.html";

export function buildUnlessBuilt() {
  if (isBuilt(ROOT)) return;
  execFileSync("npm", ["run", "--silent", "build"], {
    cwd: ROOT,
    // vitest says "test", with which vite would build another page than the one that is shipped
    env: { ...process.env, NODE_ENV: "production" },
    stdio: "inherit",
  });
}

/** Whether nothing that the build of this folder reads has changed since. */
export function isBuilt(root) {
  const settings = readdirSync(root).filter((name) => /\.(?:json|[cm]?[jt]s)$/.test(name));
  const writtenMs = statSync(join(root, WRITTEN), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return [...READ, ...settings].every((name) => newestMs(join(root, name)) < writtenMs);
}

function newestMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return Number.POSITIVE_INFINITY;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(path).reduce(
    (newest, name) => Math.max(newest, newestMs(join(path, name))),
    stats.mtimeMs,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    buildUnlessBuilt();
  } catch (error) {
    // the build has said why
    process.exitCode = error.status ?? 1;
  }
}
