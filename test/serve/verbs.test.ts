/** The verbs of a served log, on the built program. */
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { configFile, dataFolder, groupIn, keyFile } from "../../src/cli/log-folder.js";
import { makeSigningKeyPair } from "../../src/config/keys.js";
import { ServedGroup, strategos, testFolder } from "./family.js";

it("serve, append, log, status and verify-entry, and the same group again", async () => {
  const folder = testFolder();
  const group = await ServedGroup.start(folder, "--nodes", "4");
  const at = ["--data", folder];
  expect(strategos("append", ...at, "put", "greeting", "hello")).toEqual({
    status: 0,
    stdout: "done at height 1, index 0: true\n",
    stderr: "",
  });
  const named = ["--client", "c1", "--sequence", "0"];
  expect(strategos("append", ...at, "cas", "greeting", "hello", "2", ...named).stdout).toBe(
    "done at height 2, index 0: true\n",
  );
  expect(strategos("append", ...at, '{"cas":["greeting","hello",2]}', ...named).stdout).toBe(
    "done before at height 2, index 0: true\n",
  );
  const conflict = strategos("append", ...at, "delete", "greeting", ...named);
  expect(conflict).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("done was the command of digest"),
  });
  expect(strategos("append", ...at, "put", "greeting").status).toBe(64);
  expect(strategos("log", ...at).stdout).toBe(
    '1.0 {"put":["greeting","hello"]} → true\n2.0 c1#0 {"cas":["greeting","hello",2]} → true\n',
  );
  expect(strategos("status", ...at)).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("member 4 at http"),
  });
  const proof = join(folder, "proof.json");
  const config = ["--config", join(folder, "group.yaml")];
  writeFileSync(proof, await (await fetch(`${group.members[1]!.client}/v1/log/2/0/proof`)).text());
  expect(strategos("verify-entry", proof, ...config)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^valid: a quorum .* finalized this command at height 2, index 0\n/),
  });
  writeFileSync(proof, "{}");
  expect(strategos("verify-entry", proof, ...config)).toMatchObject({
    status: 1,
    stdout: "not valid: it is no proof of an entry\n",
  });
  // a key may be called as a verb is
  expect(strategos("append", ...at, "put", "status", "run").stdout).toBe("done at height 3, index 0: true\n");
  await group.stop();
  expect(strategos("append", ...at, "put", "greeting", "1")).toMatchObject({
    status: 69,
    stderr: expect.stringContaining("no member answers"),
  });
  for (const nobody of ["http://127.0.0.1:1", "http://nobody.invalid:7301"])
    expect(strategos("members", "--at", nobody)).toMatchObject({ status: 69, stdout: "" });
  const again = await ServedGroup.start(folder);
  expect(strategos("log", "--at", again.members[2]!.client, "--from", "2").stdout).toMatch(/^2\.0 /);
  expect(strategos("serve", "--all", ...at, "--nodes", "7")).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("holds a group of 4 members, and not of 7"),
  });
});

it("a group that cannot write down where its members answer says where, goes on, and does once it can", async () => {
  const folder = testFolder();
  const file = join(folder, "members.json");
  mkdirSync(file);
  const group = await ServedGroup.start(folder, "--nodes", "4");
  const put = (...where: string[]) => strategos("append", ...where, "put", "greeting", "hello").stdout;
  expect(put("--at", group.members[0]!.client)).toMatch(/^done at height 1/);
  expect(group.stderr).toContain("members.json cannot be written: it is a folder; it is tried again");
  const changes = watch(folder);
  onTestFinished(() => changes.close());
  rmdirSync(file);
  while (!existsSync(file)) await once(changes, "change");
  expect(put("--data", folder)).toMatch(/^done at height 2/);
});

it("a group whose members have all ended for good ends, too, with 78", async () => {
  const folder = testFolder();
  await (await ServedGroup.start(folder, "--nodes", "4")).stop();
  for (const id of [1, 2, 3, 4]) rmSync(dataFolder(folder, id), { recursive: true });
  const { status, stdout, stderr } = strategos("serve", "--all", "--data", folder, "--json", "--quiet");
  expect({ status, stdout }).toEqual({ status: 78, stdout: "" });
  expect(stderr).toMatch(
    /^strategos: none of the members can be served any more; of the last it was said:\n.*the key .* has signed a log that is not in this data folder\n/,
  );
});

