/**
 * Leaves V8's compiled code beside the files of dist/bin, for bin/code-cache.cjs: runs verbs that are over in a moment, each with
 * this file loaded first, and keeps what V8 has compiled by the end of them, functions that ran among it. Of a file that several
 * load, the one with the most in it is kept. The first time that a verb runs shows which files its pack is made of; from then on it
 * runs from its pack, whose code grows by what each line has run. A verb that fails here, for want of a port perhaps, leaves less
 * and stops no build. Beside it lies what the program says of itself, help and version, for bin/strategos.cjs to print.
 */
const { spawnSync } = require("node:child_process");
const {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} = require("node:fs");
const { tmpdir } = require("node:os");
const path = require("node:path");
const { setFlagsFromString } = require("node:v8");
const vm = require("node:vm");
const { BUNDLES, FOLDER, wrapped } = require("../bin/code-cache.cjs");

const LAUNCHED = `${BUNDLES}/launched.cjs`;
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
    begin(LAUNCHED, wrapped(readFileSync(LAUNCHED, "latin1")));
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
  const pack = `${FOLDER}/${verb}.pack.cjs`;
  const compiled = new Map();
  vm.Script = class extends vm.Script {
    constructor(text, options) {
      super(text, options);
      compiled.set(options.filename, this);
    }
  };
  process.on("exit", () => {
    // a launched node makes no machine code; what is kept is good for a start with the same flags alone
    for (const flag of ["--opt", "--sparkplug"]) setFlagsFromString(flag);
    for (const [file, script] of compiled) keep(placeOf(file), script.createCachedData());
    if (!verb || compiled.size < 2 || compiled.has(pack)) return;
    const text = packText([...compiled.keys()]);
    keep(pack, text);
    begin(pack, text);
  });
}

/** From the code of what has not run yet, which grows. */
function begin(file, text) {
  keep(placeOf(file), new vm.Script(text, { filename: file }).createCachedData());
}

/** Where the code of a file is kept, a pack among them. */
function placeOf(file) {
  return file.startsWith(FOLDER) ? file.slice(0, -".cjs".length) : path.join(FOLDER, path.basename(file));
}

/** Files of dist/bin as one text, behind that by which they find each other: an object of functions. */
function packText(files) {
  const finder = path.join(__dirname, "../bin/code-cache.cjs");
  const texts = [finder, ...files].map(
    (file) => `${JSON.stringify(path.relative(BUNDLES, file))}: ${wrapped(readFileSync(file, "latin1"))}`,
  );
  return `({\n${texts.join(",\n")}\n})`;
}

/** Of what is there already, the larger. */
function keep(place, content) {
  const { size = 0 } = statSync(place, { throwIfNoEntry: false }) ?? {};
  if (content.length <= size) return;
  const own = `${place}.${process.pid}`;
  writeFileSync(own, content);
  renameSync(own, place);
}
