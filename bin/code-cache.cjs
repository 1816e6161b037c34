"use strict";
/**
 * V8's code cache: half of what a short verb takes, and a sixth of a run of seven nodes, is finding, reading and compiling what is
 * the same at every start. The build leaves compiled code beside the files of dist/bin (scripts/code-cache.cjs), for its own version
 * of V8 alone: of each file, and of each verb that it ran a **pack**, all that the verb loads in one text with one piece of code. This
 * file is the first part of each pack, since Node.js takes a millisecond to find, read and compile it.
 * Any other Node.js finds none and compiles as ever. V8 itself refuses code that was made with other flags or from a text of another
 * length; what is older than its text is not taken.
 *
 * Node.js has `module.enableCompileCache` from version 22 on, and it writes when a program ends; here nothing is ever written but
 * by the build.
 */
const { existsSync, readFileSync, statSync } = require("fs");
const vm = require("vm");

const BUNDLES = `${__dirname.slice(0, -"bin".length)}dist/bin`;
const { platform, arch, versions } = process;
const FOLDER = `${BUNDLES}/code-cache/${versions.v8}-${platform}-${arch}`;

/**
 * How files of the build require each other: by name and in no other way, since a search takes longer than to read them. What is in
 * `bodies` need not be read.
 */
function requirerOf(bodies) {
  const loaded = new Map();
  return function requireHere(id) {
    if (!id.startsWith("./")) return require(id);
    const known = loaded.get(id);
    if (known) return known.exports;
    const name = id.slice("./".length);
    const file = `${BUNDLES}/${name}`;
    const body = bodies[name] || compiled(name);
    if (!body) return require(file); // which says what is missing
    const module = { exports: {} };
    loaded.set(id, module);
    body.call(module.exports, module.exports, requireHere, module, file, BUNDLES);
    return module.exports;
  };
}

/** A function of all that a module is handed; undefined where there is no such file. */
function compiled(name) {
  const file = `${BUNDLES}/${name}`;
  const place = `${FOLDER}/${name}`;
  const text = contentOf(file, "latin1");
  if (text === undefined) return undefined;
  const cachedData = changedMs(file) <= changedMs(place) ? contentOf(place) : undefined;
  return new vm.Script(wrapped(text), { filename: file, cachedData }).runInThisContext();
}

/** As launched.cjs has it, which does not load this. */
function wrapped(text) {
  return `(function (exports, require, module, __filename, __dirname) { ${text}\n})`;
}

function contentOf(file, encoding) {
  try {
    return readFileSync(file, encoding);
  } catch {
    return undefined;
  }
}

/** When its content was last changed; not a number where there is no such file. */
function changedMs(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? stats.mtimeMs : Number.NaN;
}

/** By what to load a file of the build; nothing where there is no code for this Node.js. */
function useCodeCache() {
  return existsSync(FOLDER) ? requirerOf({}) : undefined;
}

/** Starts the program from a pack, unless one of its parts has changed since. */
function hasStarted(bodies, pack) {
  const madeMs = changedMs(pack);
  if (!Object.keys(bodies).every((name) => changedMs(`${BUNDLES}/${name}`) <= madeMs)) return false;
  requirerOf(bodies)("./main.cjs");
  return true;
}

module.exports = { BUNDLES, FOLDER, hasStarted, useCodeCache, wrapped };
