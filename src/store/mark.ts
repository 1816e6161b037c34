/**
 * A key that has signed must not sign again without what it had signed: the mark beside the key file names the log that goes
 * with it, and is durable before the first signature. Where the mark is and the log is not, the disk was lost. An old copy of
 * the folder holds the same name and cannot be told from the folder itself.
 */
import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { printable } from "../core/printable.js";
import { syncFolder, writeAll } from "./disk.js";
import { AFRESH, diskError, StoreError } from "./failure.js";

/** A log's name, drawn when the folder is first used. */
export type LogName = string;

const MARK = /^\{"log":"([0-9a-f]{32})"\}\n$/;

export function markFileOf(keyFile: string): string {
  return `${keyFile}.used`;
}

/** Sees that the key goes with this log, or begins with it. Throws `StoreError` where it went with another. */
export function mark(file: string, log: LogName, isNew: boolean): void {
  const marked = readMark(file);
  if (marked === log) return;
  if (marked === null && isNew) {
    if (!writeMark(file, log)) mark(file, log, isNew);
    return;
  }
  const key = printable(file.replace(/\.used$/, ""));
  if (marked === null) {
    const cause = `the data folder holds a log, and ${printable(file)} is missing: which log the key ${key} signs is not known`;
    throw new StoreError(
      "lost",
      cause,
      `put it back beside the key, or, if no other folder was ever used with this key: echo '{"log":"${log}"}' > ${printable(file)}`,
    );
  }
  throw new StoreError("lost", `the key ${key} has signed a log that is not in this data folder`, AFRESH);
}

function readMark(file: string): LogName | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw diskError(file, "cannot be read", error, "the file");
  }
  const log = MARK.exec(text)?.[1];
  if (log !== undefined) return log;
  throw new StoreError(
    "lost",
    `${printable(file)} does not name a log: it was changed, or half written`,
    AFRESH,
  );
}

/**
 * Whole or not at all: a half of one would keep a member that has signed nothing from ever starting. False where the key has been
 * marked meanwhile: of two that begin with one key at the same time one does.
 */
function writeMark(file: string, log: LogName): boolean {
  const part = `${file}.${randomBytes(8).toString("hex")}.part`;
  try {
    const fd = openSync(part, "wx", 0o600);
    try {
      writeAll(fd, Buffer.from(`{"log":"${log}"}\n`));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    linkSync(part, file); // a rename would take the place of another's
    rmSync(part);
    syncFolder(dirname(file));
    return true;
  } catch (error) {
    rmSync(part, { force: true });
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw diskError(dirname(file), "cannot hold the mark beside the key", error);
  }
}
