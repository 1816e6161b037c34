/** The systemd unit, by systemd's own checks. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { ensureInstalled } from "../debian.js";
import { temporaryFolder } from "../run/strategos.js";

const unitOf = (name: string) =>
  readFileSync(new URL(`../../deploy/systemd/${name}@.service`, import.meta.url), "utf8");

const UNIT = unitOf("strategos-node");
const LOG_UNIT = unitOf("strategos-log");

beforeAll(() => {
  ensureInstalled(() => spawnSync("systemd-analyze", ["--version"]).status === 0, "systemd");
}, 600_000);

/** Node 3's unit checked, with a program that is here in place of the installed one. It only warns of most mistakes. */
function analyze(unit: string, ...args: readonly string[]) {
  const folder = temporaryFolder();
  const text = unit.replace("/usr/local/bin/strategos", process.execPath);
  writeFileSync(join(folder, "strategos-node@.service"), text);
  const file = join(folder, "strategos-node@3.service");
  const { status, stdout, stderr } = spawnSync("systemd-analyze", [...args, file], { encoding: "utf8" });
  return { status, said: `${stdout}${stderr}` };
}

const verify = (unit: string) => analyze(unit, "verify", "--man=no");

it("systemd finds no mistake in the units", () => {
  expect(verify(UNIT)).toEqual({ status: 0, said: "" });
  expect(verify(LOG_UNIT)).toEqual({ status: 0, said: "" });
});

it.each([
  ["Restart=", "Restrat=", "Unknown key"],
  ["Restart=on-failure", "Restart=on-failur", "Failed to parse service restart specifier"],
  ["RestartPreventExitStatus=64", "RestartPreventExitStatus=six", "Failed to parse"],
  ["/usr/local/bin/strategos", "/nowhere/strategos", "not executable"],
])("systemd does find %j written as %j", (right, wrong, complaint) => {
  expect(UNIT).toContain(right);
  expect(verify(UNIT.replace(right, wrong)).said).toContain(complaint);
});

it("systemd rates the service's exposure as 2.0 of 10 at most", () => {
  const rate = ["security", "--offline=true", "--threshold=20"];
  expect(analyze(UNIT, ...rate).status).toBe(0);
  expect(analyze(LOG_UNIT, ...rate).status).toBe(0);
  expect(
    analyze(UNIT.replace("ProtectSystem=strict\n", "").replace("CapabilityBoundingSet=\n", ""), ...rate)
      .status,
  ).not.toBe(0);
});
