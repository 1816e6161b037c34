/** A configuration from a file and from flags of the same names: shared by every verb that takes one. */
import { statSync } from "node:fs";
import type { Config } from "../config/config.js";
import { flagName } from "../config/draft.js";
import { CONFIG_FLAGS, type ConfigFlags } from "../config/flags.js";
import { parseConfig } from "../config/parse.js";
import { FILE_BYTES_MAX } from "../config/problem.js";
import { PROTOCOLS } from "../protocols/names.js";
import { CliError, EXIT, READ_CAUSES } from "./exit.js";
import type { Line } from "./line.js";
import { readNamedFile } from "./reading.js";
import { commandText } from "./shell.js";
import type { SettingsOf, Table } from "./verb.js";

export interface Settings extends ConfigFlags {
  /** a file; false where there is to be none */
  readonly config?: string | false | undefined;
  /** nothing on stderr but failures */
  readonly quiet?: boolean;
}

/** What `init` writes, and every verb then reads in that folder. */
export const FOLDERS_FILE = "strategos.yaml";

export const OUTPUT_FLAGS = {
  "--record <file>": { help: "record the run as JSON Lines", isWritten: true },
  "--record-all": "record all that came in to each node too, and spell out even reports of over 1000 relays",
  "--json": "print the result as one JSON object",
} as const;

export type OutputSettings = SettingsOf<typeof OUTPUT_FLAGS>;

/** Above this many nodes the tree is not drawn. */
const NODES_DRAWN_MAX = 7;

export function drawsTree(n: number, { json }: OutputSettings): boolean {
  return !json && n <= NODES_DRAWN_MAX;
}

/** The operand that names the configuration; the same file may stand behind `--config`. */
export const CONFIG_OPERAND = { "[config]": "configuration file; instead of --config" };

export function withFile<S extends Settings>(file: string | undefined, settings: S): S {
  return file === undefined ? settings : { ...settings, config: file };
}

/** What a configuration says, each key as a flag. */
export const CASE_FLAGS: Table = {
  "--protocol <name>": `how they agree: ${PROTOCOLS.join(", ")} (docs/PROTOCOLS.md)`,
  "--nodes <count>": "that many nodes, ids 1 to count, on this machine",
  "--general <id>": "the node that gives the order",
  "--order <order>": "what the general orders",
  "--value <list>": "vector: what each node gives, e.g. 1=100,2=110; with the verb node its own value",
  "--combine <how>": "vector: what it is combined to: majority or median; left out, to nothing",
  "--m <count>": "traitors to tolerate; floor((n-1)/3) if left out, n-2 for sm",
  "--traitors <list>": "who lies and how, e.g. 2:flip,3:always=attack,5:crash=1,8; or none",
  "--orders <list>": "all orders there are, e.g. retreat,attack,wait; any: every JSON value is one",
  "--default <order>": "the default order",
  "--round-timeout <duration>": "how long a round may last, e.g. 2s",
  "--start-timeout <duration>": "how long to wait for peers before saying READY, e.g. 60s",
  "--seed <number>": "what the strategy random draws from, and sim all else that is drawn",
  "--wire <format>": "how reports are spelled: json, packed, or auto: packed above 1000 relays",
  "--run <name>": "names this run in every message",
  "--unsafe": "run although nothing is guaranteed (n <= 3m, or more traitors than m)",
};

export const CONFIGURATION_FLAGS: Table = {
  "-c, --config <file>": `configuration file (YAML or JSON); left out, ${FOLDERS_FILE} of this folder, or else the course's case of 7 nodes`,
  "--no-config": `the course's case, though there is a ${FOLDERS_FILE}; flags change it`,
  ...CASE_FLAGS,
};

/** The flag that was typed where this is set: `--no-config` makes `config` false. */
export function flagGiven(key: string, { config }: Settings): string {
  return key === "config" && config === false ? "--no-config" : flagName(key);
}

/** Where the configuration is; undefined for the course's case. */
export function configFileOf({ config }: Settings): string | undefined {
  if (config !== undefined) return config || undefined;
  try {
    return statSync(FOLDERS_FILE, { throwIfNoEntry: false }) && FOLDERS_FILE;
  } catch (error) {
    throw unreadable(
      `whether this folder has a ${FOLDERS_FILE} cannot be seen`,
      error,
      "--no-config goes without",
    );
  }
}

/** A file that nobody named is said to be used, if there is a line for that. */
export function sayFile({ config }: Settings, file: string | undefined): void {
  if (config !== undefined || file === undefined) return;
  process.stderr.write(`${file} of this folder is used; --no-config goes without it\n`);
}

interface ReadOptions {
  readonly addresses?: readonly string[];
  readonly startTimeoutMs?: (n: number) => number;
  /** stderr belongs to something else */
  readonly isQuiet?: boolean;
}

/** Throws ConfigError, or a CliError for a file that cannot be read. */
export function readSettings(settings: Settings, options: ReadOptions = {}): Config {
  const file = configFileOf(settings);
  if (!options.isQuiet && !settings.quiet) sayFile(settings, file);
  return readConfiguration(file, settings, options);
}

/** The configuration that a line is about, with these flags in the place of its own; null where it is none. */
export function readLine(line: Line, flags: ConfigFlags = {}): Config | null {
  const given = CONFIG_FLAGS.map((key) => {
    const flag = line.flag(flagName(key).slice(2));
    return [key, flag && (key === "unsafe" || flag.values[0])];
  });
  try {
    return readConfiguration(fileOfLine(line), { ...Object.fromEntries(given), ...flags });
  } catch {
    return null;
  }
}

/** Where that configuration is. */
export function fileOfLine(line: Line): string | undefined {
  const named = line.configOperand?.text ?? line.flag("config")?.values[0];
  return configFileOf({ config: named ?? (line.flag("no-config") ? false : undefined) });
}

export function readConfiguration(
  file: string | undefined,
  flags: Settings = {},
  { addresses, startTimeoutMs }: ReadOptions = {},
): Config {
  return parseConfig(file === undefined ? undefined : readConfigFile(file), {
    ...(file !== undefined && { file }),
    flags: flagsOf(flags),
    ...(addresses && { addressFor: (id: number) => addresses[id - 1] ?? `tcp://127.0.0.1:${7100 + id}` }),
    ...(startTimeoutMs !== undefined && { startTimeoutMs }),
  });
}

/** Only the configuration's flags out of all that a verb has. */
function flagsOf(settings: Settings): ConfigFlags {
  return Object.fromEntries(CONFIG_FLAGS.map((key) => [key, settings[key]]));
}

function readConfigFile(file: string): string {
  return readNamedFile(file, {
    what: "the configuration",
    bytesMax: FILE_BYTES_MAX,
    exitCode: EXIT.config,
    fix: `name another file, or write one with: ${commandText("init")}`,
    toMake: `name another file, or write one with: ${commandText("init", file)}`,
  });
}

function unreadable(what: string, error: unknown, fix: string): CliError {
  const { code = "" } = error as NodeJS.ErrnoException;
  return new CliError(EXIT.config, `${what}: ${READ_CAUSES[code] ?? code}`, fix);
}
