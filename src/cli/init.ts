import { writeFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { initText } from "../config/init.js";
import { CliError, EXIT } from "./exit.js";
import { readSettings, type Settings, withConfigFlags } from "./settings.js";

const SCHEMA = fileURLToPath(new URL("../../schema/strategos.schema.json", import.meta.url));

export function initCommand(done: (exitCode: number) => void): Command {
  const command = new Command("init")
    .description("write a commented configuration; the flags say what is in it")
    .argument("[file]", "where to write it", "strategos.yaml");
  return withConfigFlags(command)
    .option("--force", "overwrite the file if it exists")
    .option("--json", "print the result as JSON")
    .action((file: string, settings: Settings & { force?: boolean; json?: boolean }) => {
      const { force, json, ...flags } = settings;
      const text = initText(readSettings(flags), relative(dirname(resolve(file)), SCHEMA));
      write(file, text, force === true);
      const said = `wrote ${file}; start it with: strategos run --config ${file}`;
      process.stdout.write(`${json ? JSON.stringify({ file, bytes: text.length }) : said}\n`);
      done(EXIT.holds);
    });
}

function write(file: string, text: string, overwrite: boolean): void {
  try {
    writeFileSync(file, text, { flag: overwrite ? "w" : "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") {
      throw new CliError(
        EXIT.usage,
        `${file} exists already\n  fix: name another file, or give --force to overwrite it`,
      );
    }
    throw new CliError(
      EXIT.usage,
      `${file} cannot be written (${code})\n  fix: name a file in a folder you may write to`,
    );
  }
}
