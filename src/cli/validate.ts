import { Command } from "commander";
import { configHash } from "../config/config.js";
import { ConfigError } from "../config/problem.js";
import { EXIT } from "./exit.js";
import { readSettings, type Settings, withConfigFlags } from "./settings.js";

export function validateCommand(done: (exitCode: number) => void): Command {
  const command = new Command("validate")
    .description("check a configuration and say every mistake in it, with a fix")
    .argument("[config]", "configuration file; instead of --config");
  return withConfigFlags(command)
    .option("--json", "print the result as JSON")
    .action((file: string | undefined, settings: Settings & { json?: boolean }) => {
      done(validate(file === undefined ? settings : { ...settings, config: file }, settings.json === true));
    });
}

function validate(settings: Settings, asJson: boolean): number {
  try {
    const config = readSettings(settings);
    const { nodes, m, general, traitors } = config;
    const hash = configHash(config);
    const text = asJson
      ? JSON.stringify({ valid: true, n: nodes.length, m, general, hash, problems: [] })
      : `valid: ${nodes.length} nodes, general ${general}, m = ${m}, ${traitors.length} ${traitors.length === 1 ? "traitor" : "traitors"}, config hash ${hash.slice(0, 12)}`;
    process.stdout.write(`${text}\n`);
    return EXIT.holds;
  } catch (error) {
    if (!asJson || !(error instanceof ConfigError)) throw error;
    const problems = error.problems.map(({ file, line, column, cause, fix }) => ({
      file,
      line,
      column,
      cause,
      fix,
    }));
    process.stdout.write(`${JSON.stringify({ valid: false, problems, omitted: error.omitted })}\n`);
    return EXIT.config;
  }
}
