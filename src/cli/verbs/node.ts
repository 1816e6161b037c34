/** `strategos node`: one node of a configuration, here. */
import {
  refuseOpenListener,
  refuseProgram,
  refuseTraitors,
  refuseUnsigned,
  refuseWithoutKeys,
} from "../../config/apart.js";
import type { Config } from "../../config/config.js";
import { nodeOptionsOf } from "../../config/options.js";
import { Run } from "../../config/run.js";
import type { NodeId } from "../../core/group.js";
import type { NodeOutcome, StampedEvent } from "../../node/events.js";
import { runNode } from "../../node/node.js";
import { CliError, EXIT } from "../exit.js";
import { idOf, keysFor, LISTEN_FLAGS, readListen } from "../identity.js";
import { NodeLog } from "../node-log.js";
import { OBSERVER_FLAGS, Observers } from "../observers.js";
import { CONFIG_OPERAND, CONFIGURATION_FLAGS, readSettings, type Settings, withFile } from "../settings.js";
import type { SettingsOf, Verb } from "../verb.js";
import { writeEvidence } from "./evidence.js";

const FLAGS = {
  "--tree": "print this node's message tree, folded",
  "--key <file>": "this node's secret key file, where the configuration has public keys",
  ...LISTEN_FLAGS,
  "--insecure": "allow addresses beyond this machine without keys",
  "--lab": "allow traitors on addresses beyond this machine",
  "--evidence <file>": {
    help: "sm: keep two orders that the general signed, if this node sees both",
    isWritten: true,
  },
  "--json": "print decision, faults and traffic as one JSON object",
  "--quiet": "no progress on stderr",
  ...OBSERVER_FLAGS,
} as const;

type NodeSettings = Settings & SettingsOf<typeof FLAGS>;

export const verb: Verb = {
  operands: { "<id>": "which of the configuration's nodes this is", ...CONFIG_OPERAND },
  flags: { ...CONFIGURATION_FLAGS, ...FLAGS },
  run: (id: string, file: string | undefined, settings: NodeSettings) => node(id, withFile(file, settings)),
};

async function node(idText: string, { value, ...others }: NodeSettings): Promise<number> {
  const settings = value === undefined ? others : { ...others, value: `${idText}=${value}` };
  const isQuiet = settings.quiet === true || settings.logLevel !== undefined;
  const config = readSettings(settings, { isQuiet });
  const id = idOf(config, idText);
  const listen = readListen(settings.listen);
  refuse(config, id, settings);
  const keys = keysFor(config, id, settings.key);
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort());
  const secrets = keys?.signing === undefined ? undefined : { [id]: keys.signing };
  const run = new Run(config);
  const options = nodeOptionsOf(run, id, { keys: keys?.links, signingSecrets: secrets, listen });
  const observers = await Observers.start(options, settings);
  const log = new NodeLog(id, run, (line) => isQuiet || process.stderr.write(`${line}\n`));
  log.begin(keys?.links !== undefined);
  const tell = (event: StampedEvent) => {
    log.event(event);
    observers.event(event);
  };
  try {
    const outcome = await runNode(options, tell, stop.signal, { onUp: (count) => observers.up(count) });
    return await ended(id, outcome, { config, log, observers, settings, signal: stop.signal });
  } finally {
    await observers.close();
  }
}

interface Watched {
  readonly config: Config;
  readonly log: NodeLog;
  readonly observers: Observers;
  readonly settings: NodeSettings;
  readonly signal: AbortSignal;
}

async function ended(
  id: NodeId,
  outcome: NodeOutcome,
  { config, log, observers, settings, signal }: Watched,
): Promise<number> {
  const failed = (exitCode: number, sentence: string): number => {
    observers.end(outcome, sentence);
    if (!observers.hasLog) throw new CliError(exitCode, sentence);
    return exitCode;
  };
  const { end } = outcome;
  switch (end.kind) {
    case "decided": {
      observers.end(outcome, log.tooManyFaults(outcome));
      const text = settings.json
        ? `${JSON.stringify(log.json(end.order, outcome))}\n`
        : log.text(end.order, outcome, settings.tree === true);
      process.stdout.write(text);
      const { evidence: evidenceFile } = settings;
      if (evidenceFile !== undefined) {
        const general = config.nodes.find((one) => one.id === config.general);
        await writeEvidence(evidenceFile, log.evidence, general?.signingKey, signal);
      }
      const warning = log.tooManyFaults(outcome);
      if (warning === null) return EXIT.holds;
      if (!observers.hasLog) process.stderr.write(`${warning}\n`);
      return EXIT.unknown;
    }
    case "gaveUp":
      return failed(EXIT.unknown, log.gaveUp(end));
    case "stopped":
      return failed(EXIT.interrupted, `node ${id} was stopped`);
    case "crashed":
      process.kill(process.pid, "SIGKILL");
      return EXIT.bug;
  }
}

function refuse(config: Config, id: number, { insecure, lab, listen }: NodeSettings): void {
  const open = () => refuseWithoutKeys(config) ?? (listen && refuseOpenListener(config, listen));
  const refusal =
    refuseProgram(config, id) ??
    refuseUnsigned(config, id) ??
    ((insecure ? undefined : open()) || (lab ? undefined : refuseTraitors(config)));
  if (refusal) throw new CliError(EXIT.config, refusal.cause, refusal.fix);
}
