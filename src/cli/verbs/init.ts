/** `strategos init`: a configuration to begin with. */
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { initText } from "../../config/init.js";
import { printable } from "../../core/printable.js";
import { EXIT } from "../exit.js";
import { replaceFile, writeNewFile } from "../files.js";
import { FOLDERS_FILE, readSettings, type Settings, withCaseFlags } from "../settings.js";
import { commandText } from "../shell.js";

const SCHEMA = fileURLToPath(new URL("../../../schema/strategos.schema.json", import.meta.url));

export function initCommand(done: (exitCode: number) => void): Command {
  const command = new Command("init").argument("[file]", "where to write it", FOLDERS_FILE);
  return withCaseFlags(
    command.option(
      "-c, --config <file>",
      "a configuration to begin from; left out, the course's case of 7 nodes",
    ),
  )
    .option("--force", "overwrite the file if it exists")
    .option("--json", "print the result as JSON")
    .action(async (file: string, settings: Settings & { force?: boolean; json?: boolean }) => {
      const { force, json, ...flags } = settings;
      const text = initText(
        readSettings({ config: false, ...flags }),
        relative(dirname(resolve(file)), SCHEMA),
      );
      if (force) await replaceFile(file, [text]);
      else writeNewFile(file, text, 0o644, "name another file, or overwrite this one with --force");
      const said = `wrote ${printable(file)}; start it with: ${commandText("run", file)}`;
      process.stdout.write(`${json ? JSON.stringify({ file, bytes: text.length }) : said}\n`);
      done(EXIT.holds);
    });
}
