/** A configuration from a file and from flags of the same names: shared by every verb that takes one. */
import type { Command } from "commander";
import type { Config } from "../config/config.js";
import { CONFIG_FLAGS, type ConfigFlags } from "../config/flags.js";
import { parseConfig } from "../config/parse.js";
import { FILE_BYTES_MAX } from "../config/yaml.js";
import { PROTOCOLS } from "../core/group.js";
import { printable } from "../core/printable.js";
import { EXIT } from "./exit.js";
import { readNamedFile } from "./reading.js";

export interface Settings extends ConfigFlags {
  readonly config?: string;
}

export interface OutputSettings {
  readonly record?: string;
  readonly recordAll?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Above this many nodes the tree is not drawn. */
const NODES_DRAWN_MAX = 7;

export function drawsTree(n: number, { json }: OutputSettings): boolean {
  return !json && n <= NODES_DRAWN_MAX;
}

export function withConfigFlags(command: Command): Command {
  return command
    .option(
      "-c, --config <file>",
      "configuration file (YAML or JSON); none means the course's case of 7 nodes",
    )
    .option("--protocol <name>", `how they agree: ${PROTOCOLS.join(", ")}`)
    .option("--nodes <count>", "that many nodes, ids 1 to count, on this machine")
    .option("--general <id>", "the node that gives the order")
    .option("--order <order>", "what the general orders")
    .option(
      "--value <list>",
      "vector: what each node gives, e.g. 1=100,2=110; with the verb node its own value",
    )
    .option("--combine <how>", "vector: what it is combined to: majority or median; left out, to nothing")
    .option("--m <count>", "traitors to tolerate; floor((n-1)/3) if left out, n-2 for sm")
    .option("--traitors <list>", "who lies and how, e.g. 2:flip,3:always=attack,5:crash=1,8; or none")
    .option("--orders <list>", "all orders there are, e.g. retreat,attack,wait")
    .option("--default <order>", "the default order")
    .option("--round-timeout <duration>", "how long a round may last, e.g. 2s")
    .option("--start-timeout <duration>", "how long to wait for peers before saying READY, e.g. 60s")
    .option("--seed <number>", "seeds the strategy random")
    .option("--wire <format>", "json, packed or auto")
    .option("--run <name>", "names this run in every message")
    .option("--unsafe", "run although nothing is guaranteed (n <= 3m, or more traitors than m)");
}

export function withOutputFlags(command: Command): Command {
  return command
    .option("--record <file>", "record the run as JSON Lines")
    .option("--record-all", "spell out even reports of more than 1000 relays in the recording")
    .option("--json", "print the result as one JSON object");
}

/** Throws ConfigError, or a CliError for a file that cannot be read. */
export function readSettings(
  settings: Settings,
  options: { addresses?: readonly string[]; startTimeoutMs?: (n: number) => number } = {},
): Config {
  const { config: file, ...given } = settings;
  const { addresses, startTimeoutMs } = options;
  return parseConfig(file === undefined ? undefined : readConfigFile(file), {
    ...(file !== undefined && { file }),
    flags: flagsOf(given),
    ...(addresses && { addressFor: (id: number) => addresses[id - 1] ?? `tcp://127.0.0.1:${7100 + id}` }),
    ...(startTimeoutMs !== undefined && { startTimeoutMs }),
  });
}

/** Only the configuration's flags out of all that a verb has. */
function flagsOf(settings: Settings): ConfigFlags {
  return Object.fromEntries(CONFIG_FLAGS.map((key) => [key, settings[key]]));
}

function readConfigFile(file: string): string {
  const fix = `name another file, or write one with: strategos init ${printable(file)}`;
  return readNamedFile(file, {
    what: "the configuration",
    bytesMax: FILE_BYTES_MAX,
    exitCode: EXIT.config,
    fix,
  });
}
