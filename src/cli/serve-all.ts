/** All members of a log on this machine, from one folder: those of its configuration, and those that joined later. */
import type { Config } from "../config/config.js";
import type { LogNode } from "../log/members.js";
import { Family, type FamilyMember } from "../serve/family.js";
import { CliError, EXIT } from "./exit.js";
import { configFile, dataFolder, joinedIn, keyFile, type MemberAddress, writeMembers } from "./log-folder.js";

export interface ServeAll {
  readonly folder: string;
  readonly config: Config;
  /** the first member's; the others have the next ones. 0: any */
  readonly firstPort: number;
  /** the folder that all of them record in */
  readonly record: string | undefined;
  readonly say: (line: string) => void;
  /** All answer, for the first time. */
  readonly onReady: (members: readonly MemberAddress[]) => void;
  readonly ending: Promise<unknown>;
}

/** So often it is looked whether somebody has joined, and tried again to write where members answer. */
const LOOK_MS = 500;

/** Resolves when all are stopped. Rejects when each has ended for good. */
export async function serveAllMembers(group: ServeAll): Promise<void> {
  const { folder, config, firstPort, record, say, onReady, ending } = group;
  const serving = new Map<number, string>();
  /** who is to answer */
  const expected = new Set<number>();
  const started = new Set<number>();
  let isReady = false;
  let isUnwritten = false;
  const tell = async () => {
    const list = [...serving].map(([id, client]): MemberAddress => ({ id, client }));
    if (list.length < expected.size) return;
    const sorted = list.toSorted((a, b) => a.id - b.id);
    try {
      await writeMembers(folder, sorted);
      isUnwritten = false;
    } catch (error) {
      if (!isUnwritten) say(unwrittenText(error as Error));
      isUnwritten = true;
    }
    if (!isReady) onReady(sorted);
    isReady = true;
  };
  const memberOf = (node: Pick<LogNode, "id" | "address">, at: number): FamilyMember => {
    expected.add(node.id);
    started.add(node.id);
    const isFirst = config.nodes.some(({ id }) => id === node.id);
    const more = [
      ...(isFirst ? [] : ["--address", node.address]),
      ...(record === undefined ? [] : ["--record", record]),
    ];
    return {
      id: node.id,
      args: (port) => [...argsOf(folder, node.id, port || (firstPort && firstPort + at)), ...more],
    };
  };
  const later = () => joinedIn(folder).filter(({ id }) => !started.has(id));
  const members = [...config.nodes, ...later()].map(memberOf);
  let allLeft: (last: string) => void = () => undefined;
  const left = new Promise<string>((resolve) => {
    allLeft = resolve;
  });
  const family = new Family([process.execPath, process.argv[1] as string], members, {
    onServing: (id, client) => {
      const isNews = serving.get(id) !== client;
      serving.set(id, client);
      if (isNews) void tell();
      else say(`member ${id} answers again`);
    },
    onLeft: (id, words) => {
      say(`member ${id} is served no more${lastOf(words)}`);
      serving.delete(id);
      expected.delete(id);
      if (expected.size === 0) allLeft(words);
      else void tell();
    },
    onEnd: (id, how, words, againMs) =>
      say(`member ${id} ended (${how}) and is started again in ${againMs} ms${lastOf(words)}`),
  });
  const look = setInterval(() => {
    for (const node of later()) family.add(memberOf(node, node.id - 1));
    if (isUnwritten) void tell();
  }, LOOK_MS);
  const last = await Promise.race([ending, left]);
  clearInterval(look);
  await family.stop();
  if (typeof last !== "string") return;
  const cause = `none of the members can be served any more; of the last it was said${lastOf(last)}`;
  throw new CliError(
    EXIT.config,
    cause,
    "name another folder for a new group, if none of them can come back",
  );
}

function unwrittenText({ message }: Error): string {
  const [cause] = message.split("\n");
  return `${cause}; it is tried again, and until then append, log and status may not find each member by --data`;
}

function lastOf(words: string): string {
  const last = words.trim().split("\n").slice(-3).join("\n  ");
  return last && `:\n  ${last}`;
}

function argsOf(folder: string, id: number, port: number): string[] {
  const group = ["--config", configFile(folder)];
  const own = ["--key", keyFile(folder, id), "--data", dataFolder(folder, id)];
  return ["serve", String(id), ...group, ...own, "--port", String(port), "--json"];
}
