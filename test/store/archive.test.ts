/** What an archive gives back before it is written, while it is, and after; what it writes at one time; and what it does not take for its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ClassicLevel } from "classic-level";
import { expect, it, onTestFinished, vi } from "vitest";
import { Archive } from "../../src/store/archive.js";

function folderOf(): string {
  const above = mkdtempSync(join(tmpdir(), "strategos-archive-"));
  onTestFinished(() => rmSync(above, { recursive: true, force: true }));
  return join(above, "archive");
}

/** With its batches: how many changes, and whether LevelDB syncs them. Only such time passes as a test lets pass. */
async function opened(folder = folderOf()) {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const archive = await Archive.open(folder);
  const batch = vi.spyOn(ClassicLevel.prototype, "batch");
  onTestFinished(async () => {
    vi.restoreAllMocks();
    vi.useRealTimers();
    await archive.close();
  });
  const batches = async () => {
    // one begins when the one before has ended
    await Promise.allSettled(batch.mock.results.map(({ value }) => value));
    await new Promise(setImmediate);
    const calls = batch.mock.calls as unknown as readonly [unknown[], { readonly sync: boolean }][];
    return calls.map(([changes, { sync }]) => [changes.length, sync]);
  };
  return { folder, archive, batch, batches };
}

it("what was put is read at once, and so is what is put while it is written", async () => {
  const { folder, archive, batch } = await opened();
  archive.put("b1", "one");
  expect(archive.get("b1")).toBe("one");
  const synced = archive.sync();
  await Promise.resolve();
  expect(batch).toHaveBeenCalledOnce();
  archive.put("b1", "two");
  await synced;
  expect(archive.get("b1")).toBe("two");
  archive.put("b2", "");
  archive.put("b3", "gone");
  archive.delete("b3");
  expect(await archive.keys("b", "c")).toEqual(["b1", "b2"]);
  await archive.close();
  const again = await opened(folder);
  expect(["b1", "b2", "b3"].map((key) => again.archive.get(key))).toEqual(["two", "", null]);
});

it("what was deleted is gone at once, and what is put behind that is read", async () => {
  const { archive, batch } = await opened();
  archive.put("b1", "one");
  await archive.sync();
  archive.delete("b1");
  expect(archive.get("b1")).toBeNull();
  const synced = archive.sync();
  await Promise.resolve();
  expect(batch).toHaveBeenCalledTimes(2);
  expect(archive.get("b1")).toBeNull();
  archive.put("b1", "two");
  await synced;
  expect(archive.get("b1")).toBe("two");
  archive.delete("b1");
  await archive.sync();
  expect(archive.get("b1")).toBeNull();
});

it("changes are written together: 64 of them, or all of a tenth of a second", async () => {
  const { archive, batches } = await opened();
  const put = (count: number) => {
    for (let n = 0; n < count; n++) archive.put(`b${n}`, "block");
  };
  put(63);
  vi.advanceTimersByTime(99);
  expect(await batches()).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(await batches()).toEqual([[63, false]]);
  put(64);
  expect(await batches()).toEqual([
    [63, false],
    [64, false],
  ]);
  put(1);
  vi.advanceTimersByTime(100);
  expect((await batches())[2]).toEqual([1, false]);
});

it("a sync is one of LevelDB's, even if there is nothing to write", async () => {
  const { archive, batches } = await opened();
  await archive.sync();
  expect(await batches()).toEqual([[1, true]]);
});

it("once it could not be written nothing is put any more, and it is closed all the same", async () => {
  const { archive, batch } = await opened();
  batch.mockRejectedValueOnce(Object.assign(new Error("no space left"), { code: "ENOSPC" }));
  archive.put("b1", "one");
  await expect(archive.sync()).rejects.toMatchObject({ name: "StoreError" });
  expect(() => archive.put("b2", "two")).toThrow("cannot be written");
  expect(() => archive.delete("b1")).toThrow("cannot be written");
});

it("what is another key's, and what is cut to its digest or less, is not taken for a value, and is told", async () => {
  const folder = folderOf();
  const first = await Archive.open(folder);
  first.put("b1", "one");
  await first.close();
  const level = new ClassicLevel<string, Buffer>(folder, { valueEncoding: "buffer" });
  const value = (await level.get("b1")) as Buffer;
  await level.put("b2", value);
  await level.put("b3", value.subarray(0, 16));
  await level.put("b4", Buffer.alloc(0));
  await level.close();
  const { archive } = await opened(folder);
  const told: unknown[] = [];
  archive.onUnread = (error) => void told.push(error);
  expect(archive.get("b1")).toBe("one");
  for (const key of ["b2", "b3", "b4"]) expect(() => archive.get(key)).toThrow(`${key} was changed`);
  expect(told).toHaveLength(3);
});
