#!/usr/bin/env node
"use strict";
/**
 * The program as npm links it. No build writes this file, so it keeps its run bit; its syntax is that of needs.cjs.
 *
 * Help and version are texts that the build left, for its own version of Node.js as compiled code is (code-cache.cjs): printed here,
 * they take no longer than a script in which nothing stands.
 */
const { existsSync, fstatSync, readFileSync, statSync, writeSync } = require("fs");
const path = require("path");

const ROOT = path.join(__dirname, "..");
const { v8 } = process.versions;
/** As code-cache.cjs has it, which is not loaded for this. */
const FOLDER = path.join(ROOT, "dist", "bin", "code-cache", `${v8}-${process.platform}-${process.arch}`);
const NAMES = { "--help": "help.txt", "-h": "help.txt", "--version": "version.txt", "-V": "version.txt" };

if (!hasTold()) start();

/** Whether that was all. Where there is a terminal, lines are as wide as it is, and whatever fails here is told by the program. */
function hasTold() {
  const word = process.argv[2];
  if (!Object.prototype.hasOwnProperty.call(NAMES, word)) return false;
  try {
    const out = fstatSync(1);
    if (out.isCharacterDevice() && out.rdev !== statSync("/dev/null").rdev) return false;
    const file = path.join(FOLDER, NAMES[word]);
    const madeMs = statSync(file).mtimeMs;
    const isOld = (source) => statSync(path.join(ROOT, source)).mtimeMs > madeMs;
    if (["package.json", "dist/bin/main.cjs"].some(isOld)) return false;
    let left = readFileSync(file);
    while (left.length > 0) left = left.slice(writeSync(1, left));
    return true;
    // oxlint-disable-next-line eslint/no-unused-vars -- in old syntax it must have a name
  } catch (error) {
    return false;
  }
}

function start() {
  const word = process.argv[2];
  // help and version load one small file
  const hasVerb = word !== undefined && word[0] !== "-";
  if (hasVerb && existsSync(FOLDER) && require("./code-cache.cjs").hasStartedFromPack(word)) return;
  const { lacksToStart, load } = require("./needs.cjs");
  if (lacksToStart()) return;
  if (hasVerb) require("./code-cache.cjs").useCodeCache();
  load("dist/bin/main.cjs");
}
