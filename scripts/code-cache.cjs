/**
 * Leaves V8's compiled code beside the files of dist/bin, for bin/code-cache.cjs: runs verbs that are over in a moment, each with
 * this file loaded first, and keeps what V8 has compiled by the end of them, functions that ran among it. Of a file that several
 * load, the one with the most in it is kept. The first time that a verb runs shows which files its pack is made of; from then on it
 * runs from its pack, whose code grows by what each line has run. A verb that fails here, for want of a port perhaps, leaves less
 * and stops no build. Beside it lies what the program says of itself, help and version, for bin/strategos.cjs to print.
 */
const { spawnSync } = require("node:child_process");
const {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { setFlagsFromString } = require("node:v8");
const cache = require("../bin/code-cache.cjs");

const { FOLDER } = cache;
const LONGEST_MS = 60_000;

if (require.main === module) runVerbs();
else keepCode();

function runVerbs() {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const folder = mkdtempSync(path.join(tmpdir(), "strategos-build-"));
  const recording = path.join(folder, "run.jsonl");
  const lines = [
    ["run", "--nodes", "4"],
    ["sim", "--record", recording],
    ["explain", recording],
    ["explain", recording, "--node", "2"],
    ["validate", "examples/course.yaml"],
    ["plan", "--nodes", "7"],
    ["sim", "--json"],
    ["check", "--nodes", "4", "--m", "1"],
    ["test", "--reuse", "--", process.execPath, "examples/test/node.js"],
  ];
  try {
    for (const line of [...lines, ...lines]) run(line);
    for (const word of ["help", "version"]) keep(path.join(FOLDER, `${word}.txt`), run([`--${word}`]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What it prints. */
function run(line) {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const options = {
    cwd: path.join(__dirname, ".."),
    env: { ...env, NODE_OPTIONS: `--require "${__filename}"` },
    stdio: ["ignore", "pipe", "ignore"],
    timeout: LONGEST_MS,
  };
  return spawnSync(process.execPath, ["bin/strategos.cjs", ...line], options).stdout;
}

/** In a process that this started, a launched node among them. */
function keepCode() {
  const verb = path.basename(process.argv[1]) === "strategos.cjs" ? process.argv[2] : undefined;
  const places = verb === undefined ? undefined : cache.packPlacesOf(verb);
  const pack = places && existsSync(places.text) ? cache.packOf(verb) : undefined;
  const compiled = new Map();
  cache.takeOver((file, text) => {
    const packed = pack?.bodies[path.basename(file)];
    if (packed) return packed;
    const script = cache.scriptOf(file, text);
    if (script) compiled.set(file, script);
    return script?.runInThisContext();
  });
  process.on("exit", () => {
    // a launched node optimizes nothing; code is good for a start with the same flags alone
    setFlagsFromString("--opt");
    for (const [file, script] of compiled) keep(cache.placeOf(file), script.createCachedData());
    if (pack) keep(places.code, pack.script.createCachedData());
    else if (places && compiled.size > 1) keep(places.text, cache.packText([...compiled.keys()]));
  });
}

/** Of what is there already, the larger. */
function keep(place, content) {
  const { size = 0 } = statSync(place, { throwIfNoEntry: false }) ?? {};
  if (content.length <= size) return;
  const own = `${place}.${process.pid}`;
  writeFileSync(own, content);
  renameSync(own, place);
}
