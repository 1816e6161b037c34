/** A change of a log's members on its way from one operator to the next, without a group: who may sign it, and when it is handed in. */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { commandOf } from "../../src/cli/command.js";
import { EXIT } from "../../src/cli/exit.js";
import { verb } from "../../src/cli/verbs/members.js";
import { keyFileText } from "../../src/config/key-file.js";
import { makeKeyPair, makeSigningKeyPair } from "../../src/config/keys.js";

/** The files of four members and of a stranger, and a member that tells of the four. */
async function group() {
  const folder = mkdtempSync(join(tmpdir(), "strategos-members-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const written = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const pairs = Array.from({ length: 5 }, () => ({ ...makeKeyPair(), ...makeSigningKeyPair() }));
  const keys = pairs.map((pair, index) => written(`${index + 1}.key`, keyFileText(pair)));
  const members = pairs.slice(0, 4).map(({ publicKey, signingKey }, index) => {
    return { id: index + 1, address: `tcp://127.0.0.1:${index + 1}`, publicKey, signingKey };
  });
  const told = { version: 1, group: "ab".repeat(32), epoch: 3, highest: 4, members, learners: [] };
  const handedIn: unknown[] = [];
  const server = createServer((request, response) => {
    if (request.method !== "POST") return void response.end(JSON.stringify(told));
    void request.toArray().then((chunks) => {
      handedIn.push(JSON.parse(Buffer.concat(chunks).toString()));
      response.end('{"is":"done","epoch":4}');
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const at = ["--at", `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
  return { told, keys, handedIn, at, written };
}

/** What the verb prints, and its exit code. */
async function run(...args: string[]) {
  const said = { stdout: "", stderr: "" };
  const spies = (["stdout", "stderr"] as const).map((name) =>
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      said[name] += String(text);
      return true;
    }),
  );
  let code = -1;
  try {
    await commandOf("members", verb, (exitCode) => (code = exitCode)).parseAsync(args, { from: "user" });
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return { code, ...said };
}

it("is printed with 2 until a quorum has signed it, and then handed in with all signatures, by id", async () => {
  const { keys, handedIn, at, written } = await group();
  const first = await run("remove", "4", ...at, "--key", keys[2]!);
  expect(first).toMatchObject({
    code: EXIT.unknown,
    stderr: expect.stringMatching(/^2 more members have to sign it: strategos members approve FILE /),
  });
  const second = await run("approve", written("1.json", first.stdout), ...at, "--key", keys[0]!);
  expect(second).toMatchObject({
    code: EXIT.unknown,
    stderr: expect.stringMatching(/^1 more member has to sign it/),
  });
  expect(handedIn).toEqual([]);
  const third = await run("approve", written("2.json", second.stdout), ...at, "--key", keys[1]!);
  expect(third).toEqual({
    code: EXIT.holds,
    stdout: "node 4 is no member any more: this is epoch 4\n",
    stderr: "",
  });
  const approvals = [1, 2, 3].map((by) => ({ by, signature: expect.any(String) as string }));
  expect(handedIn).toEqual([{ epoch: 3, change: { remove: 4 }, approvals }]);
});

it("is refused where it is of another epoch or group, of a newer version, or signed by nobody's key", async () => {
  const { told, keys, at, written } = await group();
  const file = { version: 1, group: told.group, epoch: 3, change: { remove: 4 }, approvals: [] };
  const approve = (change: object) =>
    run("approve", written("change.json", JSON.stringify({ ...file, ...change })), ...at, "--key", keys[0]!);
  const refused = (message: string) => ({
    exitCode: EXIT.usage,
    message: expect.stringContaining(message) as string,
  });
  await expect(approve({ epoch: 2 })).rejects.toMatchObject(
    refused("the change is of epoch 2, and this is epoch 3"),
  );
  await expect(approve({ group: "cd".repeat(32) })).rejects.toMatchObject(
    refused("the change is of another group"),
  );
  await expect(approve({ version: 2 })).rejects.toMatchObject(refused("is no change of members"));
  await expect(approve({ approvals: null })).rejects.toMatchObject(refused("is no change of members"));
  await expect(run("remove", "4", ...at, "--key", keys[4]!)).rejects.toMatchObject(
    refused("5.key is the key of no present member\n  fix: give those of members: 1, 2, 3, 4"),
  );
  await expect(run("remove", "9", ...at)).rejects.toMatchObject(refused("node 9 never was a member"));
  await expect(run("add", "5", ...at)).rejects.toMatchObject(refused("a new member has an address and keys"));
  await expect(run("replace", "5", ...at)).rejects.toMatchObject(
    refused("members replace 5 is nothing that can be asked for"),
  );
});
