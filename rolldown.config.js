/**
 * The program as few files, and as CommonJS, which starts a fifth faster than modules do: that counts where a
 * run starts dozens of processes. A launched node is one file, which holds only what a node needs.
 */
import { fileURLToPath } from "node:url";
import { ascii } from "./scripts/ascii.js";
import { lazyBuiltins } from "./scripts/lazy-builtins.js";
import { plainExports } from "./scripts/plain-exports.js";
import { thirdParty } from "./scripts/third-party.js";
import { zeromqInside } from "./scripts/zeromq-inside.js";

const output = {
  dir: "dist/bin",
  format: "cjs",
  minify: "dce-only",
  // a launched node has no use for what a source says at its head; licences stay
  comments: { legal: true, annotation: false, jsdoc: false },
  entryFileNames: "[name].cjs",
  chunkFileNames: "[name].cjs",
  // with compiled code from a cache (bin/code-cache.cjs) Node.js 20 has forgotten how to import
  dynamicImportInCjs: false,
};
const common = {
  platform: "node",
  resolve: {
    alias: { yaml: fileURLToPath(new URL("node_modules/yaml/browser/dist/index.js", import.meta.url)) },
  },
  external: ["classic-level", "@resvg/resvg-js", /^dejavu-fonts-ttf\//],
  plugins: [zeromqInside(), lazyBuiltins(), plainExports(), thirdParty(), ascii()],
};

export default [
  { ...common, input: "src/cli/main.ts", output: { ...output, cleanDir: true } },
  { ...common, input: "src/entry/launched.ts", output },
];
