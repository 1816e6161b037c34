/**
 * What programs of others are handed for one run: the configuration as each may know it and its own keys, in files that only
 * this user can read, in a folder that is gone with the run.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filled } from "../config/command.js";
import type { Config } from "../config/config.js";
import { handedText } from "../config/handed.js";
import { keyFileText, type NodeKeys } from "../config/key-file.js";
import type { NodeId } from "../core/group.js";
import type { RunLine } from "../recording/recording.js";
import type { ProgramOrder } from "./program.js";

export interface HandedOver {
  readonly orders: ReadonlyMap<NodeId, ProgramOrder>;
  remove(): void;
}

export interface Handing {
  readonly config: Config;
  /** a node's secrets; undefined where links have no keys */
  readonly keysOf: (id: NodeId) => NodeKeys | undefined;
  /** where the commands are started */
  readonly folder: string;
  readonly run: RunLine;
}

/** Writes nothing where no node is a program of another. */
export function handOver({ config, keysOf, folder, run }: Handing): HandedOver {
  const programs = config.nodes.flatMap(({ id, command }) => (command ? [{ id, command }] : []));
  if (programs.length === 0) return { orders: new Map(), remove: () => {} };
  const place = mkdtempSync(join(tmpdir(), "strategos-run-"));
  const put = (name: string, text: string): string => {
    writeFileSync(join(place, name), text, { mode: 0o600 });
    return join(place, name);
  };
  const orders = programs.map(({ id, command }): [NodeId, ProgramOrder] => {
    const file = put(`node-${id}.json`, handedText(config, id));
    const keys = keysOf(id);
    const key = keys ? put(`node-${id}.key`, keyFileText(keys)) : "";
    const words = filled(command, { id: String(id), config: file, key });
    const env = { STRATEGOS_ID: String(id), STRATEGOS_CONFIG: file, ...(keys && { STRATEGOS_KEY: key }) };
    return [id, { command: words, folder, env, run }];
  });
  return { orders: new Map(orders), remove: () => rmSync(place, { recursive: true, force: true }) };
}
