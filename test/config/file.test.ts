/**
 * Whatever a user names as a file is read within its limit, as UTF-8, or refused in one sentence.
 *
 * UTF-16 was printed as hundreds of zero characters; bytes that are not UTF-8 became replacement characters, so that two
 * different files were one configuration; and a device or a pipe, which has no size, was read without end. All verbs
 * read by this one function (test/house/files.test.ts), so what holds here holds for configurations, recordings, keys, evidence,
 * parts of campaigns and faults.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { FileError, readTextFile } from "../../src/config/file.js";

const TEXT = 'version: 1\nrun: "Größe €"\n';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "strategos-file-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function fileOf(bytes: Buffer): string {
  const file = join(folder(), "a.yaml");
  writeFileSync(file, bytes);
  return file;
}

function refused(file: string, bytesMax = 1000, silenceMsMax = 40): FileError {
  try {
    readTextFile(file, bytesMax, silenceMsMax);
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

const bigEndian = (text: string) => Buffer.from(text, "utf16le").swap16();

describe("encodings", () => {
  it("a carriage return is a line's end where no line ends otherwise, and is left alone elsewhere", () => {
    const read = (text: string) => readTextFile(fileOf(Buffer.from(text)), 1000).text;
    expect(read(TEXT.replaceAll("\n", "\r"))).toBe(TEXT);
    for (const text of [TEXT.replaceAll("\n", "\r\n"), "a\rb\n"]) expect(read(text)).toBe(text);
  });

  it("UTF-8 is read, with a byte order mark or without", () => {
    expect(readTextFile(fileOf(Buffer.from(TEXT)), 1000).text).toBe(TEXT);
    expect(readTextFile(fileOf(Buffer.from(`\uFEFF${TEXT}`)), 1000).text).toBe(TEXT);
    expect(readTextFile(fileOf(Buffer.alloc(0)), 1000).text).toBe("");
  });

  it.each([
    ["UTF-16LE", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
    ["UTF-16LE", Buffer.from(TEXT, "utf16le")],
    ["UTF-16BE", bigEndian(`\uFEFF${TEXT}`)],
    ["UTF-16BE", bigEndian(TEXT)],
  ])("%s is named, with the command that changes it", (encoding, bytes) => {
    const { reason, fix } = refused(fileOf(bytes));
    expect(reason).toBe(`is in ${encoding}, and is read as UTF-8`);
    expect(fix).toMatch(new RegExp(`iconv -f ${encoding} -t UTF-8 .*a.yaml > NEW$`));
  });

  it.each([
    ["Latin-1", Buffer.from(TEXT.replace("€", "E"), "latin1"), "line 2 holds the byte 0xF6"],
    ["a character cut off at the end", Buffer.from(TEXT).subarray(0, -4), "line 2 holds the byte 0xE2"],
    ["bytes that no text holds", Buffer.from([0x61, 0x0a, 0x0a, 0xff]), "line 3 holds the byte 0xFF"],
  ])("%s: the first byte that is not UTF-8 is named", (_name, bytes, where) => {
    expect(refused(fileOf(bytes)).reason).toBe(`is not in UTF-8: ${where}`);
  });

  it("zero bytes: no text", () => {
    expect(refused(fileOf(Buffer.from("abcdefghij\u0000"))).reason).toBe("is no text: byte 11 is 0");
  });
});

describe("what is no plain file", () => {
  it("at most a byte more than the limit is read, of a file or of a device", () => {
    const file = fileOf(Buffer.alloc(1000, 0x61));
    expect(readTextFile(file, 1000).text.length).toBe(1000);
    expect(refused(file, 999).reason).toBe("is larger than 999 bytes");
    expect(refused("/dev/zero", 1_000_000).reason).toBe("is larger than 1000000 bytes");
  });

  it("a folder, nothing, a file as a folder, a link in circles, a name that is none", () => {
    const within = folder();
    symlinkSync("loop", join(within, "loop"));
    const reasons = [
      within,
      join(within, "none"),
      join(fileOf(Buffer.alloc(1)), "x"),
      join(within, "loop"),
      join(within, "x".repeat(300)),
      "a\u0000b",
    ].map((file) => refused(file).reason);
    expect(reasons).toEqual([
      "is a folder",
      "does not exist",
      "does not exist: a folder on its way is a file",
      "is a link that leads in circles",
      "has a name that is too long",
      "is not a file's name",
    ]);
  });

  it("a pipe that nobody writes to is waited for no longer than told", () => {
    const pipe = join(folder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    expect(refused(pipe).reason).toBe("gave nothing for 0.04 s");
  });
});
