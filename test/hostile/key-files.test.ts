/** Secret key files, and what `node` refuses beyond this machine. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { expect, it } from "vitest";
import { makeKeyPair } from "../../src/config/keys.js";
import { MAIN, strategos, temporaryFolder } from "../run/strategos.js";
import { stage } from "./stage.js";

it("keygen writes a file for its owner's eyes only, prints no secret, and overwrites nothing", async () => {
  const file = `${temporaryFolder()}/node.key`;
  const made = await strategos("keygen", file);
  const { publicKey, secretKey, signingKey, signingSecret } = JSON.parse(
    readFileSync(file, "utf8"),
  ) as Record<string, string>;
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const line = `publicKey: ${JSON.stringify(publicKey)}, signingKey: ${JSON.stringify(signingKey)}\n`;
  expect(made).toMatchObject({ code: 0, stdout: line, stderr: "" });
  for (const secret of [secretKey, signingSecret]) expect(made.stdout).not.toContain(secret);
  const again = await strategos("keygen", file);
  expect(again.code).toBe(64);
  expect(again.stderr).toContain("exists already");
  expect(readFileSync(file, "utf8")).toContain(secretKey);
});

it.each([0o640, 0o604, 0o660, 0o644])("a key file of mode %o is refused", async (mode) => {
  const on = await stage({ n: 4 });
  chmodSync(on.keyFile(2), mode);
  const { code, stderr } = await strategos("node", "2", "--config", on.file, "--key", on.keyFile(2));
  expect(code).toBe(78);
  expect(stderr).toMatch(/others can read the key file .*\n {2}fix: chmod 600/);
  expect(stderr).not.toContain(on.keys.get(2)!.secretKey);
});

it("a key file of another node, a damaged one and none are refused, and no secret is shown", async () => {
  const on = await stage({ n: 4 });
  const node = (...more: string[]) => strategos("node", "2", "--config", on.file, ...more);
  const damaged = `${temporaryFolder()}/damaged.key`;
  const { secretKey } = on.keys.get(2)!;
  writeFileSync(damaged, `{"publicKey":"short","secretKey":${JSON.stringify(secretKey)}}`, { mode: 0o600 });
  // The public half is right, the secret is another's: with it the node could neither be heard nor hear.
  const mixed = `${temporaryFolder()}/mixed.key`;
  const { publicKey } = on.keys.get(2)!;
  writeFileSync(mixed, JSON.stringify({ publicKey, secretKey: makeKeyPair().secretKey }), { mode: 0o600 });
  const refusals = await Promise.all([
    node(),
    node("--key", on.keyFile(3)),
    node("--key", damaged),
    node("--key", mixed),
    node("--key", "/nowhere/node.key"),
  ]);
  expect(refusals.map(({ code }) => code)).toEqual([64, 78, 78, 78, 78]);
  const said = refusals.map(({ stderr }) => stderr);
  expect(said[0]).toContain("give its secret with --key FILE");
  expect(said[1]).toContain("is not the key that the configuration names for node 2");
  expect(said[2]).toContain("is not a key file");
  expect(said[3]).toContain("do not belong together");
  expect(said[4]).toContain("node.key does not exist");
  expect(said.join("")).not.toContain(secretKey);
});

it("for a key file that may not be read no new key is made: whoever removes it first has lost one", async () => {
  const { file } = await stage({ n: 4 });
  const key = `${temporaryFolder()}/mine.key`;
  writeFileSync(key, "{}", { mode: 0o000 });
  // root may read all files
  const other = process.getuid?.() === 0 ? { uid: 65534 } : {};
  chmodSync(dirname(file), 0o755);
  chmodSync(file, 0o644);
  const { stderr } = spawnSync(process.execPath, [MAIN, "node", "2", "--config", file, "--key", key], {
    ...other,
    encoding: "utf8",
  });
  expect(stderr).toMatch(/mine\.key may not be read by you\n {2}fix: run this as its owner/);
});

it("beyond this machine: no nodes without keys but with --insecure, no traitors but with --lab", async () => {
  const folder = temporaryFolder();
  const nodes = (withKeys: boolean) =>
    [1, 2, 3, 4].map((id) => {
      const key = withKeys ? `, publicKey: ${JSON.stringify(makeKeyPair().publicKey)}` : "";
      return `  - { id: ${id}, address: "tcp://192.0.2.${id}:7101"${key} }`;
    });
  const write = (name: string, lines: readonly string[]) => {
    writeFileSync(`${folder}/${name}`, ["version: 1", "nodes:", ...lines, ""].join("\n"));
    return `${folder}/${name}`;
  };
  const open = write("open.yaml", nodes(false));
  const lab = write("lab.yaml", [...nodes(true), "traitors: [{ id: 2, strategy: flip }]"]);
  const [refusedOpen, insecure, refusedLab, allowedLab] = await Promise.all([
    strategos("node", "1", "--config", open),
    strategos("node", "1", "--config", open, "--insecure"),
    strategos("node", "1", "--config", lab),
    strategos("node", "1", "--config", lab, "--lab"),
  ]);
  expect([refusedOpen.code, refusedLab.code]).toEqual([78, 78]);
  expect(refusedOpen.stderr).toMatch(/have no publicKey \(.*\), and anybody could speak for them\n {2}fix: /);
  expect(refusedLab.stderr).toMatch(/lists traitors, and nodes are beyond this machine \(.*\)\n {2}fix: /);
  // The flags lift the refusals: then it is the address that is not this machine's, and the key that is missing.
  expect([insecure.code, allowedLab.code]).toEqual([69, 64]);
});
