/** `--evidence` where nobody signed two orders: no file, and a sentence. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { writeEvidence } from "../../src/cli/verbs/evidence.js";

it("no evidence is no file, and is said", async () => {
  const folder = mkdtempSync(join(tmpdir(), "strategos-evidence-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const said = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  onTestFinished(() => said.mockRestore());
  const file = join(folder, "evidence.json");
  await writeEvidence(file, null, "0".repeat(64), new AbortController().signal);
  expect(said.mock.calls).toEqual([
    [`no evidence: no two orders were seen under the general's signature; ${file} is not written\n`],
  ]);
  expect(existsSync(file)).toBe(false);
});
