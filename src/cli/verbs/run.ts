/** `strategos run`: all nodes of a configuration as processes on this machine. */
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { launch } from "../../cluster/launch.js";
import { freeAddresses } from "../../cluster/ports.js";
import { refuseWithoutKeys } from "../../config/apart.js";
import { keylessIn } from "../../config/command.js";
import type { Config } from "../../config/config.js";
import { Run } from "../../config/run.js";
import { wholeNumber } from "../../core/whole.js";
import { NODES_MAX } from "../../protocols/index.js";
import { CliError, EXIT } from "../exit.js";
import { assertFits, couldMatter } from "../feasible.js";
import { assertWritable } from "../files.js";
import { Live, type Outlook } from "../live.js";
import {
  CONFIG_OPERAND,
  CONFIGURATION_FLAGS,
  configFileOf,
  drawsTree,
  OUTPUT_FLAGS,
  readConfiguration,
  type Settings,
  sayFile,
  withFile,
} from "../settings.js";
import type { SettingsOf, Verb } from "../verb.js";

/** What `startTimeout` is for `run` if nothing is said: all its nodes are on this machine, and start one after the other. */
function startTimeoutMs(n: number): number {
  return Math.max(10_000, 1_000 * n);
}

const FLAGS = {
  ...OUTPUT_FLAGS,
  "--quiet": "no progress on stderr",
  "--evidence <file>": {
    help: "sm: keep two orders that the general signed, if anybody sees both",
    isWritten: true,
  },
  "--force": "run although it would not fit in memory",
} as const;

type RunSettings = Settings & SettingsOf<typeof FLAGS>;

export const verb: Verb = {
  operands: CONFIG_OPERAND,
  flags: { ...CONFIGURATION_FLAGS, ...FLAGS },
  run: (file: string | undefined, settings: RunSettings) => run(withFile(file, settings)),
};

async function run(settings: RunSettings): Promise<number> {
  const config = await configFor(settings);
  const open = keylessIn(config).length > 0 ? refuseWithoutKeys(config) : undefined;
  if (open)
    throw new CliError(EXIT.config, open.cause, "add {key} to every command, or use loopback addresses");
  const all = new Run(config);
  if (settings.record) assertWritable(settings.record);
  if (settings.evidence) assertWritable(settings.evidence);
  if (!settings.force) assertFits(all, "run", settings);
  const say = settings.quiet ? () => {} : (line: string) => process.stderr.write(`${line}\n`);
  const live = new Live(all, say, settings.quiet ? null : await outlookFor(all));
  const keepsReports = settings.record !== undefined || drawsTree(config.nodes.length, settings);
  const reports = settings.recordAll ? "all" : keepsReports ? "short" : "none";
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  live.begin();
  const running = launch(config, {
    reports,
    folder: dirname(configFileOf(settings) ?? "."),
    recordingFile: settings.record ?? null,
    signal: stop.signal,
    onMessage: (id, message) => {
      if (message.type === "event") live.event(id, message.event);
      if (message.type === "said") live.said(id, message.text);
    },
    onExit: (id, { signal, why = signal && `was killed by ${signal}` }) =>
      live.gone(id, stop.signal.aborted ? null : why),
  });
  // what shows the result is loaded while the nodes run
  const [{ recording, result, found }, { finish }] = await Promise.all([running, import("../finish.js")]);
  live.end();
  if (settings.evidence !== undefined) {
    const { writeEvidence } = await import("./evidence.js");
    const key = found?.nodes.find(({ id }) => id === found.evidence.general)?.signingKey;
    await writeEvidence(settings.evidence, found?.evidence ?? null, key, stop.signal);
  }
  const { startMs, decideMs } = result.timing;
  const timing = `started in ${startMs.toFixed(0)} ms, decided ${decideMs.toFixed(1)} ms after the last node was up`;
  return finish(recording, result, settings, timing, stop.signal);
}

/** What a large run will take, by round; a small one is over before anybody asks. */
async function outlookFor({ plan, wire }: Run): Promise<Outlook | null> {
  if (!couldMatter(plan)) return null;
  const { calibrate, estimateOf } = await import("../estimate.js");
  return { plan, estimate: estimateOf(plan, wire, await calibrate()) };
}

/** Addresses that no file gives are free ones; a run that no one names gets a fresh name. */
async function configFor(settings: RunSettings): Promise<Config> {
  const file = configFileOf(settings);
  if (!settings.quiet) sayFile(settings, file);
  const count = wholeNumber(settings.nodes ?? "7") ?? 0;
  const makesNodes = settings.nodes !== undefined || file === undefined;
  const addresses = makesNodes && count <= NODES_MAX ? await freeAddresses(count) : [];
  const fresh = { run: settings.run ?? randomBytes(6).toString("hex") };
  return readConfiguration(file, { ...settings, ...fresh }, { addresses, startTimeoutMs });
}
