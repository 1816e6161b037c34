import { Command } from "commander";
import { nodeOptionsOf } from "../cluster/options.js";
import { refuseOpenListener, refuseTraitors, refuseWithoutKeys } from "../config/apart.js";
import type { Config } from "../config/config.js";
import { readKeyFile } from "../config/keyfile.js";
import type { KeyPair } from "../config/keys.js";
import { LISTEN_ADDRESS } from "../config/values.js";
import { runNode } from "../node/node.js";
import { CliError, EXIT } from "./exit.js";
import { NodeLog } from "./node-log.js";
import { readSettings, type Settings, withConfigFlags } from "./settings.js";

interface NodeSettings extends Settings {
  readonly tree?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly key?: string;
  readonly listen?: string;
  readonly insecure?: boolean;
  readonly lab?: boolean;
}

export function nodeCommand(done: (exitCode: number) => void): Command {
  const command = new Command("node")
    .description("run one node of a configuration in this terminal; start the others elsewhere, in any order")
    .argument("<id>", "which of the configuration's nodes this is");
  return withConfigFlags(command)
    .option("--tree", "print this node's message tree, folded")
    .option("--key <file>", "this node's secret key file, where the configuration has public keys")
    .option(
      "--listen <address>",
      "where this node listens, if not on its own address, e.g. tcp://0.0.0.0:7101",
    )
    .option("--insecure", "allow addresses beyond this machine without keys")
    .option("--lab", "allow traitors on addresses beyond this machine")
    .option("--json", "print decision, faults and traffic as one JSON object")
    .option("--quiet", "no progress on stderr")
    .action(async (id: string, settings: NodeSettings) => done(await node(id, settings)));
}

async function node(idText: string, settings: NodeSettings): Promise<number> {
  const config = readSettings(settings);
  const id = Number(idText);
  if (!config.nodes.some((one) => one.id === id)) {
    const ids = config.nodes.map((one) => one.id).join(", ");
    throw new CliError(
      EXIT.usage,
      `node ${idText} is not in the configuration\n  fix: name one of its nodes: ${ids}`,
    );
  }
  refuse(config, settings);
  const keys = keysFor(config, id, settings.key);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  const log = new NodeLog(id, config, (line) => settings.quiet || process.stderr.write(`${line}\n`));
  log.begin(keys !== undefined);
  const outcome = await runNode(
    nodeOptionsOf(config, id, keys, settings.listen),
    (event) => log.event(event),
    stop.signal,
  );
  const { end } = outcome;
  switch (end.kind) {
    case "decided": {
      const text = settings.json
        ? `${JSON.stringify(log.json(end.order, outcome))}\n`
        : log.text(end.order, outcome, settings.tree === true);
      process.stdout.write(text);
      return EXIT.holds;
    }
    case "gaveUp":
      throw new CliError(EXIT.unknown, log.gaveUp(end.missing));
    case "stopped":
      throw new CliError(EXIT.interrupted, `node ${id} was stopped`);
    case "crashed":
      process.kill(process.pid, "SIGKILL");
      return EXIT.bug;
  }
}

function refuse(config: Config, { insecure, lab, listen }: NodeSettings): void {
  if (listen !== undefined && !LISTEN_ADDRESS.test(listen)) {
    const fix = "write tcp://HOST:PORT, e.g. --listen tcp://0.0.0.0:7101";
    throw new CliError(EXIT.usage, `${JSON.stringify(listen)} is no address to listen on\n  fix: ${fix}`);
  }
  const open = () => refuseWithoutKeys(config) ?? (listen && refuseOpenListener(config, listen));
  const refusal = (insecure ? undefined : open()) || (lab ? undefined : refuseTraitors(config));
  if (refusal) throw new CliError(EXIT.config, `${refusal.cause}\n  fix: ${refusal.fix}`);
}

/** This node's key pair, if the configuration has public keys; it must be the pair that the others know it by. */
function keysFor(config: Config, id: number, file: string | undefined): KeyPair | undefined {
  const known = config.nodes.find((one) => one.id === id)?.publicKey;
  if (known === undefined) {
    if (file === undefined) return undefined;
    const fix = "put the publicKey of each node beside its address, or leave --key out";
    throw new CliError(EXIT.usage, `node ${id} has no publicKey in the configuration\n  fix: ${fix}`);
  }
  if (file === undefined) {
    throw new CliError(
      EXIT.usage,
      `node ${id} has a publicKey in the configuration\n  fix: give its secret with --key FILE`,
    );
  }
  const keys = readKeyFile(file);
  if (keys.publicKey === known) return keys;
  throw new CliError(
    EXIT.config,
    `${file} is not the key that the configuration names for node ${id}\n  fix: give that node's own file, or put the new publicKey into every node's configuration`,
  );
}
