"use strict";
/**
 * What must be there before anything of this program is loaded: a Node.js that can read it, and the build.
 *
 * In the syntax of 2017, for the Node.js that it turns away has to read it. Run by itself, it looks at what a build
 * needs.
 */
const { existsSync, readFileSync } = require("fs");
const path = require("path");

const ROOT = path.join(__dirname, "..");
/** The exit code where the machine lacks something. */
const LACKS = 69;

const isThere = (file) => existsSync(path.join(ROOT, file));

/** The parts of a range of versions such as `^20.19 || >=22.12`: whether later majors will do, and the first version. */
function partsOf(range) {
  return range.split("||").map((part) => {
    const [, sign, major, minor] = /(\^|>=)(\d+)\.(\d+)/.exec(part);
    return { isOpen: sign === ">=", major: Number(major), minor: Number(minor) };
  });
}

function meets(version, range) {
  const [hasMajor, hasMinor] = version.split(".").map(Number);
  return partsOf(range).some(({ isOpen, major, minor }) =>
    hasMajor === major ? hasMinor >= minor : isOpen && hasMajor > major,
  );
}

function rangeText(range) {
  const texts = partsOf(range).map(
    ({ isOpen, major, minor }) => `${major}.${minor} ${isOpen ? "or newer" : `(or a later ${major})`}`,
  );
  return texts.join(", or ");
}

/** Says it and sets the exit code; returns whether there was anything to say. */
function refused(cause, fix) {
  process.stderr.write(`strategos: ${cause}\n  fix: ${fix}\n`);
  process.exitCode = LACKS;
  return true;
}

function lacksNode() {
  const range = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")).engines.node;
  const { node } = process.versions;
  if (meets(node, range)) return false;
  return refused(
    `Node.js ${rangeText(range)} is needed, and this is ${node}`,
    "install a newer one from https://nodejs.org, or with nvm: nvm install 24",
  );
}

/** What the program needs to start. */
function lacksToStart() {
  if (lacksNode()) return true;
  if (isThere("dist/bin/main.cjs")) return false;
  return refused("the program is not built yet", isThere("node_modules") ? "npm run build" : "npm ci");
}

/** What it needs to be built. */
function lacksToBuild() {
  if (lacksNode()) return true;
  if (isThere("node_modules/rolldown")) return false;
  return refused("what it is built with is not installed yet", "npm ci");
}

/** Where a part of the build is missing, it is named. */
function load(loadProgram) {
  try {
    loadProgram();
  } catch (error) {
    if (error.code !== "MODULE_NOT_FOUND") throw error;
    refused(`a part of the program is missing: ${error.message.split("\n")[0]}`, "npm ci");
  }
}

module.exports = { lacksToStart, load, meets };

if (require.main === module) lacksToBuild();
