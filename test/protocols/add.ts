/** Adds a protocol's folder to the program as `npm run protocols` would: imported before whatever reads the tables. */

import { TABLES } from "../../scripts/tables.js";
import type { ProtocolName } from "../../src/core/group.js";
import { PROTOCOLS } from "../../src/protocols/names.js";

export async function addProtocol(protocol: string): Promise<void> {
  for (const { file, name, part, exported } of TABLES) {
    const [room, folder] = (await Promise.all([
      import(/* @vite-ignore */ `../../src/${file}`),
      import(/* @vite-ignore */ `./${protocol}/${part.replace(/\.js$/, ".ts")}`),
    ])) as Record<string, object>[];
    const share = folder?.[exported];
    if (!share) throw new Error(`${protocol}/${part} exports no ${exported}`);
    Object.assign(room?.[name] as object, { [protocol]: share });
  }
  (PROTOCOLS as unknown as ProtocolName[]).push(protocol as ProtocolName);
}
