/**
 * For rolldown: a built-in module of Node.js is loaded where it is first used. A bundle loads at its top what any of its parts
 * may need; `node:crypto` and `node:child_process` alone take a tenth of what a short verb does, and most verbs use neither.
 */
const LOADED = /^let (node_[\w$]+) = require\("(node:[\w/]+)"\);$/gm;

/** commander starts other programs only for verbs that are such, and here none is. */
const COMMANDER = /[\\/]commander[\\/]lib[\\/]command\.js$/;
const EAGER = "const childProcess = require('node:child_process');";
const LAZY = "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };";

export function lazyBuiltins() {
  return {
    name: "lazy-builtins",
    transform(code, id) {
      if (!COMMANDER.test(id)) return null;
      if (!code.includes(EAGER)) throw new Error(`${id} does not say ${EAGER}`);
      return code.replace(EAGER, LAZY);
    },
    renderChunk: (code) => [...code.matchAll(LOADED)].reduce(loadedLate, code),
  };
}

/** Each use of the name becomes a call, and the name a function that remembers. */
function loadedLate(code, [, name, builtin]) {
  const use = new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`, "g");
  return code
    .replace(use, () => `${name}()`)
    .replace(
      `let ${name}() = require("${builtin}");`,
      () => `let loaded_${name};\nconst ${name} = () => (loaded_${name} ??= require("${builtin}"));`,
    );
}
