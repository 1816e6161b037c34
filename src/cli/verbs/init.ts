/** `strategos init`: a configuration to begin with. */
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { initText } from "../../config/init.js";
import { printable } from "../../core/printable.js";
import { EXIT } from "../exit.js";
import { replaceFile, writeNewFile } from "../files.js";
import { CASE_FLAGS, FOLDERS_FILE, readSettings, type Settings } from "../settings.js";
import { commandText } from "../shell.js";
import type { Verb } from "../verb.js";

const SCHEMA = fileURLToPath(new URL("../../../schema/strategos.schema.json", import.meta.url));

export const verb: Verb = {
  operands: { "[file]": { help: "where to write it", default: FOLDERS_FILE } },
  flags: {
    "-c, --config <file>": "a configuration to begin from; left out, the course's case of 7 nodes",
    ...CASE_FLAGS,
    "--force": "overwrite the file if it exists",
    "--json": "print the result as JSON",
  },
  run: init,
};

async function init(file: string, settings: Settings & { force?: boolean; json?: boolean }): Promise<number> {
  const { force, json, ...flags } = settings;
  const text = initText(readSettings({ config: false, ...flags }), relative(dirname(resolve(file)), SCHEMA));
  if (force) await replaceFile(file, [text]);
  else writeNewFile(file, text, 0o644, "name another file, or overwrite this one with --force");
  const said = `wrote ${printable(file)}; start it with: ${commandText("run", file)}`;
  process.stdout.write(`${json ? JSON.stringify({ file, bytes: text.length }) : said}\n`);
  return EXIT.holds;
}
