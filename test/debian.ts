/** What tests need beyond npm: Debian's packages, installed when the tests run as root and named otherwise. */
import { execFileSync } from "node:child_process";

/** Installs the packages unless `isThere`; throws where that is not possible. */
export function ensureInstalled(isThere: () => boolean, ...packages: readonly string[]): void {
  if (isThere()) return;
  const fix = `apt-get install ${packages.join(" ")}`;
  if (process.getuid?.() !== 0) throw new Error(`this test needs: ${fix}, as root`);
  // another test may be installing something at the same time
  const quietly = ["-qq", "-o", "DPkg::Lock::Timeout=300"];
  const options = { stdio: "ignore", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  execFileSync("apt-get", [...quietly, "update"], options);
  execFileSync("apt-get", [...quietly, "install", "-y", "--no-install-recommends", ...packages], options);
  if (!isThere()) throw new Error(`still missing after: ${fix}`);
}
