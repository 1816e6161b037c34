/**
 * For rolldown: a built-in module of Node.js is loaded where it is first used. A bundle loads at its top what any of its parts
 * may need; `node:crypto` and `node:child_process` alone take a tenth of what a short verb does, and most verbs use neither.
 */
const LOADED = /^let (node_[\w$]+) = require\("(node:[\w/]+)"\);$/gm;

/** commander starts other programs only for verbs that are such, and here none is. */
const COMMANDER = /[\\/]commander[\\/]lib[\\/]command\.js$/;
const EAGER = "const childProcess = require('node:child_process');";
const LAZY = "const childProcess = { spawn: (...args) => require('node:child_process').spawn(...args) };";

/** Whether stdout is a terminal it asks of a stream, for which Node.js loads its sockets where stdout is a pipe; as src/cli/print.ts. */
const PICOCOLORS = /[\\/]picocolors[\\/]picocolors\.js$/;
const STREAM = "(p.stdout || {}).isTTY";
const DEVICE = `(({ fstatSync, statSync }) => {
  const out = fstatSync(1);
  return out.isCharacterDevice() && out.rdev !== statSync("/dev/null", { throwIfNoEntry: false })?.rdev && ${STREAM};
})(require("node:fs"))`;

const OTHERWISE = [
  { of: COMMANDER, eager: EAGER, lazy: LAZY },
  { of: PICOCOLORS, eager: STREAM, lazy: DEVICE },
];

export function lazyBuiltins() {
  return {
    name: "lazy-builtins",
    transform(code, id) {
      const found = OTHERWISE.find(({ of }) => of.test(id));
      if (!found) return null;
      if (!code.includes(found.eager)) throw new Error(`${id} does not say ${found.eager}`);
      return code.replace(found.eager, () => found.lazy);
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
