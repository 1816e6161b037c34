"use strict";
/**
 * V8's code cache: half of what a short verb takes, and a sixth of a run of seven nodes, is finding, reading and compiling what is
 * the same at every start. The build leaves compiled code beside the files of dist/bin (scripts/code-cache.cjs), for its own version
 * of V8 alone: of each file, and of each verb that it ran a **pack**, all that the verb loads in one text with one piece of code.
 * Any other Node.js finds none and compiles as ever. V8 itself refuses code that was made with other flags or from a text of another
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

/**
 * Files of the build are from here on what `bodyOf(file, text)` gives: a function of all that a module is handed, or undefined where
 * there is no such file. The text is left out where it has not been read.
 */
function takeOver(bodyOf) {
  isTaken = true;
  const { run, requireHere } = runnerBy(bodyOf);
  /* oxlint-disable no-underscore-dangle -- the one place where Node.js 20 lets itself be told */
  const before = Module.prototype._compile;
  Module.prototype._compile = function (text, file, ...rest) {
    if (path.dirname(file) !== BUNDLES) return before.call(this, text, file, ...rest);
    return run(bodyOf(file, text), file, this);
  };
  /* oxlint-enable no-underscore-dangle */
  return requireHere;
}

/** How files of the build require each other: by name and in no other way, since a search takes longer than to read them. */
function runnerBy(bodyOf) {
  const outside = Module.createRequire(path.join(BUNDLES, "main.cjs"));
  const loaded = new Map();
  const run = (body, file, module) => {
    loaded.set(`./${path.basename(file)}`, module);
    return body.call(module.exports, module.exports, requireHere, module, file, BUNDLES);
  };
  const requireHere = (id) => {
    if (!id.startsWith("./")) return outside(id);
    const known = loaded.get(id);
    if (known) return known.exports;
    const file = path.join(BUNDLES, id);
    const body = bodyOf(file);
    if (!body) return outside(id); // which says what is missing
    const module = { exports: {} };
    run(body, file, module);
    return module.exports;
  };
  return { run, requireHere };
}

/** The file as a script; undefined where there is none. */
function scriptOf(file, text = contentOf(file, "utf8"), code) {
  return text === undefined ? undefined : new Script(Module.wrap(text), { filename: file, cachedData: code });
}

function contentOf(file, encoding) {
  try {
    return readFileSync(file, encoding);
  } catch {
    return undefined;
  }
}

/** Where the code of one file is kept. */
function placeOf(file) {
  return path.join(FOLDER, path.basename(file));
}

function codeOf(file) {
  const place = placeOf(file);
  return changedMs(file) <= changedMs(place) ? contentOf(place) : undefined;
}

/** When its content was last changed; not a number where there is no such file. */
function changedMs(file) {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats ? stats.mtimeMs : Number.NaN;
}

/** Where the pack of a verb is kept, and its code. */
function packPlacesOf(verb) {
  return { text: path.join(FOLDER, `${verb}.pack.cjs`), code: path.join(FOLDER, `${verb}.pack`) };
}

const PACK_END = "\n})";

/** The files that a verb loads, as one text. */
function packText(files) {
  const texts = files.map((file) => {
    const text = Module.wrap(readFileSync(file, "utf8"));
    return `${JSON.stringify(path.basename(file))}: ${text.slice(0, text.lastIndexOf(";"))}`;
  });
  return `({\n${texts.join(",\n")}${PACK_END}`;
}

/** The pack of a verb, by name of its files; null where there is none, or it is cut off, or one of them has changed since. */
function packOf(verb) {
  const places = packPlacesOf(verb);
  const text = contentOf(places.text, "latin1");
  if (text === undefined || !text.endsWith(PACK_END)) return null;
  const script = new Script(text, { filename: places.text, cachedData: contentOf(places.code) });
  const bodies = script.runInThisContext();
  const madeMs = changedMs(places.text);
  const isFresh = Object.keys(bodies).every((name) => changedMs(`${BUNDLES}/${name}`) <= madeMs);
  return isFresh ? { script, bodies } : null;
}

/** By what to load a file of the build; nothing where there is no code for this Node.js, or where it is just being made. */
function useCodeCache() {
  return !isTaken && existsSync(FOLDER) ? takeOver(compiled) : undefined;
}

function compiled(file, text) {
  const script = scriptOf(file, text, codeOf(file));
  return script && script.runInThisContext();
}

/** Starts the program from the pack of a verb, if there is one. Where there is, this Node.js has built the program, and will do. */
function hasStartedFromPack(word) {
  const pack = !isTaken && /^[a-z-]+$/.test(word) && packOf(word);
  if (!pack) return false;
  const requireHere = takeOver((file, text) => pack.bodies[path.basename(file)] || compiled(file, text));
  requireHere("./main.cjs");
  return true;
}

module.exports = {
  FOLDER,
  hasStartedFromPack,
  packOf,
  packPlacesOf,
  packText,
  placeOf,
  scriptOf,
  takeOver,
  useCodeCache,
};
