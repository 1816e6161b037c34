/** The journal gives back what was synced, whatever crash came, and says what else it finds. */
import { describe, expect, it } from "vitest";
import { StoreError } from "../../src/store/failure.js";
import { Journal } from "../../src/store/journal.js";
import { recordOf } from "../../src/store/record.js";
import { VirtualDisk } from "./virtual-disk.js";

const NAME = "journal-0000000001";

const entry = (n: number) => ({ n, text: "x".repeat(n % 50) });

function written(count: number): VirtualDisk {
  const disk = new VirtualDisk();
  const { journal } = Journal.open(disk);
  for (let n = 1; n <= count; n++) {
    journal.append([entry(n)]);
    journal.sync();
  }
  return disk;
}

const read = (disk: VirtualDisk) => Journal.open(disk).entries;
const entries = (count: number) => Array.from({ length: count }, (_, at) => entry(at + 1));

function troubleIn(disk: VirtualDisk): string {
  try {
    return `none, ${read(disk).length} entries`;
  } catch (error) {
    return error instanceof StoreError ? error.message : "no StoreError";
  }
}

/** Six turns, and the power goes in the midst of a change: whether it came so far, and what was there then. */
function crashedAt(at: number, [share, zeroed]: readonly [number, boolean]): boolean {
  const disk = new VirtualDisk();
  let [changes, kept] = [0, 0];
  disk.beforeChange = () => {
    if (changes++ === at) throw new Error("the power goes");
  };
  try {
    const { journal } = Journal.open(disk);
    for (let n = 1; n <= 6; n++) {
      journal.append([entry(n)]);
      if (n % 2 === 0) journal.cut(entries(n - 1));
      else journal.sync();
      kept = n;
    }
  } catch {
    // it has died
  }
  if (changes <= at) return false;
  disk.beforeChange = () => undefined;
  disk.crash(share, zeroed);
  const found = read(disk);
  expect(found.length).toBeGreaterThanOrEqual(kept);
  expect(found).toEqual(entries(found.length));
  goesOn(disk, found.length);
  return true;
}

/** From there, through another crash. */
function goesOn(disk: VirtualDisk, count: number): void {
  const { journal } = Journal.open(disk);
  journal.append([entry(count + 1)]);
  journal.sync();
  disk.crash();
  expect(read(disk)).toEqual(entries(count + 1));
}

describe("a journal", () => {
  it("is read as it was kept, over many openings", () => {
    const disk = written(20);
    expect(read(disk)).toEqual(entries(20));
    const { journal } = Journal.open(disk);
    journal.append([entry(21)]);
    journal.append([entry(22)]);
    journal.sync();
    expect(read(disk)).toEqual(entries(22));
  });

  it("loses what was not synced, and nothing else, at a crash in the midst of any change", () => {
    const ends = [
      [0, false],
      [0.5, false],
      [0.3, true],
      [1, false],
    ] as const;
    let crashes = 0;
    for (let at = 0; crashedAt(at, [0, false]); at++)
      for (const end of ends) if (crashedAt(at, end)) crashes++;
    expect(crashes).toBeGreaterThan(40);
  });

  it("cuts off a torn end, and says so", () => {
    const disk = written(5);
    disk.damage(NAME, (bytes) => bytes.subarray(0, bytes.length - 5));
    const { entries: found, torn } = Journal.open(disk);
    expect(found).toEqual(entries(4));
    expect(torn).toMatch(/^the journal ended in the midst of a record, .* behind record 4 were cut off$/);
    expect(Journal.open(disk).torn).toBeNull();
  });

  it("refuses to go on where any byte was changed", () => {
    const { length } = written(5).read(NAME);
    for (let at = 0; at < length; at++) {
      const disk = written(5);
      disk.damage(NAME, (bytes) => {
        bytes[at] = (bytes[at] as number) ^ 0x10;
        return bytes;
      });
      expect(troubleIn(disk)).toMatch(
        /is not as it was written: at byte \d+ something was changed\n {2}fix: this member must not go on/,
      );
    }
  });

  it("refuses to go on where a record is missing, at the beginning or within", () => {
    const one = written(1).read(NAME).length;
    const two = written(2).read(NAME).length;
    const first = written(5);
    first.damage(NAME, (bytes) => bytes.subarray(one));
    expect(troubleIn(first)).toContain("record 1 is missing: record 2 is in its place");
    const second = written(5);
    second.damage(NAME, (bytes) => Buffer.concat([bytes.subarray(0, one), bytes.subarray(two)]));
    expect(troubleIn(second)).toContain("record 2 is missing: record 3 is in its place");
  });

  it("refuses a file that is another's", () => {
    const disk = written(2);
    const other = disk.read(NAME);
    Journal.open(disk).journal.cut([entry(1)]);
    disk.damage("journal-0000000002", () => other);
    expect(troubleIn(disk)).toContain("record 1 is one of file 1");
  });

  it("takes nothing more once a write or a sync has failed", () => {
    for (const what of ["append", "sync"] as const) {
      const disk = written(2);
      const { journal } = Journal.open(disk);
      disk.beforeChange = (change) => {
        if (change === what) throw new Error("the disk is full");
      };
      journal.append([entry(3)]);
      expect(() => journal.sync()).toThrow("the disk is full");
      disk.beforeChange = () => undefined;
      expect(() => journal.sync()).toThrow("a journal that has failed is written to");
    }
  });

  it("takes all blocks that a member holds in one turn, though a traitor chose what is longest as JSON", () => {
    const disk = written(2);
    const { journal } = Journal.open(disk);
    const block = { text: "\u0001".repeat(524_288) };
    journal.append(Array.from({ length: 33 }, () => block));
    journal.sync();
    expect(read(disk).slice(2)).toEqual(Array.from({ length: 33 }, () => block));
  });

  it("refuses a record that is in order and holds no entries", () => {
    for (const payload of ["3", '{"a":1}', "[1", "null"]) {
      const disk = written(2);
      disk.append(NAME, recordOf(1, 3, Buffer.from(payload)));
      expect(troubleIn(disk)).toMatch(/is not as it was written: record 3 holds no entries\n {2}fix: /);
    }
  });

  it("takes nothing more once it was given more than a record has room for, and forgets nothing of before", () => {
    const disk = written(2);
    const { journal } = Journal.open(disk);
    expect(() => journal.cut([{ text: "x".repeat(256 * 1024 * 1024) }])).toThrow(
      /was to take 2684354\d\d bytes at one time, and 268435456 is the most\n {2}fix: start this member again/,
    );
    journal.append([entry(3)]);
    expect(() => journal.sync()).toThrow("a journal that has failed is written to");
    expect(read(disk)).toEqual(entries(2));
  });
});
