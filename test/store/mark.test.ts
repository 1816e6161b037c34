/** Two processes that begin with one new key at the same time: each saw no mark, and one of them marks it. */
import fs, { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { mark } from "../../src/store/mark.js";

const [OWN, OTHER] = ["a", "b"].map((digit) => digit.repeat(32)) as [string, string];
const lineOf = (log: string) => `{"log":"${log}"}\n`;

/** A key whose mark another process sets once this one has seen that there is none. */
function markedMeanwhile(log: string) {
  const folder = mkdtempSync(join(tmpdir(), "strategos-mark-"));
  const file = join(folder, "node-1.key.used");
  const { openSync } = fs;
  const patch = (open: typeof openSync) => {
    fs.openSync = open;
    syncBuiltinESMExports();
  };
  onTestFinished(() => {
    patch(openSync);
    rmSync(folder, { recursive: true });
  });
  let opened = 0;
  patch((path, ...how) => {
    if (opened++ === 0 && String(path).endsWith(".part")) writeFileSync(file, lineOf(log));
    return openSync(path, ...how);
  });
  return { folder, file };
}

it("the second one is refused, and the mark stays the first one's", () => {
  const { folder, file } = markedMeanwhile(OTHER);
  expect(() => mark(file, OWN, true)).toThrow(/has signed a log that is not in this data folder\n {2}fix: /);
  expect(readFileSync(file, "utf8")).toBe(lineOf(OTHER));
  expect(readdirSync(folder)).toEqual(["node-1.key.used"]);
});

it("a mark that names the same log is as good as one's own", () => {
  const { folder, file } = markedMeanwhile(OWN);
  mark(file, OWN, true);
  expect(readFileSync(file, "utf8")).toBe(lineOf(OWN));
  expect(readdirSync(folder)).toEqual(["node-1.key.used"]);
});
