/** `strategos validate`: whether a configuration can be run, and every mistake in it. */
import { CONFIG_FLAGS } from "../../config/flags.js";
import { configHash } from "../../config/hash.js";
import { ConfigError } from "../../config/problem.js";
import { printable } from "../../core/printable.js";
import { EXIT } from "../exit.js";
import { print } from "../print.js";
import {
  CONFIG_OPERAND,
  CONFIGURATION_FLAGS,
  configFileOf,
  readConfiguration,
  type Settings,
  withFile,
} from "../settings.js";
import type { Verb } from "../verb.js";

export const verb: Verb = {
  operands: CONFIG_OPERAND,
  flags: { ...CONFIGURATION_FLAGS, "--json": "print the result as JSON" },
  run: (file: string | undefined, settings: Settings & { json?: boolean }) =>
    validate(withFile(file, settings), settings.json === true),
};

function validate(settings: Settings, asJson: boolean): number {
  const named = configFileOf(settings);
  try {
    const config = readConfiguration(named, settings);
    const { nodes, m, general, traitors } = config;
    const hash = configHash(config);
    const text = asJson
      ? JSON.stringify({ valid: true, file: named ?? null, n: nodes.length, m, general, hash, problems: [] })
      : `${subjectOf(named, settings)} is valid: ${nodes.length} nodes, general ${general}, m = ${m}, ${traitors.length} ${traitors.length === 1 ? "traitor" : "traitors"}, config hash ${hash.slice(0, 12)}`;
    print(`${text}\n`);
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
    print(`${JSON.stringify({ valid: false, problems, omitted: error.omitted })}\n`);
    return EXIT.config;
  }
}

/** What was looked at: nobody may take the course's case for a file of his own. */
function subjectOf(file: string | undefined, settings: Settings): string {
  const isChanged = CONFIG_FLAGS.some((key) => settings[key] !== undefined);
  return `${file === undefined ? "the course's case" : printable(file)}${isChanged ? " with these flags" : ""}`;
}
