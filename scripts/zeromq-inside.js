/**
 * For rolldown: zeromq's JavaScript becomes part of a bundle, and its binary part stays where npm put it. Every launched node
 * loads it, and finding five files of two packages, each by a package.json, took a tenth of a small node's life.
 */
const OWN = /[\\/]src[\\/]net[\\/]zeromq\.ts$/;
const LOADER = /[\\/]zeromq[\\/]lib[\\/]load-addon\.js$/;
const REQUIRED = 'createRequire(import.meta.url)("zeromq")';

export function zeromqInside() {
  return {
    name: "zeromq-inside",
    transform(code, id) {
      if (!OWN.test(id)) return null;
      if (!code.includes(REQUIRED))
        throw new Error(`${id} has no ${REQUIRED}, which a bundle does otherwise`);
      return code.replace(REQUIRED, 'require("zeromq")');
    },
    load: (id) => (LOADER.test(id) ? ADDON : null),
  };
}

/**
 * Of the binary parts for Linux with glibc the one that asks for the oldest, 2.25, and is there for every processor: the others ask
 * for 2.38, and each that does not load costs more than a millisecond. All speak Node-API, so any serves every Node.js. Where it
 * does not load, zeromq's own loader looks at all that there are, and tells why none does.
 */
const ADDON = `
const { existsSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");

const fromHere = createRequire(__filename);
const folder = dirname(fromHere.resolve("zeromq/package.json"));

exports.__esModule = true;
exports.default = likely() ?? fromHere(join(folder, "lib", "load-addon.js")).default;

function likely() {
  const { platform, arch } = process;
  if (platform !== "linux" || existsSync("/etc/alpine-release")) return null;
  try {
    return fromHere(join(folder, "build", platform, arch, "node", "glibc-127-Release", "addon.node"));
  } catch {
    return null;
  }
}
`;
