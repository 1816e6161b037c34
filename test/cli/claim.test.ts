/** A folder is one process's, by whatever name, until that ends; also of one that is not there yet. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "rolldown";
import { expect, it, onTestFinished } from "vitest";
import { claimed } from "../../src/cli/claim.js";

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), "strategos-claim-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it("whoever claims a folder first has it, through links and before it is made", async () => {
  const folder = temporary();
  symlinkSync(folder, `${folder}-link`);
  onTestFinished(() => rmSync(`${folder}-link`));
  const both = await Promise.all([claimed(join(folder, "new")), claimed(join(folder, "new"))]);
  expect(both.filter(Boolean)).toHaveLength(1);
  mkdirSync(join(folder, "new"));
  expect(await claimed(join(`${folder}-link`, "new", "."))).toBe(false);
  expect(await claimed(join(folder, "other"))).toBe(true);
});

it("one that is killed has it no more", async () => {
  const folder = temporary();
  const file = join(folder, "claim.mjs");
  await build({ input: "src/cli/claim.ts", platform: "node", output: { file }, logLevel: "silent" });
  const script = `import { claimed } from ${JSON.stringify(file)}; console.log(await claimed(${JSON.stringify(folder)})); setInterval(() => {}, 1000);`;
  const other = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [said] = (await once(other.stdout, "data")) as [Buffer];
  expect(String(said)).toBe("true\n");
  expect(await claimed(folder)).toBe(false);
  other.kill("SIGKILL");
  await once(other, "exit");
  expect(await claimed(folder)).toBe(true);
});
