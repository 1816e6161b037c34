/** Builds the program once before the tests that start it, however many projects of tests do. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Set in the process that runs all projects, which load this file each by itself. */
const BUILT = "STRATEGOS_TESTS_BUILT";

export default function build(): void {
  if (process.env[BUILT]) return;
  process.env[BUILT] = "1";
  execFileSync("npm", ["run", "--silent", "build"], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    // vitest says "test", with which vite would build another page than the one that is shipped
    env: { ...process.env, NODE_ENV: "production" },
    stdio: "inherit",
  });
}
