/** Bundles an entry of the tests beside the built program, as its script in package.json does. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Returns the first entry's bundle. */
export function bundled(
  name: "chaos" | "chaos/liar" | "chaos/log" | "chaos/members" | "soak",
  entries: readonly string[],
): string {
  const external = ["--external", "zeromq", "--external", "classic-level"];
  const args = [...entries, "--dir", `dist/${name}`, "--platform", "node", ...external];
  execFileSync(`${ROOT}node_modules/.bin/rolldown`, args, { cwd: ROOT, stdio: "ignore" });
  return `${ROOT}dist/${name}/main.js`;
}
