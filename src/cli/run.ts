import { randomBytes } from "node:crypto";
import { Command } from "commander";
import pc from "picocolors";
import { launch } from "../cluster/launch.js";
import { freeAddresses } from "../cluster/ports.js";
import type { Config } from "../config/config.js";
import { exitCodeOf } from "../core/verdict.js";
import { Live } from "./live.js";
import { writeRecording } from "./recording-file.js";
import { readSettings, type Settings, withConfigFlags } from "./settings.js";
import { storyText } from "./story.js";
import { verdictText } from "./verdict.js";

interface RunSettings extends Settings {
  readonly record?: string;
  readonly recordAll?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What `startTimeout` is for `run` if nothing is said: all its nodes are on this machine. */
const START_TIMEOUT_MS = 10_000;
/** Above this many nodes the tree is not drawn. */
const NODES_DRAWN_MAX = 7;

export function runCommand(done: (exitCode: number) => void): Command {
  const command = new Command("run").description(
    "run all nodes of a configuration as processes on this machine",
  );
  return withConfigFlags(command)
    .option("--record <file>", "record the run as JSON Lines")
    .option("--record-all", "spell out even reports of more than 1000 relays in the recording")
    .option("--json", "print the result as one JSON object")
    .option("--quiet", "no progress on stderr")
    .action(async (settings: RunSettings) => done(await run(settings)));
}

async function run(settings: RunSettings): Promise<number> {
  const config = await configFor(settings);
  const live = new Live(config, settings.quiet ? () => {} : (line) => process.stderr.write(`${line}\n`));
  const reports = settings.recordAll
    ? "all"
    : settings.record || drawsTree(config, settings)
      ? "short"
      : "none";
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  live.begin();
  const { recording, result } = await launch(config, {
    reports,
    recordingFile: settings.record ?? null,
    signal: stop.signal,
    onMessage: (id, message) => message.type === "event" && live.event(id, message.event),
    onExit: (id, { signal }) => live.gone(id, signal && `was killed by ${signal}`),
  });
  live.end();
  if (settings.record) writeRecording(settings.record, recording);
  if (settings.json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else {
    const story = drawsTree(config, settings) ? storyText(recording) : null;
    const { startMs, decideMs } = result.timing;
    const timing = pc.dim(
      `started in ${startMs.toFixed(0)} ms, decided ${decideMs.toFixed(1)} ms after the last node was up`,
    );
    process.stdout.write(`${[story, verdictText(result), timing].filter(Boolean).join("\n\n")}\n`);
  }
  return exitCodeOf(result.conditions);
}

/** Addresses that no file gives are free ones; a run that no one names gets a fresh name. */
async function configFor(settings: RunSettings): Promise<Config> {
  const count = Number(settings.nodes ?? 7);
  const makesNodes = settings.nodes !== undefined || settings.config === undefined;
  const addresses = makesNodes && count > 0 && count <= 100 ? await freeAddresses(count) : [];
  const run = settings.run ?? randomBytes(6).toString("hex");
  return readSettings({ ...settings, run }, { addresses, startTimeoutMs: START_TIMEOUT_MS });
}

function drawsTree(config: Config, { json }: RunSettings): boolean {
  return !json && config.nodes.length <= NODES_DRAWN_MAX;
}
