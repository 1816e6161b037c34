/** A start that finds what another makes at the same time: a file may come into it after all others were removed. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { Archive } from "../../src/store/archive.js";

vi.mock("node:fs", async (original) => {
  const fs = await original<typeof import("node:fs")>();
  const filling = (place: string, options: object) => {
    if (place.endsWith(".part")) throw Object.assign(new Error("ENOTEMPTY"), { code: "ENOTEMPTY" });
    fs.rmSync(place, options);
  };
  return { ...fs, rmSync: filling };
});

it("an archive opens beside a part that fills while it is removed", async () => {
  const above = mkdtempSync(join(tmpdir(), "strategos-part-"));
  onTestFinished(() => rmSync(above, { recursive: true }));
  mkdirSync(join(above, "archive.0123456789abcdef.part"));
  const archive = await Archive.open(join(above, "archive"));
  archive.put("a", "1");
  expect(archive.get("a")).toBe("1");
  await archive.close();
});
