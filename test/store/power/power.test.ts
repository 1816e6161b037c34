/**
 * The power goes, between any two calls of the system that a member's data folder makes: all that was synced by the folder's own
 * word is found at the next start, in the journal or in the archive, and the folder opens. Calls are those of the built program.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { Store } from "../../../src/store/store.js";
import { ensureInstalled } from "../../debian.js";
import { type Call, callsIn, type Loss, TracedDisk } from "./traced-disk.js";

const TURNS = 32;
/** so many characters a block that LevelDB, which takes 4 MB, begins two more logs meanwhile */
const BLOCK_CHARS = 300_000;
const GROUP = "a".repeat(64);

/**
 * Turns as a member has them: kept, synced, said; blocks go to the archive, and once that is durable the journal is cut. Asking
 * for keys writes what was put, and does not sync it.
 */
const MEMBER = `
  const [, storeUrl, folder] = process.argv;
  const { openSync, writeSync } = await import("node:fs");
  const { Store } = await import(storeUrl);
  const said = openSync(folder + "/said", "w");
  const store = await Store.open({ folder: folder + "/of/data", group: "${GROUP}", member: 1, markFile: folder + "/node.key.used" });
  let live = [];
  for (let n = 1; n <= ${TURNS}; n++) {
    store.append([{ n }]);
    store.sync();
    writeSync(said, n + "\\n");
    live.push({ n });
    store.archive.put("block/" + n, String(n).padEnd(${BLOCK_CHARS}, "x" + n));
    if (n % 2 !== 0) await store.archive.keys("", "a");
    if (n % 4 !== 0) continue;
    await store.archive.sync();
    live = [];
    store.cut(live);
  }
  await store.close();
`;

const LOSSES: readonly Loss[] = [
  { names: true, share: 0 },
  { names: false, share: 0 },
  { names: false, share: 0.5 },
];

/** What changes what a crash leaves: the power goes before each of these while all is being made, and then before each that is rare. */
const TELLING = ["fsync", "fdatasync", "rename", "link", "unlink"];
const MAKING = 24;

beforeAll(() => ensureInstalled(() => spawnSync("strace", ["-V"]).status === 0, "strace"), 600_000);

function scratch(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "strategos-power-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function calls(root: string): Call[] {
  const trace = `${root}.trace`;
  onTestFinished(() => rmSync(trace, { force: true }));
  const traced =
    "trace=openat,close,write,fsync,fdatasync,rename,link,unlink,mkdir,ftruncate,pwrite64,writev";
  const storeUrl = pathToFileURL("dist/store/store.js").href;
  const args = ["-f", "-qq", "-xx", "-s", "10000000", "-e", traced, "-o", trace];
  const node = [process.execPath, "--input-type=module", "-e", MEMBER, storeUrl, root];
  const { status, stderr } = spawnSync("strace", [...args, ...node], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return [...callsIn(readFileSync(trace, "latin1"))];
}

/** What is missing of what the member had said, after the power went; throws where the folder does not open. */
async function missingAfter(disk: TracedDisk, into: string, loss: Loss): Promise<number[]> {
  const said = disk.text("said").trim().split("\n").map(Number);
  disk.crashInto(into, loss);
  mkdirSync(join(into, "of"), { recursive: true });
  const markFile = join(into, "node.key.used");
  const store = await Store.open({ folder: join(into, "of/data"), group: GROUP, member: 1, markFile });
  const kept = new Set(store.kept.map((entry) => entry["n"]));
  const missing = said.filter((n) => n > 0 && !kept.has(n) && store.archive.get(`block/${n}`) === null);
  await store.close();
  rmSync(into, { recursive: true });
  return missing;
}

it("nothing that was said to be kept is lost when the power goes, whatever was not synced", async () => {
  const root = scratch();
  const into = join(scratch(), "after");
  const disk = new TracedDisk(root);
  let [crashes, before] = [0, ""];
  const lost: string[] = [];
  for (const call of calls(root)) {
    const isTelling = TELLING.includes(call.name);
    const isRare = crashes < MAKING || call.name !== "fdatasync" || before !== "fdatasync";
    if (isTelling) before = call.name;
    if (isTelling && isRare) {
      const loss = LOSSES[crashes++ % LOSSES.length] as Loss;
      const missing = await missingAfter(disk, into, loss).catch((error: Error) => [error.message]);
      if (missing.length > 0)
        lost.push(`crash ${crashes}, before ${call.name}, ${JSON.stringify(loss)}: ${missing.join(", ")}`);
    }
    disk.apply(call);
  }
  expect(lost).toEqual([]);
  expect(crashes).toBeGreaterThan(2 * MAKING);
});
