/** Packs the package as npm would and has publint and are-the-types-wrong look at it. Build first. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "strategos-package-"));
const run = (...command) => execFileSync("npx", ["--no-install", ...command], { stdio: "inherit" });
try {
  const packed = execFileSync("npm", ["pack", "--silent", "--ignore-scripts", "--pack-destination", folder]);
  const file = join(folder, packed.toString().trim());
  run("publint", file, "--strict");
  run("attw", file, "--profile", "esm-only", "--no-emoji", "--no-color");
} catch (error) {
  process.exitCode = error.status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
