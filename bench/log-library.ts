/** Members of a log through the library, each a process of its own; the first one is asked. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freeAddresses } from "../src/cluster/ports.js";
import { makeKeyPair, makeSigningKeyPair } from "../src/config/keys.js";

const MEMBER = fileURLToPath(new URL("../../bench/log-member.mjs", import.meta.url));

export interface LibraryGroup {
  readonly pids: readonly number[];
  /** How long each command took, ms. */
  readonly load: (inFlight: number, spanMs: number) => Promise<number[]>;
  readonly stop: () => Promise<void>;
}

export async function startLibrary(n: number, folder: string): Promise<LibraryGroup> {
  const made = (await freeAddresses(n)).map((address, at) => {
    const [{ publicKey, secretKey }, { signingKey, signingSecret }] = [makeKeyPair(), makeSigningKeyPair()];
    return { node: { id: at + 1, address, publicKey, signingKey }, secret: { secretKey, signingSecret } };
  });
  const nodes = made.map(({ node }) => node);
  const config = JSON.stringify({ version: 1, roundTimeout: "3s", nodes });
  const secrets = made.map(({ secret }) => secret);
  writeFileSync(join(folder, "group.json"), JSON.stringify({ config, secrets }), { mode: 0o600 });
  const children = nodes.map(({ id }) =>
    spawn(process.execPath, [MEMBER, folder, String(id)], { stdio: ["ignore", "ignore", "inherit", "ipc"] }),
  );
  await Promise.all(children.map((child) => once(child, "message")));
  const [first] = children as [ChildProcess];
  return {
    pids: children.flatMap(({ pid }) => pid ?? []),
    async load(inFlight, spanMs) {
      first.send({ inFlight, spanMs });
      return ((await once(first, "message")) as [number[]])[0];
    },
    async stop() {
      const exits = children.map((child) => once(child, "exit"));
      for (const child of children) child.disconnect();
      await Promise.all(exits);
    },
  };
}
