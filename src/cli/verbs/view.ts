/** `strategos view`: the page, served on loopback. */
import { resolve } from "node:path";
import { refuseCommands } from "../../config/apart.js";
import type { Config } from "../../config/config.js";
import { printable } from "../../core/printable.js";
import { setupOfConfig } from "../../page/model/configs.js";
import { logFromText } from "../../page/model/log-moments.js";
import { firstScreen, type Run, runFromText } from "../../page/model/runs.js";
import type { Setup } from "../../page/model/setup.js";
import { formatState, START } from "../../page/model/state.js";
import { atFirstWrong } from "../../page/model/wrong.js";
import { isLogText } from "../../recording/log-lines.js";
import { type PageOptions, pageText } from "../../view/page.js";
import { startView } from "../../view/server.js";
import { CliError, EXIT, usage } from "../exit.js";
import { replaceFile } from "../files.js";
import { readLessons } from "../lessons-file.js";
import { onPort, readPort } from "../numbers.js";
import { outputLost } from "../print.js";
import { recordingText, unread } from "../recording-file.js";
import { beginsAsRecording } from "../recordings.js";
import { CONFIGURATION_FLAGS, configFileOf, flagGiven, readSettings, type Settings } from "../settings.js";
import type { SettingsOf, Verb } from "../verb.js";

/** A browser holds a recording as text, as objects and as trees. */
const RECORDING_BYTES_MAX = 64 * 1024 * 1024;

const FLAGS = {
  "--port <port>": "the port to serve on, on 127.0.0.1 only; any free one if left out",
  "--json": "print the address as one JSON object",
  "--html <file>": {
    help: "write one self-contained HTML file that opens offline, and serve nothing",
    isWritten: true,
  },
  "--lessons <file>": "lessons of your own, in YAML (docs/TEACHING.md), before those that there are",
} as const;

type ViewSettings = Settings & SettingsOf<typeof FLAGS>;

export const verb: Verb = {
  operands: {
    "[file]": "what run or sim wrote with --record, of a log too; or a configuration, whose run is simulated",
  },
  flags: { ...CONFIGURATION_FLAGS, ...FLAGS },
  run: view,
};

async function view(file: string | undefined, settings: ViewSettings): Promise<number> {
  const page = pageFor(file, settings);
  if (settings.html !== undefined) {
    await writePage(settings.html, pageText(page));
    return EXIT.holds;
  }
  const asked = readPort("--port", settings.port ?? "0");
  const server = await onPort("--port", asked, (port) => startView({ ...page, port }));
  const lost = outputLost();
  process.stdout.write(settings.json ? `${JSON.stringify({ url: server.url })}\n` : `${server.url}\n`);
  process.stderr.write("open this address in a browser on this machine; Ctrl-C ends it\n");
  await new Promise<void>((end) => {
    // an address that nobody was told is opened by nobody
    lost.addEventListener("abort", () => end());
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => end());
  });
  await server.close();
  return EXIT.holds;
}

type Opened = Pick<PageOptions, "start" | "recording" | "lessons">;

function pageFor(file: string | undefined, { lessons, ...settings }: ViewSettings): Opened {
  const page = openedBy(file, settings);
  if (lessons === undefined) return page;
  const start = page.start === "" ? "#/lessons" : page.start;
  return { ...page, start, lessons: readLessons(lessons) };
}

function openedBy(file: string | undefined, settings: ViewSettings): Opened & { start: string } {
  const { port: _, html: __, json: ___, ...asked } = settings;
  if (file === undefined) return { start: startOf(asked) };
  if (isConfiguration(file)) {
    refuseAnother(file, asked);
    return { start: startOf({ ...asked, config: file }) };
  }
  refuseFlags(asked);
  const { text, run } = readFile(file);
  return { recording: text, start: formatState({ ...START, run: "file", ...(run && atFirstWrong(run)) }) };
}

/** By its name; a recording may have any, so a file that begins as one is none. */
function isConfiguration(file: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(file) && !beginsAsRecording(file);
}

/** As the verbs that take a configuration alone refuse it. */
function refuseAnother(file: string, { config }: Settings): void {
  if (config === false) throw usage("--no-config does not go with a file", { "no-config": null });
  if (config === undefined || resolve(config) === resolve(file)) return;
  const both = `${printable(file, 200)} and ${printable(config, 200)}`;
  throw usage(`two configurations are named, ${both}`, { config: null });
}

/** A recording is of one run, and no flag changes it. */
function refuseFlags(asked: Settings): void {
  const flags = Object.keys(asked).map((key) => flagGiven(key, asked));
  if (flags.length === 0) return;
  const changes = Object.fromEntries(flags.map((flag) => [flag.slice(2), null]));
  throw usage(`${flags[0]} does not go with a recording`, changes);
}

/** Where the page begins: with the configuration, if one is given. */
function startOf(asked: Settings): string {
  if (Object.keys(asked).length === 0 && configFileOf(asked) === undefined) return "";
  const config = readSettings(asked);
  const refusal = refuseCommands(config);
  if (refusal) throw new CliError(EXIT.config, refusal.cause, refusal.fix);
  const setup = setupShown(config);
  return formatState({ ...START, screen: firstScreen(setup), setup });
}

function setupShown(config: Config): Setup {
  try {
    return setupOfConfig(config);
  } catch (error) {
    throw usage(
      `view cannot show this configuration: ${(error as Error).message}`,
      "record it with strategos sim --record FILE; strategos explain FILE tells it",
    );
  }
}

/** A recording that the page would refuse is refused here, where the line can be named; `run`: null of a log. */
function readFile(file: string): { readonly text: string; readonly run: Run | null } {
  const text = recordingText(file, RECORDING_BYTES_MAX);
  try {
    if (!isLogText(text)) return { text, run: runFromText(text) };
    logFromText(text);
    return { text, run: null };
  } catch (error) {
    throw unread(file, text, error);
  }
}

async function writePage(file: string, text: string): Promise<void> {
  await replaceFile(file, [text]);
  process.stderr.write(
    `wrote ${printable(file)} (${Math.round(Buffer.byteLength(text) / 1024)} kB): open it in a browser\n`,
  );
}
