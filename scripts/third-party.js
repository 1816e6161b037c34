/**
 * For rolldown and vite: writes THIRD-PARTY.txt beside a bundle, with the licence of every package of which code is in it.
 * MIT, ISC and BSD ask that their copyright lines go with every copy. A page carries them in itself, for `view --html` makes
 * copies of it. A package without a licence file stops the build.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One plugin for all configurations that write to one folder: the last writes what all of them bundle. */
export function thirdParty() {
  /** folder of a package → its licence's text */
  const packages = new Map();
  return {
    name: "third-party",
    enforce: "post",
    renderChunk(_code, { modules }) {
      for (const [id, { renderedLength }] of Object.entries(modules)) {
        const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll("\\", "/"))?.[0];
        if (folder !== undefined && renderedLength > 0) packages.set(folder, noticeOf(folder));
      }
      return null;
    },
    generateBundle(_options, bundle) {
      const notices = [...packages]
        .toSorted(([left], [right]) => (left < right ? -1 : 1))
        .map(([, notice]) => notice);
      const text = `Code of these packages is part of the files beside this one.\n\n${notices.join("\n")}`;
      for (const file of Object.values(bundle)) {
        if (file.fileName.endsWith(".html"))
          file.source = `${String(file.source).trimEnd()}\n<!--\n${text.replaceAll("--", "- -")}-->\n`;
      }
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY.txt", source: text });
    },
  };
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (file === undefined)
    throw new Error(`${name} ${version} has no licence file, and code of it is bundled`);
  const text = readFileSync(join(folder, file), "utf8").trim();
  return `## ${name} ${version} (${license})\n\n${text}\n`;
}
