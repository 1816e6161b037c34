/**
 * A member that really lies beside three that are served: it signs two blocks whenever it leads. What they keep of it proves it
 * to a stranger, their recording tells it, they go on, and what came of a command is believed of no single member.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { configFile, dataFolder, groupIn, keyFile } from "../../src/cli/log-folder.js";
import { readKeyFile } from "../../src/config/key-file.js";
import { bundled } from "../chaos/bundled.js";
import type { Birth } from "../chaos/log/member.js";
import {
  type Address,
  endsWithTest,
  logOf,
  served,
  strategos,
  strategosBeside,
  testFolder,
} from "./family.js";

const LIAR = 4;
let program: string;

beforeAll(() => {
  program = join(bundled("chaos/liar", ["test/chaos/log/member.ts"]), "../member.js");
});

function lying(folder: string, address: string): void {
  const { secretKey, signingSecret } = readKeyFile(keyFile(folder, LIAR));
  const birth: Birth = {
    ...{ id: LIAR, config: readFileSync(configFile(folder), "utf8"), listen: address, skewMs: 0 },
    ...{ folder: dataFolder(folder, LIAR), secretKey, signingSecret: signingSecret!, lie: "equivocate" },
  };
  endsWithTest(fork(program, [JSON.stringify(birth)], { stdio: "ignore" }));
}

/** Says to whatever is asked that it was done, and where: somewhere earlier. */
async function namingAnother(height: number): Promise<string> {
  const server = createServer((request, response) => {
    response.statusCode = request.method === "POST" ? 200 : 404;
    response.end(JSON.stringify({ height, index: 0, result: true, repeated: false }));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it("is proved a liar by what it signed, and the others go on", async () => {
  const folder = testFolder();
  const config = await groupIn(folder, 4, "900ms");
  lying(folder, config.nodes[LIAR - 1]!.address);
  const record = join(folder, "recording");
  const members = await Promise.all([1, 2, 3].map((id) => served(folder, id, { record })));
  const at = members.map(({ client }) => client).join();
  const hasEvidence = async ({ client }: Address) => {
    const status = await (await fetch(`${client}/v1/status`)).json();
    return (status as { evidence: { by: number }[] }).evidence.some(({ by }) => by === LIAR);
  };
  const put = (k: number) =>
    fetch(`${members[k % 3]!.client}/v1/commands`, {
      method: "POST",
      body: JSON.stringify({ command: { put: ["key", k] }, client: "c", sequence: k }),
    });
  let commands = 0;
  do expect((await put(commands++)).status).toBe(200);
  while (commands < 40 && !(await Promise.all(members.map(hasEvidence))).every(Boolean));
  expect(await Promise.all(members.map(hasEvidence))).toEqual([true, true, true]);

  const trusted = ["--config", configFile(folder)];
  expect(strategos("status", "--at", at).stdout).toContain(`it holds evidence against member ${LIAR}`);
  const evidence = strategos("log", "--at", at, "--evidence", `${LIAR}`);
  const file = join(folder, "evidence.json");
  writeFileSync(file, evidence.stdout);
  expect(strategos("verify-evidence", file, ...trusted)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(
      /^valid: member 4 (proposed two blocks|voted notarize for two blocks) in view \d+ of epoch 0, which no loyal member does\n/,
    ),
  });
  const others = testFolder();
  await groupIn(others, 4, "900ms");
  expect(strategos("verify-evidence", file, "--config", configFile(others))).toMatchObject({
    status: 1,
    stdout: expect.stringContaining("not valid: this is not the key of member 4"),
  });
  expect(strategos("log", "--at", at, "--evidence", "2")).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("no member has evidence against member 2"),
  });

  const vouched = strategos("append", "--at", at, "--vouched", ...trusted, "put", "key", "vouched");
  expect(vouched).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^done at height \d+, index 0: true, as members \d, \d(, \d)? signed\n$/),
  });
  const height = /height (\d+)/.exec(vouched.stdout)![1]!;
  const lies = ["append", "--at", `${await namingAnother(Number(height))},${at}`, "--vouched", ...trusted];
  const named = ["--client", "c2", "--sequence", "0", "put", "key", "vouched"];
  expect(await strategosBeside(...lies, ...named)).toMatchObject({
    status: 2,
    stdout: "",
    stderr: expect.stringContaining("where another command stands: it lies"),
  });
  const fromMs = performance.now();
  const oneWord = strategos("log", "--at", members[0]!.client, "--proof", `${height}.0`, ...trusted);
  expect(oneWord).toMatchObject({ status: 2, stderr: expect.stringContaining("of 1 members asked 1 gave") });
  expect(performance.now() - fromMs).toBeLessThan(9000);
  const proof = strategos("log", "--at", at, "--proof", `${height}.0`, ...trusted);
  writeFileSync(file, proof.stdout);
  expect(strategos("verify-entry", file, ...trusted)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/ {2}result {4}true, signed by members \d, \d/),
  });

  expect(strategos("explain", record)).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/can\s+prove\s+that\s+member\s+4/),
  });
  const logs = await Promise.all(members.map((member) => logOf(member)));
  const shortest = Math.min(...logs.map(({ length }) => length));
  expect(shortest).toBeGreaterThanOrEqual(commands);
  for (const log of logs) expect(log.slice(0, shortest)).toEqual(logs[0]!.slice(0, shortest));
});