it("what is missing to serve is said", () => {
  expect(strategos("serve")).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("which member is this?"),
  });
  expect(strategos("serve", "--all")).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("--data is missing"),
  });
  expect(strategos("append", "put", "a", "1")).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("which log?"),
  });
});

it("a member whose log is lost ends with 78, for no other start helps", async () => {
  const folder = testFolder();
  await groupIn(folder, 4, "1s");
  writeFileSync(`${keyFile(folder, 1)}.used`, `{"log":"${"0".repeat(32)}"}\n`);
  const files = [
    "--config",
    configFile(folder),
    "--key",
    keyFile(folder, 1),
    "--data",
    dataFolder(folder, 1),
  ];
  expect(strategos("serve", "1", ...files)).toMatchObject({
    status: 78,
    stderr: expect.stringMatching(/has signed a log that is not in this data folder\n {2}fix: .*members add/),
  });
});

it("a port that is none is told before there is a member, which would stay", async () => {
  const folder = testFolder();
  await groupIn(folder, 4, "1s");
  const own = ["--key", keyFile(folder, 1), "--data", dataFolder(folder, 1)];
  expect(strategos("serve", "1", "--config", configFile(folder), ...own, "--port", "abc")).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("--port abc is not a port"),
  });
  expect(existsSync(dataFolder(folder, 1))).toBe(false);
});

it("a key that is not this member's ends with 78, and marks nothing", async () => {
  const folder = testFolder();
  await groupIn(folder, 4, "1s");
  const serve = (id: number, key: string, ...more: string[]) =>
    strategos(
      "serve",
      `${id}`,
      "--config",
      configFile(folder),
      "--key",
      key,
      "--data",
      dataFolder(folder, id),
      ...more,
    );
  const named = (id: number) =>
    `${keyFile(folder, id)} is not the key that the configuration names for node 1`;
  expect(serve(1, keyFile(folder, 2))).toMatchObject({
    status: 78,
    stderr: expect.stringMatching(
      `${named(2)}\n {2}fix: .*own file, or where it is lost, .* strategos members add,`,
    ),
  });
  const [own, other] = [1, 2].map((id) => JSON.parse(readFileSync(keyFile(folder, id), "utf8")));
  writeFileSync(
    keyFile(folder, 1),
    JSON.stringify({ ...own, publicKey: other.publicKey, secretKey: other.secretKey }),
  );
  expect(serve(1, keyFile(folder, 1))).toMatchObject({
    status: 78,
    stderr: expect.stringMatching(`${named(1)}\n {2}fix: .* put the new publicKey into`),
  });
  expect(serve(5, keyFile(folder, 2), "--address", "tcp://127.0.0.1:1")).toMatchObject({
    status: 78,
    stderr: expect.stringMatching(/is the key of node 2\n {2}fix: make one for node 5/),
  });
  const mixed = join(folder, "mixed.key");
  const { signingKey, signingSecret } = makeSigningKeyPair();
  writeFileSync(mixed, JSON.stringify({ ...other, signingKey, signingSecret }), { mode: 0o600 });
  expect(serve(5, mixed, "--address", "tcp://127.0.0.1:1")).toMatchObject({
    status: 78,
    stderr: expect.stringMatching(/is the key of node 2\n/),
  });
  writeFileSync(
    configFile(folder),
    readFileSync(configFile(folder), "utf8").replaceAll(/, signingKey: "\w+"/g, ""),
  );
  expect(serve(2, keyFile(folder, 2))).toMatchObject({
    status: 78,
    stderr: expect.stringMatching(/nodes have no signingKey: 1, 2, 3, 4\n {2}fix: /),
  });
  for (const id of [1, 2]) expect(existsSync(`${keyFile(folder, id)}.used`)).toBe(false);
});
