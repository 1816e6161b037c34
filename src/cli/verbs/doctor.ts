/** `strategos doctor`: whether nodes can run here, before they start. */
import pc from "picocolors";
import type { Config } from "../../config/config.js";
import { Run } from "../../config/run.js";
import { parseAddress } from "../../core/address.js";
import type { NodeId } from "../../core/group.js";
import { type Check, warning } from "../../operate/doctor/check.js";
import { checkNames, checkPeers, checkPorts, checkZeromq } from "../../operate/doctor/links.js";
import { checkMemory, checkNode, checkOpenFiles, checkTime } from "../../operate/doctor/machine.js";
import { EXIT, usage } from "../exit.js";
import { feasibilityOf } from "../feasible.js";
import { idOf, keysFor, LISTEN_FLAGS, readListen } from "../identity.js";
import { CONFIG_OPERAND, CONFIGURATION_FLAGS, readSettings, type Settings, withFile } from "../settings.js";
import { asTyped } from "../shell.js";
import type { SettingsOf, Verb } from "../verb.js";
import { nodeRange } from "../version.js";

const FLAGS = {
  "--id <id>": "the node that is to run here: check its port, and dial its peers as it would",
  "--key <file>": "that node's secret key file, where the configuration has public keys",
  ...LISTEN_FLAGS,
  "--json": "print the checks as one JSON object",
} as const;

type DoctorSettings = Settings & SettingsOf<typeof FLAGS>;

export const verb: Verb = {
  operands: CONFIG_OPERAND,
  flags: { ...CONFIGURATION_FLAGS, ...FLAGS },
  run: (file: string | undefined, settings: DoctorSettings) => doctor(withFile(file, settings)),
};

/** Exits 1 where a check failed. */
async function doctor({ id, key, listen, json, ...settings }: DoctorSettings): Promise<number> {
  const config = readSettings(settings);
  if (id === undefined && (key ?? listen) !== undefined) {
    const cause = key === undefined ? "--listen is where one node listens" : "--key is the key of one node";
    throw usage(cause, "name that node with --id");
  }
  const self = id === undefined ? null : idOf(config, id);
  const checks = await checksOf(config, self, key, readListen(listen));
  const [failures, warnings] = (["failed", "warning"] as const).map(
    (status) => checks.filter((check) => check.status === status).length,
  );
  process.stdout.write(
    json
      ? `${JSON.stringify({ version: 1, checks, failed: failures, warnings })}\n`
      : checks.map(checkText).join(""),
  );
  return failures === 0 ? EXIT.holds : EXIT.violated;
}

async function checksOf(
  config: Config,
  self: NodeId | null,
  key: string | undefined,
  listen: string | undefined,
): Promise<Check[]> {
  const { nodes, roundTimeoutMs } = config;
  const isKnown = nodes.some(({ id, publicKey }) => id === self && publicKey !== undefined);
  const needsKey = isKnown && key === undefined;
  const keys = self === null || key === undefined ? undefined : keysFor(config, self, key)?.links;
  const { memory, availableBytes } = feasibilityOf(new Run(config), {});
  const machine = [
    checkNode(process.versions.node, nodeRange()),
    checkOpenFiles(
      nodes.length,
      nodes.filter(({ address }) => parseAddress(address)?.kind === "name").length,
    ),
    self === null
      ? checkMemory(`all ${nodes.length} nodes here`, memory.allBytes, availableBytes)
      : checkMemory(`node ${self}`, memory.nodeBytes, availableBytes),
    ...(await checkTime(roundTimeoutMs)),
  ];
  const zeromq = await checkZeromq();
  const ports = await checkPorts(nodes, self, listen);
  return [...machine, ...zeromq, ...ports, ...(await peersOf())];

  async function peersOf(): Promise<readonly Check[]> {
    if (self === null) return checkNames(nodes);
    if (zeromq.some(({ status }) => status === "failed")) return [];
    if (!needsKey) return checkPeers(nodes, self, keys);
    return [
      warning("peers", "not dialled: they admit known keys only", `give node ${self}'s key with --key FILE`),
    ];
  }
}

const COLOURS = { ok: pc.green, warning: pc.yellow, failed: pc.red } as const;

function checkText({ name, status, detail, fix }: Check): string {
  const line = `${COLOURS[status](status.padEnd(7))}  ${name.padEnd(10)}  ${detail}\n`;
  return fix === null ? line : `${line}${" ".repeat(21)}fix: ${asTyped(fix)}\n`;
}
