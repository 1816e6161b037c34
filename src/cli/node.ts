import { Command } from "commander";
import { nodeOptionsOf } from "../cluster/options.js";
import { refuseOpenListener, refuseTraitors, refuseUnsigned, refuseWithoutKeys } from "../config/apart.js";
import type { Config } from "../config/config.js";
import { type NodeKeys, readKeyFile } from "../config/keyfile.js";
import { LISTEN_ADDRESS } from "../config/values.js";
import { kindOf } from "../core/kinds.js";
import { runNode } from "../node/node.js";
import { writeEvidence } from "./evidence.js";
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
  readonly evidence?: string;
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
    .option("--evidence <file>", "sm: keep two orders that the general signed, if this node sees both")
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
  refuse(config, id, settings);
  const keys = keysFor(config, id, settings.key);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  const log = new NodeLog(id, config, (line) => settings.quiet || process.stderr.write(`${line}\n`));
  log.begin(keys?.links !== undefined);
  const { evidence: evidenceFile, listen } = settings;
  const secrets = keys?.signing === undefined ? undefined : { [id]: keys.signing };
  const outcome = await runNode(
    nodeOptionsOf(config, id, { keys: keys?.links, signingSecrets: secrets, listen }),
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
      if (evidenceFile !== undefined) {
        const general = config.nodes.find((one) => one.id === config.general);
        writeEvidence(evidenceFile, log.evidence, general?.signingKey);
      }
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

function refuse(config: Config, id: number, { insecure, lab, listen }: NodeSettings): void {
  if (listen !== undefined && !LISTEN_ADDRESS.test(listen)) {
    const fix = "write tcp://HOST:PORT, e.g. --listen tcp://0.0.0.0:7101";
    throw new CliError(EXIT.usage, `${JSON.stringify(listen)} is no address to listen on\n  fix: ${fix}`);
  }
  const open = () => refuseWithoutKeys(config) ?? (listen && refuseOpenListener(config, listen));
  const refusal =
    refuseUnsigned(config, id) ??
    ((insecure ? undefined : open()) || (lab ? undefined : refuseTraitors(config)));
  if (refusal) throw new CliError(EXIT.config, `${refusal.cause}\n  fix: ${refusal.fix}`);
}

interface Secrets {
  /** absent where links have no keys */
  readonly links?: NodeKeys;
  /** absent where nothing is signed */
  readonly signing?: string;
}

/** This node's secrets, as far as the configuration has public keys; they must be those that the others know it by. */
function keysFor(config: Config, id: number, file: string | undefined): Secrets | undefined {
  const own = config.nodes.find((one) => one.id === id);
  const signs = kindOf(config).signs === true;
  if (own?.publicKey === undefined && !signs) {
    if (file === undefined) return undefined;
    const fix = "put the publicKey of each node beside its address, or leave --key out";
    throw new CliError(EXIT.usage, `node ${id} has no publicKey in the configuration\n  fix: ${fix}`);
  }
  if (file === undefined) {
    throw new CliError(
      EXIT.usage,
      `node ${id} has a ${signs ? "signingKey" : "publicKey"} in the configuration\n  fix: give its secret with --key FILE`,
    );
  }
  const keys = readKeyFile(file);
  const { signingSecret } = keys;
  const isKnown = own?.publicKey === undefined || own.publicKey === keys.publicKey;
  const isSigner = !signs || (own?.signingKey === keys.signingKey && signingSecret !== undefined);
  if (isKnown && isSigner) {
    return {
      ...(own?.publicKey !== undefined && { links: keys }),
      ...(signs && signingSecret !== undefined && { signing: signingSecret }),
    };
  }
  throw new CliError(
    EXIT.config,
    `${file} is not the key that the configuration names for node ${id}\n  fix: give that node's own file, or put the new ${isKnown ? "signingKey" : "publicKey"} into every node's configuration`,
  );
}
