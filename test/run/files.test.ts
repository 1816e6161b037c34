/**
 * Files that are written: whole or not there, never over what was not named, and never waiting where no signal is heard.
 *
 * `--record` to a pipe waited for its reader in a system call, where neither Ctrl-C nor SIGTERM ended it; it emptied a file
 * that was there as TARGET.part, and followed a link of that name. The same writer serves --record of run and sim, --evidence,
 * `init --force`, `view --html` and `compare --svg`; `init`, `keygen` and `check --write` make new files only.
 */
import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeStream } from "../../src/cli/streams.js";
import { readRecording } from "../../src/recording/read.js";
import { start, strategos, temporaryFolder, until } from "./strategos.js";

const SIM = ["sim", "--nodes", "4", "--json", "--record"] as const;
const RUN = ["run", "--nodes", "4", "--round-timeout", "10s", "--quiet", "--json", "--record"] as const;

function pipeIn(folder: string): string {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  return pipe;
}

const isWhole = (file: string) => readRecording(readFileSync(file, "utf8")).verdict !== undefined;

it("a name that is not in UTF-8 is refused: what is written got another one", async () => {
  const folder = temporaryFolder();
  const line = 'folder=$1; shift; exec "$@" --record "$folder/$(printf "o\\344.jsonl")"';
  const under = ["bash", "-c", line, "bash", folder];
  // also behind a word that has U+FFFD itself
  for (const before of [[], ["--faults", "\uFFFD.json"]]) {
    const { code, stderr } = await start(["sim", "--quiet", ...before], { under }).ended;
    expect({ code, files: readdirSync(folder) }).toEqual({ code: 64, files: [] });
    expect(stderr).toContain("o\uFFFD.jsonl is not in UTF-8");
  }
});

it("but one that has U+FFFD itself is written, where no other program of Node.js has decoded it before", async () => {
  const folder = temporaryFolder();
  const written = (name: string, npm?: string) =>
    start(["sim", "--quiet", "--record", join(folder, name)], { env: { npm_command: npm } }).ended;
  const { code } = await written("o\uFFFD.jsonl");
  expect({ code, files: readdirSync(folder) }).toEqual({ code: 0, files: ["o\uFFFD.jsonl"] });
  const again = await written("\uFFFD.jsonl", "exec");
  expect(again.code).toBe(64);
  expect(again.stderr).toContain("is not in UTF-8");
});

describe("a pipe", () => {
  it.each(["SIGTERM", "SIGINT"] as const)("that nobody reads: %s ends the run", async (signal) => {
    const { child, ended } = start([...RUN, pipeIn(temporaryFolder())]);
    await new Promise((resolve) => child.stdout?.once("data", resolve)); // the result; only the recording is left
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 130, stderr: "strategos: stopped\n" });
  });

  it.each([
    ["run", RUN],
    ["sim", SIM],
  ] as const)("that is read gets the whole recording of %s", async (_verb, args) => {
    const folder = temporaryFolder();
    const pipe = pipeIn(folder);
    const reader = spawn("sh", ["-c", `cat "${pipe}" > "${folder}/copy"`]);
    onTestFinished(() => void reader.kill("SIGKILL"));
    const left = new Promise((resolve) => reader.once("close", resolve));
    expect((await start([...args, pipe]).ended).code).toBe(0);
    await left;
    expect(isWhole(join(folder, "copy"))).toBe(true);
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it("that nobody reads is waited for no longer than told", async () => {
    const pipe = pipeIn(temporaryFolder());
    await expect(writeStream(pipe, ["x"], undefined, 40)).rejects.toMatchObject({ code: "ENXIO" });
  });

  it("that is read slowly is waited for: more than it holds arrives whole", async () => {
    const folder = temporaryFolder();
    const pipe = pipeIn(folder);
    const reader = spawn("sh", ["-c", `(sleep 0.3; cat) < "${pipe}" > "${folder}/copy"`]);
    onTestFinished(() => void reader.kill("SIGKILL"));
    const left = new Promise((resolve) => reader.once("close", resolve));
    const { code } = await strategos("sim", "--nodes", "10", "--json", "--record-all", "--record", pipe);
    expect(code).toBe(0);
    await left;
    expect(statSync(join(folder, "copy")).size).toBeGreaterThan(65_536);
    expect(isWhole(join(folder, "copy"))).toBe(true);
  });

  it("that a configuration is to come from: Ctrl-C ends the wait", async () => {
    const { child, ended } = start(["validate", "--config", pipeIn(temporaryFolder())]);
    // it waits when it has the pipe open
    await until(() => openFilesOf(child.pid as number).some((name) => name.endsWith("/pipe")), 10_000);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ signal: "SIGINT" });
  });
});

function openFilesOf(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return [execFileSync("readlink", [join(folder, name)], { encoding: "utf8" }).trim()];
    } catch {
      return []; // closed meanwhile
    }
  });
}

