/**
 * Leaves V8's compiled code beside the files of dist/bin, for bin/code-cache.cjs: runs verbs that are over in a moment, each with
 * this file loaded first, and keeps what V8 has compiled by the end of them, functions that ran among it. Of a file that several
 * load, the one with the most in it is kept. A verb that fails here, for want of a port perhaps, leaves less and stops no build.
 */
const { spawnSync } = require("node:child_process");
const { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { setFlagsFromString } = require("node:v8");
const { compileBy, FOLDER, placeOf, scriptOf } = require("../bin/code-cache.cjs");

const LONGEST_MS = 60_000;

if (require.main === module) runVerbs();
else keepCode();

function runVerbs() {
  rmSync(FOLDER, { recursive: true, force: true });
  const folder = mkdtempSync(path.join(tmpdir(), "strategos-build-"));
  const recording = path.join(folder, "run.jsonl");
  try {
    for (const line of [
      ["run", "--nodes", "4", "--record", recording],
      ["explain", recording, "--node", "2"],
      ["validate", "examples/course.yaml"],
      ["plan", "--nodes", "7"],
      ["sim", "--json"],
      ["check", "--nodes", "4", "--m", "1"],
      ["test", "--reuse", "--", process.execPath, "examples/test/node.js"],
    ])
      run(line);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(line) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const options = {
    cwd: path.join(__dirname, ".."),
    env: { ...env, NODE_OPTIONS: `--require "${__filename}"` },
    stdio: "ignore",
    timeout: LONGEST_MS,
  };
  spawnSync(process.execPath, ["bin/strategos.cjs", ...line], options);
}

/** In a process that this started, a launched node among them. */
function keepCode() {
  const compiled = new Map();
  compileBy((text, file) => {
    const script = scriptOf(text, file);
    compiled.set(file, script);
    return script;
  });
  process.on("exit", () => {
    // a launched node optimizes nothing; code is good for a start with the same flags alone
    setFlagsFromString("--opt");
    mkdirSync(FOLDER, { recursive: true });
    for (const [file, script] of compiled) keep(placeOf(file), script.createCachedData());
  });
}

function keep(place, code) {
  const { size = 0 } = statSync(place, { throwIfNoEntry: false }) ?? {};
  if (code.length <= size) return;
  const own = `${place}.${process.pid}`;
  writeFileSync(own, code);
  renameSync(own, place);
}
