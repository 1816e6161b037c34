/**
 * Compiles kernel/fold.ts and writes it as a module of core, or prints that module with `--print`. `npm run kernel`;
 * test/core/kernel.test.ts sees to it that source and module belong together.
 */
import { readFile, writeFile } from "node:fs/promises";
import { main } from "assemblyscript/asc";

/** 72 pages are 4.5 MiB: what simd.ts works in. */
const OPTIONS = [
  ..."-O3 --noAssert --runtime stub --enable simd".split(" "),
  ..."--initialMemory 72 --maximumMemory 72".split(" "),
];

/** The text of simd-module.ts. */
async function made() {
  const source = await readFile(new URL("fold.ts", import.meta.url), "utf8");
  let bytes;
  const { error } = await main(["fold.ts", "-o", "fold.wasm", ...OPTIONS], {
    readFile: (name) => (name === "fold.ts" ? source : null),
    writeFile: (_name, contents) => {
      bytes = contents;
    },
    listFiles: () => [],
    stderr: process.stderr,
  });
  if (error) throw error;
  const text = Buffer.from(bytes).toString("base64");
  const lines = text.match(/.{1,100}/g) ?? [];
  return `/** kernel/fold.ts, compiled, in base64. Made by \`npm run kernel\`. */
export const SIMD_MODULE = [
${lines.map((line) => `  "${line}",\n`).join("")}].join("");
`;
}

if (process.argv[2] === "--print") process.stdout.write(await made());
else await writeFile(new URL("../src/protocols/om/simd-module.ts", import.meta.url), await made());
