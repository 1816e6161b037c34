"use strict";
/** A node's process, as a launcher starts it: `launched node ID`. For code-cache.cjs, which is not loaded for this, see there. */
const { readFileSync, statSync } = require("fs");
const { Script } = require("vm");

const BUNDLES = `${__dirname.slice(0, -"bin".length)}dist/bin`;
const { platform, arch, versions } = process;
const FILE = `${BUNDLES}/launched.cjs`;
const CODE = `${BUNDLES}/code-cache/${versions.v8}-${platform}-${arch}/launched.cjs`;

const body = compiled();
if (body) body.call(exports, exports, require, module, FILE, BUNDLES);
else require(FILE);

/** With V8's code for it; undefined where there is none that will do. */
function compiled() {
  try {
    if (statSync(FILE).mtimeMs > statSync(CODE).mtimeMs) return undefined;
    const text = `(function (exports, require, module, __filename, __dirname) { ${readFileSync(FILE, "latin1")}\n})`;
    return new Script(text, { filename: FILE, cachedData: readFileSync(CODE) }).runInThisContext();
  } catch {
    return undefined;
  }
}
