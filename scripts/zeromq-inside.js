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
 * The binary parts for Linux with glibc, in the order in which zeromq's own loader tries them; most machines load one of these.
 * Where none is there, or none loads, that loader looks at all that there are, and tells why none does.
 */
const ADDON = `
const { existsSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join } = require("node:path");

const fromHere = createRequire(__filename);
const folder = dirname(fromHere.resolve("zeromq/package.json"));

exports.__esModule = true;
exports.default = first() ?? fromHere(join(folder, "lib", "load-addon.js")).default;

function first() {
  const { platform, arch } = process;
  if (platform !== "linux" || existsSync("/etc/alpine-release")) return null;
  for (const build of ["glibc-115-Release", "glibc-72-Release"]) {
    try {
      return fromHere(join(folder, "build", platform, arch, "node", build, "addon.node"));
    } catch {}
  }
  return null;
}
`;
