/**
 * Compiles the sources of this folder and writes them as a module of core, or prints that module with `--print`. `npm run kernel`;
 * test/core/kernel.test.ts sees to it that source and module belong together.
 */
import { readFile, writeFile } from "node:fs/promises";
import { main } from "assemblyscript/asc";

const SOURCES = ["fold.ts", "tight.ts", "pattern.ts"];

/** 72 pages are 4.5 MiB: what simd.ts works in. */
const OPTIONS = [
  ..."-O3 --noAssert --runtime stub --enable simd".split(" "),
  ..."--initialMemory 72 --maximumMemory 72".split(" "),
];

/** The text of simd-module.ts. */
async function made() {
  const sources = new Map(
    await Promise.all(
      SOURCES.map(async (name) => [name, await readFile(new URL(name, import.meta.url), "utf8")]),
    ),
  );
  let bytes;
  const { error } = await main([...SOURCES, "-o", "kernel.wasm", ...OPTIONS], {
    readFile: (name) => sources.get(name) ?? null,
    writeFile: (_name, contents) => {
      bytes = contents;
    },
    listFiles: () => [],
    stderr: process.stderr,
  });
  if (error) throw error;
  const text = Buffer.from(bytes).toString("base64");
  const lines = text.match(/.{1,100}/g) ?? [];
  return `/** The sources in kernel/, compiled, in base64. Made by \`npm run kernel\`. */
export const SIMD_MODULE = [
${lines.map((line) => `  "${line}",\n`).join("")}].join("");
`;
}

if (process.argv[2] === "--print") process.stdout.write(await made());
else await writeFile(new URL("../src/protocols/om/simd-module.ts", import.meta.url), await made());
