#!/usr/bin/env node
"use strict";
/**
 * The program as npm links it. No build writes this file, so it keeps its run bit; its syntax is that of needs.cjs.
 *
 * Help and version are texts that the build left, for its own version of Node.js as compiled code is (code-cache.cjs): printed here,
 * they take no longer than a script in which nothing stands. Verbs start from packs, for which this file alone is read.
 */
const { fstatSync, readFileSync, statSync, writeSync } = require("fs");

const ROOT = __dirname.slice(0, -"bin".length);
const { platform, arch, versions } = process;
/** As code-cache.cjs has it, which is not loaded for this. */
const FOLDER = `${ROOT}dist/bin/code-cache/${versions.v8}-${platform}-${arch}`;
const NAMES = { "--help": "help.txt", "-h": "help.txt", "--version": "version.txt", "-V": "version.txt" };

if (!hasTold() && !hasStarted()) start();

/** Whether that was all. Where there is a terminal, lines are as wide as it is, and whatever fails here is told by the program. */
function hasTold() {
  const word = process.argv[2];
  if (!Object.prototype.hasOwnProperty.call(NAMES, word)) return false;
  try {
    const out = fstatSync(1);
    if (out.isCharacterDevice() && out.rdev !== statSync("/dev/null").rdev) return false;
    const file = `${FOLDER}/${NAMES[word]}`;
    const madeMs = statSync(file).mtimeMs;
    const isOld = (source) => statSync(ROOT + source).mtimeMs > madeMs;
    if (["package.json", "dist/bin/main.cjs"].some(isOld)) return false;
    let left = readFileSync(file);
    while (left.length > 0) left = left.slice(writeSync(1, left));
    return true;
    // oxlint-disable-next-line eslint/no-unused-vars -- in old syntax it must have a name
  } catch (error) {
    return false;
  }
}

/** From the verb's pack, if there is one. Where there is, this Node.js has built the program, and will do. */
function hasStarted() {
  const word = process.argv[2];
  if (word === undefined || !/^[a-z][a-z-]*$/.test(word)) return false;
  const file = `${FOLDER}/${word}.pack.cjs`;
  const bodies = bodiesIn(file);
  const first = bodies && bodies["../../bin/code-cache.cjs"];
  if (!first) return false;
  const cache = { exports: {} };
  first(cache.exports, require, cache, "", __dirname);
  return cache.exports.hasStarted(bodies, file);
}

/** The files of a pack by their names, each as a function of what a module is handed; null where it cannot be read or is cut off. */
function bodiesIn(file) {
  try {
    const text = readFileSync(file, "latin1");
    const { Script } = require("vm");
    const cachedData = readFileSync(file.slice(0, -".cjs".length));
    return new Script(text, { filename: file, cachedData }).runInThisContext();
    // oxlint-disable-next-line eslint/no-unused-vars -- in old syntax it must have a name
  } catch (error) {
    return null;
  }
}

function start() {
  const { lacksToStart, load } = require("./needs.cjs");
  if (lacksToStart()) return;
  const word = process.argv[2];
  // help and version load one small file
  const hasVerb = word !== undefined && word[0] !== "-";
  const requireHere = hasVerb && require("./code-cache.cjs").useCodeCache();
  load(() => (requireHere ? requireHere("./main.cjs") : require("../dist/bin/main.cjs")));
}
