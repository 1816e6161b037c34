/**
 * The folder of a whole group on this machine: its configuration, a folder a member with key and data, and where the members
 * answer. What is there goes on; what is not is made.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { areFree, freeAddresses } from "../cluster/ports.js";
import type { Config, NodeEntry } from "../config/config.js";
import { entryText } from "../config/entries.js";
import { keyFileText } from "../config/key-file.js";
import { makeKeyPair, makeSigningKeyPair } from "../config/keys.js";
import { durationText } from "../config/values.js";
import { printable } from "../core/printable.js";
import type { LogNode, Members } from "../log/members.js";
import { EXIT, usage } from "./exit.js";
import { makeFolder, replaceFile, writeNewFile } from "./files.js";
import { readNamedFile } from "./reading.js";
import { readConfiguration } from "./settings.js";

export const configFile = (folder: string): string => join(folder, "group.yaml");
export const keyFile = (folder: string, id: number): string => join(folder, `member-${id}`, "member.key");
export const dataFolder = (folder: string, id: number): string => join(folder, `member-${id}`, "data");
const joinedFile = (folder: string): string => join(folder, "joined.json");
const membersFile = (folder: string): string => join(folder, "members.json");

/** A group that is there has as many members as somebody gives, or nobody gives a number. */
export function refuseOtherSize(folder: string, count: number | null): void {
  if (count === null || !existsSync(configFile(folder))) return;
  const { length } = readConfiguration(configFile(folder)).nodes;
  if (count === length) return;
  const cause = `${printable(folder)} holds a group of ${length} members, and not of ${count}`;
  throw usage(cause, "leave --nodes out, or name another folder");
}

/** `count`: how many members a new group has. */
export async function groupIn(folder: string, count: number | null, roundTimeout: string): Promise<Config> {
  if (!existsSync(configFile(folder))) await makeGroup(folder, count ?? 4, roundTimeout);
  return readConfiguration(configFile(folder));
}

/** The group where its members can listen: where others have taken an address since, all get free ones. */
export async function atFreeAddresses(folder: string, config: Config): Promise<Config> {
  if (await areFree(config.nodes.map(({ address }) => address))) return config;
  // addresses are no part of what the members sign: others do as well
  const addresses = await freeAddresses(config.nodes.length);
  const moved = config.nodes.map((node, at) => ({ ...node, address: addresses[at] as string }));
  await replaceFile(configFile(folder), [configText(moved, durationText(config.roundTimeoutMs))]);
  return readConfiguration(configFile(folder));
}

/** Keys first, the configuration last: a folder with one is whole. */
async function makeGroup(folder: string, count: number, roundTimeout: string): Promise<void> {
  if (count < 1 || count > 40) throw usage(`a group of ${count} members`, "give --nodes from 4 to 40");
  const addresses = await freeAddresses(count);
  const nodes = addresses.map((address, at): NodeEntry => {
    const id = at + 1;
    return { id, address, ...makeKeys(folder, id) };
  });
  writeNewFile(configFile(folder), configText(nodes, roundTimeout));
}

function makeKeys(folder: string, id: number): { readonly publicKey: string; readonly signingKey: string } {
  const keys = { ...makeKeyPair(), ...makeSigningKeyPair() };
  makeFolder(join(folder, `member-${id}`));
  writeNewFile(keyFile(folder, id), keyFileText(keys), 0o600);
  return { publicKey: keys.publicKey, signingKey: keys.signingKey };
}

function configText(nodes: readonly NodeEntry[], roundTimeout: string): string {
  return [
    "# The members of a log on this machine, made by: strategos serve --all\n",
    `version: 1\nroundTimeout: ${roundTimeout}\nnodes:\n`,
    ...nodes.map((node) => `  - ${entryText(node)}\n`),
  ].join("");
}

/** Members that came later; they are no part of the configuration, which names the first ones. */
export function joinedIn(folder: string): readonly LogNode[] {
  try {
    return JSON.parse(readFileSync(joinedFile(folder), "utf8")) as LogNode[];
  } catch {
    return [];
  }
}

/** A new member's folder, key and address; one that is there already is given again. */
export async function joinFolder(folder: string, id: number): Promise<LogNode> {
  const joined = joinedIn(folder);
  const known = joined.find((one) => one.id === id);
  if (known) return known;
  const [address] = (await freeAddresses(1)) as [string];
  const { publicKey, signingKey } = makeKeys(folder, id);
  const node = { id, address, publicKey, signingKey };
  await replaceFile(joinedFile(folder), [`${JSON.stringify([...joined, node])}\n`]);
  return node;
}

export function keyFilesIn(folder: string, { members }: Pick<Members, "members">): string[] {
  return members.map(({ id }) => keyFile(folder, id)).filter((file) => existsSync(file));
}

export interface MemberAddress {
  readonly id: number;
  readonly client: string;
}

/** For `append`, `log` and `status`. */
export function writeMembers(folder: string, members: readonly MemberAddress[]): Promise<void> {
  return replaceFile(membersFile(folder), [`${JSON.stringify({ members })}\n`]);
}

export function readMembers(folder: string): readonly MemberAddress[] {
  const fix = "start the group with: strategos serve --all --data FOLDER, or name a member with --at URL";
  const text = readNamedFile(membersFile(folder), {
    what: "where the members answer",
    bytesMax: 65_536,
    exitCode: EXIT.usage,
    fix,
  });
  try {
    return (JSON.parse(text) as { members: MemberAddress[] }).members;
  } catch {
    throw usage(`${printable(membersFile(folder))} does not say where members answer`, fix);
  }
}
