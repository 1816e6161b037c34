/**
 * One member in a process of its own, which does what it is told over its channel: `member.js ID` with a `Birth` as JSON on
 * the command line. It ends with its channel, and with 69 when its disk fails.
 */
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { parseConfig } from "../../../src/config/given.js";
import type { Json } from "../../../src/log/command.js";
import { logGroup } from "../../../src/member/log/identity.js";
import { joinLog } from "../../../src/member/log/join-log.js";
import { ed25519Crypto } from "../../../src/node/log-signatures.js";
import { type Lie, lie } from "./lies.js";

export interface Birth {
  readonly id: number;
  readonly config: string;
  readonly listen: string;
  readonly folder: string;
  readonly secretKey: string;
  readonly signingSecret: string;
  readonly skewMs: number;
  readonly lie: Lie | null;
}

export type Asked =
  | {
      readonly n: number;
      readonly ask: "submit";
      readonly command: Json;
      readonly client: string;
      readonly sequence: number;
    }
  | { readonly n: number; readonly ask: "read" }
  | { readonly n: number; readonly ask: "log" }
  | { readonly ask: "full" };

export type Answered =
  | { readonly n: number; readonly answer: unknown }
  | { readonly n: number; readonly refused: string }
  | { readonly evidence: number }
  | { readonly ready: true };

const DISK_FULL = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });

const birth = JSON.parse(process.argv[2] as string) as Birth;
const { id, folder, secretKey, signingSecret, listen } = birth;
const now = Date.now;
Date.now = () => now() + birth.skewMs;
const config = parseConfig(birth.config);
if (birth.lie !== null)
  lie(
    birth.lie,
    id,
    logGroup(config),
    ed25519Crypto(() => undefined, signingSecret),
  );
const member = await joinLog({ config, id, secretKey, signingSecret, folder, listen });
const say = (answered: Answered): void => void process.send?.(answered);

member.on("failed", () => process.exit(69));
member.on("note", (note) => {
  if (note.kind === "evidence") say({ evidence: note.evidence.by });
});
process.on("disconnect", () => process.exit(0));
process.on("message", (asked: Asked) => {
  if (asked.ask === "full") return fill();
  const { n } = asked;
  answerOf(asked).then(
    (answer) => say({ n, answer }),
    (error: unknown) => say({ n, refused: (error as Error).message }),
  );
});
say({ ready: true });

async function answerOf(asked: Exclude<Asked, { ask: "full" }>): Promise<unknown> {
  if (asked.ask === "read") return (await member.read("count")).value;
  if (asked.ask === "log")
    return Array.from({ length: member.status.height }, (_, at) => member.entriesAt(at + 1)).flat();
  const { command, client, sequence } = asked;
  return (await member.submit(command, { client, sequence })).result;
}

function fill(): void {
  fs.writeSync = () => {
    throw DISK_FULL;
  };
  syncBuiltinESMExports();
}
