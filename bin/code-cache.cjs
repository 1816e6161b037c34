"use strict";
/**
 * V8's code cache: a third of what a short verb takes, and a sixth of a run of seven nodes, is compiling what is the same at every
 * start. The build leaves the compiled code beside the files of dist/bin (scripts/code-cache.cjs), for its own version of V8 alone;
 * any other finds none and compiles as ever. V8 itself refuses code that was made with other flags or from a text of another
 * length; what is older than its text is not taken.
 *
 * Node.js has `module.enableCompileCache` from version 22 on, and it writes when a program ends; here nothing is ever written but
 * by the build.
 */
const { existsSync, readFileSync, statSync } = require("fs");
const Module = require("module");
const path = require("path");
const { Script } = require("vm");

const BUNDLES = path.join(__dirname, "..", "dist", "bin");
const FOLDER = path.join(BUNDLES, "code-cache", `${process.versions.v8}-${process.platform}-${process.arch}`);

let isTaken = false;

/** Files of the build are compiled by `compile(wrapped text, file)` from here on, which gives a `Script`. */
function compileBy(compile) {
  isTaken = true;
  const run = runnerBy(compile);
  /* oxlint-disable no-underscore-dangle -- the one place where Node.js 20 lets itself be told */
  const before = Module.prototype._compile;
  Module.prototype._compile = function (text, file, ...rest) {
    if (path.dirname(file) !== BUNDLES) return before.call(this, text, file, ...rest);
    return run(text, file, this);
  };
  /* oxlint-enable no-underscore-dangle */
}

/** How files of the build require each other: by name and in no other way, since a search takes longer than to read them. */
function runnerBy(compile) {
  const outside = Module.createRequire(path.join(BUNDLES, "main.cjs"));
  const loaded = new Map();
  const run = (text, file, module) => {
    loaded.set(`./${path.basename(file)}`, module);
    const body = compile(Module.wrap(text), file).runInThisContext();
    return body.call(module.exports, module.exports, requireHere, module, file, BUNDLES);
  };
  const requireHere = (id) => {
    if (!id.startsWith("./")) return outside(id);
    const known = loaded.get(id);
    if (known) return known.exports;
    const file = path.join(BUNDLES, id);
    const text = textOf(file);
    if (text === undefined) return outside(id); // which says what is missing
    const module = { exports: {} };
    run(text, file, module);
    return module.exports;
  };
  return run;
}

function textOf(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Where the code of one file is kept. */
function placeOf(file) {
  return path.join(FOLDER, path.basename(file));
}

function cachedOf(file) {
  try {
    const place = placeOf(file);
    return statSync(place).mtimeMs >= statSync(file).mtimeMs ? readFileSync(place) : undefined;
  } catch {
    return undefined;
  }
}

function scriptOf(text, file, cachedData) {
  return new Script(text, { filename: file, cachedData });
}

/** Does nothing where there is no code for this Node.js, or where it is just being made. */
function useCodeCache() {
  if (!isTaken && existsSync(FOLDER)) compileBy((text, file) => scriptOf(text, file, cachedOf(file)));
}

module.exports = { compileBy, FOLDER, placeOf, scriptOf, useCodeCache };
