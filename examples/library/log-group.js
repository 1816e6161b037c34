/** Four members of a log in this process, for the examples beside: keys and folders are made in FOLDER, and used again. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { joinLog, makeKeyPair, makeSigningKeyPair, parseConfig } from "strategos";

export async function joinAll(folder, machineOf) {
  const { nodes, secrets } = await group(folder);
  const config = parseConfig(JSON.stringify({ version: 1, roundTimeout: "1s", nodes }));
  return Promise.all(
    secrets.map((secret, at) =>
      joinLog({
        config,
        id: at + 1,
        ...secret,
        folder: join(folder, `member-${at + 1}`),
        machine: machineOf?.(),
      }),
    ),
  );
}

async function group(folder) {
  const file = join(folder, "group.json");
  if (!existsSync(file)) {
    const secrets = [1, 2, 3, 4].map(() => ({ ...makeKeyPair(), ...makeSigningKeyPair() }));
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  }
  const keys = JSON.parse(readFileSync(file, "utf8"));
  const ports = await Promise.all(keys.map(freePort));
  return {
    nodes: keys.map(({ publicKey, signingKey }, at) => ({
      id: at + 1,
      address: `tcp://127.0.0.1:${ports[at]}`,
      publicKey,
      signingKey,
    })),
    secrets: keys.map(({ secretKey, signingSecret }) => ({ secretKey, signingSecret })),
  };
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
