/**
 * A node that its peers know by another key. It was told that *they* do not speak this protocol. Siblings looked for:
 * what the peers are told of its dials, and of theirs to it, with a key that it does not have.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keyFileText } from "../../src/config/key-file.js";
import { makeKeyPair } from "../../src/config/keys.js";
import { stage, startLoyal } from "../hostile/stage.js";
import { temporaryFolder } from "../run/strategos.js";

it("is told, by waiting line, end and fault, that its key is not the one the peers know", async () => {
  const on = await stage({ n: 4, lines: ["startTimeout: 12s"] });
  const other = makeKeyPair();
  const folder = temporaryFolder();
  const file = join(folder, "other.yaml");
  writeFileSync(file, readFileSync(on.file, "utf8").replace(on.keys.get(4)!.publicKey, other.publicKey));
  const keyFile = join(folder, "other.key");
  writeFileSync(keyFile, keyFileText(other), { mode: 0o600 });
  const peers = [1, 2, 3].map((id) => startLoyal(on, id));
  await Promise.all(peers.map((peer) => peer.said("waiting for its peers")));
  const odd = startLoyal({ ...on, file, keyFile: () => keyFile }, 4);
  await odd.said(
    /still waiting for nodes 1, 2 and 3\n {2}node 1: .* its key matches, and it does not know this node's key; give node 1 the same configuration/,
  );
  const { code, stderr } = await odd.ended;
  expect(stderr).toContain(
    "a connection was refused that takes this node's public key for another one: its configuration differs",
  );
  expect(stderr).not.toContain("does not speak this protocol");
  expect(code).toBe(2);
  for (const peer of peers) {
    const said = (await peer.ended).stderr;
    expect(said).toContain("a connection with an unknown public key was refused");
    expect(said).toMatch(/node 4: .* a node listens there with another key/);
    expect(said).not.toContain("does not speak this protocol");
  }
});
