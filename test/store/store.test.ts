/** A data folder on a real disk: one process at a time, one key, one group; and each refusal a sentence with a fix. */
import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Archive } from "../../src/store/archive.js";
import { FolderDisk } from "../../src/store/disk.js";
import { diskError, type StoreError } from "../../src/store/failure.js";
import { Store, type StoreOptions } from "../../src/store/store.js";

function options(): StoreOptions & { readonly markFile: string } {
  const folder = mkdtempSync(join(tmpdir(), "strategos-store-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder: join(folder, "data"),
    group: "a".repeat(64),
    member: 2,
    markFile: join(folder, "node-2.key.used"),
  };
}

async function refusal(asked: StoreOptions): Promise<string> {
  const opened = await Store.open(asked).then(
    (store) => store.close().then(() => null),
    (error: Error) => error,
  );
  expect(opened?.name).toBe("StoreError");
  expect(opened?.message).toMatch(/\n {2}fix: /);
  return opened?.message as string;
}

async function used(asked: StoreOptions): Promise<void> {
  const store = await Store.open(asked);
  store.append([{ vote: 1 }]);
  store.sync();
  await store.close();
}

it("a folder gives back what was kept, before and after a cut", async () => {
  const asked = options();
  await used(asked);
  const store = await Store.open(asked);
  expect(store.kept).toEqual([{ vote: 1 }]);
  store.archive.put("b1", "block one");
  await store.archive.sync();
  store.cut([{ vote: 2 }]);
  store.append([{ vote: 3 }]);
  store.sync();
  expect(store.archive.get("b1")).toBe("block one");
  await store.close();
  const again = await Store.open(asked);
  expect(again.kept).toEqual([{ vote: 2 }, { vote: 3 }]);
  expect(again.archive.get("b1")).toBe("block one");
  expect(await again.archive.keys("b", "c")).toEqual(["b1"]);
  await again.close();
});

it("a second opening of a folder in use is refused, in this process or another, and goes when its process is killed", async () => {
  const asked = options();
  const holder = join(asked.folder, "../holder.mjs");
  const level = new URL("../../node_modules/classic-level/index.js", import.meta.url).href;
  mkdirSync(asked.folder);
  writeFileSync(
    holder,
    `import { ClassicLevel } from ${JSON.stringify(level)};
    import { spawn } from "node:child_process";
    await new ClassicLevel(${JSON.stringify(join(asked.folder, "archive"))}).open();
    const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
    process.send(child.pid);`,
  );
  const other = fork(holder);
  onTestFinished(() => void other.kill("SIGKILL"));
  const [heir] = await once(other, "message");
  expect(await refusal(asked)).toMatch(/^another process uses the data folder/);
  // the child that it leaves behind holds no lock; it ends by itself, its standard input being closed
  other.kill("SIGKILL");
  await once(other, "exit");
  expect(heir).toBeTypeOf("number");
  const store = await Store.open(asked);
  // by whatever name this process asks again, and after it has asked another process is refused still
  const link = `${asked.folder}-link`;
  symlinkSync(asked.folder, link);
  for (const folder of [asked.folder, relative(".", asked.folder), link])
    expect(await refusal({ ...asked, folder })).toMatch(
      /^another member of this process uses the data folder/,
    );
  const late = fork(holder, { silent: true });
  onTestFinished(() => void late.kill("SIGKILL"));
  const [exitCode] = await once(late, "exit");
  expect(exitCode).not.toBe(0);
  await store.close();
  await used(asked);
});

it("a key that has signed and whose log is gone signs nothing any more", async () => {
  const asked = options();
  await used(asked);
  rmSync(asked.folder, { recursive: true });
  expect(await refusal(asked)).toMatch(
    /has signed a log that is not in this data folder\n {2}fix: .* an id, a key and a folder of its own/,
  );
  // the refusal has not made a log by which the next start would pass
  expect(await refusal(asked)).toMatch(/has signed a log that is not in this data folder/);
});

it("of starts that make one new folder at the same time one has it, and nothing else is left", async () => {
  const folder = join(options().folder, "archive");
  const opened = await Promise.allSettled(Array.from({ length: 5 }, () => Archive.open(folder)));
  const said = opened.map((one) => (one.status === "rejected" ? (one.reason as Error).message : "has it"));
  for (const one of opened) if (one.status === "fulfilled") await one.value.close();
  expect(said.toSorted().map((text) => text.slice(0, 36))).toEqual([
    ...Array.from({ length: 4 }, () => "another process uses the data folder"),
    "has it",
  ]);
  expect(readdirSync(dirname(folder))).toEqual(["archive"]);
});

it("a folder without the key's mark, or with a half-written one, is refused", async () => {
  const asked = options();
  await used(asked);
  const text = readFileSync(asked.markFile, "utf8");
  writeFileSync(asked.markFile, text.slice(0, 20));
  expect(await refusal(asked)).toContain("does not name a log");
  rmSync(asked.markFile);
  expect(await refusal(asked)).toContain("which log the key");
  writeFileSync(asked.markFile, text);
  await used(asked);
});

it("another member's folder, another group's, and one that is none are refused", async () => {
  const asked = options();
  await used(asked);
  expect(await refusal({ ...asked, member: 3 })).toMatch(/is that of member 2\n/);
  expect(await refusal({ ...asked, group: "b".repeat(64) })).toMatch(/is of another group/);
});

it("a journal that is gone beside its archive is missed", async () => {
  const asked = options();
  await used(asked);
  rmSync(join(asked.folder, "journal"), { recursive: true });
  expect(await refusal(asked)).toMatch(/the journal of .* is gone/);
});

it("an archive that is gone beside its journal, or is another log's, is missed; one that its process died before it made is made", async () => {
  const [asked, other] = [options(), options()];
  const archive = join(asked.folder, "archive");
  await (await Store.open(asked)).close();
  rmSync(archive, { recursive: true });
  await used(asked);
  await used(other);
  renameSync(archive, `${archive}-own`);
  expect(await refusal(asked)).toMatch(
    /the archive of .* is gone\n {2}fix: put its own back; if that is lost/,
  );
  rmSync(archive, { recursive: true });
  renameSync(join(other.folder, "archive"), archive);
  expect(await refusal(asked)).toMatch(/the archive of .* is that of another log than its journal\n/);
  rmSync(archive, { recursive: true });
  renameSync(`${archive}-own`, archive);
  await used(asked);
});

it("a folder that has the name of a journal's file is a sentence", async () => {
  const asked = options();
  await used(asked);
  mkdirSync(join(asked.folder, "journal", "journal-0000000009"));
  expect(await refusal(asked)).toMatch(
    /the file .*journal-0000000009 cannot be read: it is a folder\n {2}fix: move it away/,
  );
});

/** What opening and reading it, one key and all keys, comes to. */
async function damageTold(folder: string, of: RegExp, damage: (file: string) => void): Promise<string[]> {
  const archive = await Archive.open(folder);
  for (let count = 0; count < 100; count++)
    archive.put(`block/${count}`, randomBytes(50_000).toString("hex"));
  await archive.close();
  // opened again, LevelDB writes what its logs held as tables
  await (await Archive.open(folder)).close();
  const files = readdirSync(folder).filter((name) => of.test(name));
  expect(files).not.toEqual([]);
  for (const name of files) damage(join(folder, name));
  const told = (error: StoreError) => `${error.trouble}: ${error.message}`;
  const again = await Archive.open(folder).catch(told);
  if (typeof again === "string") return [again];
  const keys = await again.keys("", "~").then(() => "read", told);
  let one = "read";
  try {
    again.get("block/0");
  } catch (error) {
    one = told(error as StoreError);
  }
  await again.close();
  return [keys, one];
}

it.each([
  ["a table that is cut short", /ldb$/, (file: string) => truncateSync(file, 1000)],
  ["a table that is gone", /ldb$/, (file: string) => rmSync(file)],
  ["a manifest that is gone", /^MANIFEST/, (file: string) => rmSync(file)],
  ["a manifest that is cut short", /^MANIFEST/, (file: string) => truncateSync(file, 20)],
  ["the name of another manifest", /^CURRENT/, (file: string) => writeFileSync(file, "MANIFEST-000077\n")],
])("%s is told as damage", async (_, of, damage) => {
  for (const text of await damageTold(options().folder, of, damage))
    expect(text).toMatch(/^damaged: .* is not as it was written: .*\n {2}fix: this member must not go on/);
});

it("an archive without its CURRENT is refused, and the rest of it is not removed", async () => {
  const { folder } = options();
  const isTable = (name: string) => name.endsWith(".ldb");
  const told = await damageTold(folder, /^CURRENT/, (file) => rmSync(file));
  expect(told).toEqual([expect.stringMatching(/^damaged: .* is not as it was written: /)]);
  expect(readdirSync(folder).filter(isTable)).not.toEqual([]);
});

it("a full disk, a folder that cannot be written and a file in its place are sentences", () => {
  const { folder } = options();
  const disk = new FolderDisk(folder);
  symlinkSync("/dev/full", join(folder, "journal-0000000001"));
  expect(() => disk.append("journal-0000000001", Buffer.from("x"))).toThrow(
    /cannot be written: the disk is full\n {2}fix: make room/,
  );
  disk.close();
  expect(() => new FolderDisk("/sys/strategos")).toThrow(
    /cannot be made: this process may not write there\n {2}fix: /,
  );
  expect(() => new FolderDisk("/proc/strategos/journal")).toThrow(
    /cannot be made: it, or a folder above it, is not there\n {2}fix: /,
  );
  symlinkSync(join(folder, "unmounted"), join(folder, "link"));
  expect(() => new FolderDisk(join(folder, "link", "journal"))).toThrow(
    /cannot be made: it is a file, or a link to nothing/,
  );
  writeFileSync(join(folder, "file"), "");
  expect(() => new FolderDisk(join(folder, "file"))).toThrow(/cannot be made: it is a file/);
});

it("a folder in whose path bytes are lost is not said to be missing", () => {
  expect(() => new FolderDisk("/proc/d\uFFFD/journal")).toThrow(
    /cannot be made: the name of a folder on its way is not in UTF-8\n {2}fix: rename that folder/,
  );
});

it("what LevelDB hands on of the system's words is told as if the system had said it", () => {
  const told = (words: string) =>
    diskError("data", "cannot be opened", new Error(`IO error: data/archive/000005.ldb: ${words}`)).message;
  expect(told("No space left on device")).toMatch(/: the disk is full\n {2}fix: make room/);
  expect(told("Read-only file system")).toMatch(/: that disk can only be read\n {2}fix: mount it/);
  expect(told("Structure needs cleaning")).toMatch(
    /: Structure needs cleaning\n {2}fix: see the system's log/,
  );
});

it("a byte that was changed in the archive is found when it is read", async () => {
  const { folder } = options();
  const archive = await Archive.open(folder);
  archive.put("block", "attack ".repeat(500));
  await archive.close();
  for (const name of readdirSync(folder).filter((one) => /\.(?:ldb|log)$/.test(one))) {
    const bytes = readFileSync(join(folder, name));
    const at = bytes.indexOf("attack attack");
    if (at < 0) continue;
    bytes.write("A", at);
    writeFileSync(join(folder, name), bytes);
  }
  const outcome = await Archive.open(folder).then(
    async (again) => {
      try {
        return again.get("block");
      } catch (error) {
        return (error as Error).message;
      } finally {
        await again.close();
      }
    },
    (error: Error) => error.message,
  );
  // LevelDB drops what its own sum does not fit, or gives it back: either way it is no block
  expect(outcome === null || /is not as it was written/.test(outcome)).toBe(true);
});