describe("beside the target", () => {
  it("nothing that was there is touched or followed, and nothing is left", async () => {
    const folder = temporaryFolder();
    const target = join(folder, "run.jsonl");
    writeFileSync(join(folder, "precious"), "precious");
    writeFileSync(`${target}.part`, "mine");
    symlinkSync("precious", join(folder, ".part"));
    expect((await strategos(...SIM, target)).code).toBe(0);
    expect(readdirSync(folder).toSorted()).toEqual([".part", "precious", "run.jsonl", "run.jsonl.part"]);
    expect(readFileSync(`${target}.part`, "utf8")).toBe("mine");
    expect(readFileSync(join(folder, "precious"), "utf8")).toBe("precious");
    expect(isWhole(target)).toBe(true);
  });

  it("a file that is written over keeps its permissions, and a link to it stays", async () => {
    const folder = temporaryFolder();
    const real = join(folder, "real.jsonl");
    const link = join(folder, "link.jsonl");
    writeFileSync(real, "old");
    chmodSync(real, 0o660); // more than the usual umask leaves
    symlinkSync("real.jsonl", link);
    expect((await strategos(...SIM, link)).code).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o660);
    expect(isWhole(real)).toBe(true);
  });

  it("/dev/stdout is written on at its end, be it a file or a socket", async () => {
    const piped = await strategos(...SIM, "/dev/fd/1");
    expect(piped.code).toBe(0);
    isResultAndRecording(piped.stdout);
    const out = join(temporaryFolder(), "out");
    const script = `"$0" "$1" ${SIM.join(" ")} /dev/stdout > "${out}"`;
    const main = new URL("../../dist/bin/main.cjs", import.meta.url).pathname;
    execFileSync("sh", ["-c", script, process.execPath, main]);
    isResultAndRecording(readFileSync(out, "utf8"));
  });
});

it("what was open before it was written to stays open", async () => {
  const file = join(temporaryFolder(), "out");
  const out = openSync(file, "w");
  onTestFinished(() => closeSync(out));
  for (const text of ["one\n", "two\n"]) await writeStream(`/dev/fd/${out}`, [text], undefined);
  expect(readFileSync(file, "utf8")).toBe("one\ntwo\n");
});

function isResultAndRecording(text: string): void {
  const [result, ...recording] = text.split("\n");
  expect(JSON.parse(result!)).toMatchObject({ n: 4 });
  expect(readRecording(recording.join("\n")).verdict).toBeDefined();
}

it.each([
  ["init", ["init", "--force"]],
  ["view", ["view", "--html"]],
  ["sim", [...SIM]],
])("%s says why a folder, or what is in none, cannot be written", async (_verb, args) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "there"));
  const over = await strategos(...args, join(folder, "there"));
  expect([over.code, over.stderr]).toEqual([
    64,
    expect.stringContaining("cannot be written: it is a folder"),
  ]);
  const beyond = await strategos(...args, join(folder, "none", "file"));
  expect([beyond.code, beyond.stderr]).toEqual([64, expect.stringContaining("its folder does not exist")]);
  expect(readdirSync(folder)).toEqual(["there"]);
});

it.each([
  ["validate", ["validate", "--config"], 78],
  ["sim --faults", ["sim", "--nodes", "4", "--faults"], 78],
  ["explain", ["explain"], 64],
  ["view", ["view"], 64],
  ["verify-evidence", ["verify-evidence"], 78],
  ["check --merge", ["check", "--merge"], 64],
])(
  "%s: a folder, nothing, a device without end and UTF-16 are a sentence each",
  async (_verb, args, code) => {
    const folder = temporaryFolder();
    const utf16 = join(folder, "utf16");
    writeFileSync(utf16, Buffer.from("\uFEFFversion: 1\n", "utf16le"));
    const files = [folder, join(folder, "none"), "/dev/zero", utf16];
    const all = await Promise.all(files.map((file) => strategos(...args, file)));
    expect(all.map((one) => one.code)).toEqual([code, code, code, code]);
    const [isFolder, none, device, encoded] = all.map(({ stderr }) => stderr);
    // explain reads the folder of a log's members, which this is not
    expect(isFolder).toMatch(/ (is a folder|no member's recording in this folder)\n {2}fix: /);
    expect(none).toMatch(/ does not exist\n {2}fix: /);
    expect(device).toMatch(/\/dev\/zero (?:is larger than \d+ bytes)\n {2}fix: /);
    expect(encoded).toMatch(/ is in UTF-16LE, and is read as UTF-8\n {2}fix: save it as UTF-8/);
  },
);

it("keygen and init put nothing in the place of a link, even one that leads nowhere", async () => {
  const folder = temporaryFolder();
  const link = join(folder, "link");
  symlinkSync("elsewhere", link);
  for (const verb of ["keygen", "init"]) expect((await strategos(verb, link)).code).toBe(64);
  expect(readdirSync(folder)).toEqual(["link"]);
});
