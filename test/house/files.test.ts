/**
 * Files that a user names go through one reader (config/file.ts) and one writer (cli/files.ts): limits, encodings, pipes,
 * links and whole files are settled there. What else touches files reads what the program itself wrote, or the system.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

const OWN: Readonly<Record<string, string>> = {
  "config/file.ts": "the reader",
  "cli/claim.ts": "which place a folder names, and the socket that claims it",
  "cli/files.ts": "the writer",
  "cli/glyphs.ts": "the font of pictures as pixels, which comes with a package",
  "cli/log-folder.ts": "whether a group is there",
  "cli/explain-log.ts": "which files a folder of recordings has",
  "cli/mend.ts": "whether a file is there",
  "cli/place.ts": "whether this program is built and installed",
  "cli/print.ts": "writes to the descriptors, and no file",
  "cli/recording-file.ts": "whether a folder is there",
  "cli/recordings.ts": "the first bytes of a regular file",
  "cli/settings.ts": "whether a file is there",
  "cli/streams.ts": "the writer, of pipes",
  "cli/verb-asked.ts": "whether a file is there",
  "cli/version.ts": "this package's own description",
  "cli/written.ts": "which file a name stands for",
  "cluster/hand-over.ts": "writes what programs of others are handed, in a fresh folder",
  "cluster/program.ts": "whether programs of others are there",
  "cluster/threads.ts": "the system's figures of this machine",
  "cluster/usage.ts": "the system's figures of a process",
  "member/log/record-file.ts": "a member's recording",
  "net/given-out.ts": "the system's ports for outgoing connections",
  "net/hosts-file.ts": "the system's names",
  "net/resolv-conf.ts": "the system's way to look names up",
  "node/descriptors.ts": "the system's figures of a process",
  "store/archive.ts": "whether an archive is there, and which logs LevelDB has",
  "store/disk.ts": "a member's journal",
  "store/folders.ts": "folders that a user names, made with those above them",
  "store/mark.ts": "the mark beside a key file",
  "trial/program/programs.ts": "the system's list of processes",
  "view/page.ts": "the page as it was built",
};

const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((name) =>
  /\.tsx?$/.test(name),
);

it("nothing else in src opens files", () => {
  const opening = sources.filter((name) => opens(readFileSync(`${SRC}/${name}`, "utf8")));
  expect(opening.toSorted()).toEqual(Object.keys(OWN).toSorted());
});

it("sees the ways to import it", () => {
  expect(opens('import { readFileSync } from "node:fs";')).toBe(true);
  expect(opens('const { open } = await import("node:fs/promises");')).toBe(true);
  expect(opens('import fs = require("fs");')).toBe(true);
  expect(opens('import { join } from "node:path";')).toBe(false);
});

function opens(text: string): boolean {
  return /["'](?:node:)?fs(?:\/promises)?["']/.test(text);
}
