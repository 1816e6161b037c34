/** Real processes whose members change while a client appends: a fifth joins, the first leaves, and the same group goes on. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { dataFolder, keyFile } from "../../src/cli/log-folder.js";
import { freeAddresses } from "../../src/cluster/ports.js";
import { endsWithTest, logOf, MAIN, ServedGroup, testFolder } from "./family.js";

function strategos(...args: string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...process.env, NO_COLOR: "1" } });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const)
    child[stream].setEncoding("utf8").on("data", (text: string) => void (said[stream] += text));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, ...said })));
}

it("members add and remove, while a client goes on; each entry is verifiable by the first configuration", async () => {
  const folder = testFolder();
  const at = ["--data", folder];
  const group = await ServedGroup.start(folder, "--nodes", "4");
  const { client } = group.members[2]!;
  const configuration = readFileSync(join(folder, "group.yaml"), "utf8");
  expect(await strategos("serve", "--all", ...at)).toMatchObject({
    status: 69,
    stderr: expect.stringMatching(
      /^strategos: the group in \S+ is served already: a member answers at http:/,
    ),
  });
  expect(readFileSync(join(folder, "group.yaml"), "utf8")).toBe(configuration);
  const work = { isOver: false };
  const appends = (async () => {
    let sequence = 0;
    for (; !work.isOver; sequence++) {
      const body = JSON.stringify({ command: { put: ["n", sequence] }, client: "c", sequence });
      const response = await fetch(`${client}/v1/commands`, { method: "POST", body });
      if (!response.ok) throw new Error(await response.text());
    }
    return sequence;
  })();
  expect(await strategos("members", "add", ...at)).toMatchObject({
    status: 0,
    stdout: "node 5 is a member: this is epoch 1\n",
  });
  expect(await strategos("members", "remove", "1", ...at)).toMatchObject({
    status: 0,
    stdout: "node 1 is no member any more: this is epoch 2\n",
  });
  // asked again it is done; whoever mistypes an id is told that nobody was removed
  expect(await strategos("members", "remove", "1", ...at)).toMatchObject({ status: 0 });
  expect(await strategos("members", "remove", "9", ...at)).toMatchObject({
    status: 64,
    stderr: "strategos: node 9 never was a member\n  fix: name one of the members: 2, 3, 4, 5\n",
  });
  expect(await strategos("members", "remove", "2", ...at)).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("4 members are the fewest that bear a fault"),
  });
  work.isOver = true;
  const count = await appends;
  await group.stop();

  const again = await ServedGroup.start(folder);
  expect(again.members.map(({ id }) => id)).toEqual([2, 3, 4, 5]);
  const [second, , , fifth] = again.members;
  const body = JSON.stringify({ command: { put: ["last", 1] } });
  const response = await fetch(`${fifth!.client}/v1/commands`, { method: "POST", body });
  const { height, index } = (await response.json()) as { height: number; index: number };
  const entries = await logOf(second!);
  expect(entries.filter((entry) => entry.client === "c").map((entry) => entry.sequence)).toEqual(
    Array.from({ length: count }, (_, n) => n),
  );
  const file = join(folder, "proof.json");
  writeFileSync(file, await (await fetch(`${fifth!.client}/v1/log/${height}/${index}/proof`)).text());
  const verified = await strategos("verify-entry", file, "--config", join(folder, "group.yaml"), "--json");
  expect(JSON.parse(verified.stdout)).toMatchObject({ holds: true, height, index });
  await again.stop();

  const [address] = (await freeAddresses(1)) as [string];
  const own = ["--key", keyFile(folder, 5), "--data", dataFolder(folder, 5), "--port", "0"];
  const elsewhere = ["serve", "5", "--config", join(folder, "group.yaml"), ...own, "--address", address];
  const child = spawn(process.execPath, [MAIN, ...elsewhere]);
  endsWithTest(child);
  const [line] = (await once(createInterface(child.stderr), "line")) as [string];
  expect(line).toMatch(/^the others dial member 5 at tcp:\S+, where the log has it, and not at tcp:/);
});
