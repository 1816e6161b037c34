/**
 * Two copies of one member on real links: its key in two processes with a folder each, dialled by different members, as after
 * a machine was cloned. One of them sees what the other signed and stops for good; the others hold one log and go on.
 */
import { cpSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { joinLog } from "../../src/member/log/join-log.js";
import type { LogMember } from "../../src/member/log/log-member.js";
import { LogGroup } from "./group.js";

const TWIN = 1;

it("a member that was copied stops for good when it sees its copy's signature, and the others go on", async () => {
  const group = await LogGroup.of(4, {}, "600ms");
  const [own] = group.options as [LogGroup["options"][number]];
  const [address] = (await freeAddresses(1)) as [string];
  // member 4 dials another machine for member 1 than members 2 and 3 do
  const nodes = own.config.nodes.map((node) => (node.id === TWIN ? { ...node, address } : node));
  const moved = { ...own.config, nodes };
  const keyFile = join(group.folder, "copy.key");
  const folder = join(group.folder, "copy");
  const copied = { ...own, config: moved, listen: address, folder, keyFile };
  const [first, copy, second, ...more] = await Promise.all([
    group.start(TWIN),
    joinLog(copied),
    group.start(2),
    group.start(3),
    group.start(4, { config: moved }),
  ]);
  const others = [second, ...more];
  onTestFinished(() => copy.close());
  const failed = await stopped([first, copy], second);
  expect(failed.failure).toMatchObject({
    reason: "copied",
    message: expect.stringMatching(
      /^the key of member 1 signed in view \d+ of epoch 0 what this folder does not hold/,
    ),
  });
  await expect(failed.submit({ put: ["n", 0] })).rejects.toMatchObject({ reason: "notDone" });

  for (const member of others)
    expect(await member.submit({ put: ["after", member.id] })).toMatchObject({ result: true });
  for (const member of others) await member.read("after");
  const height = Math.min(...others.map(({ status }) => status.height));
  const logOf = (member: LogMember) => Array.from({ length: height }, (_, at) => member.entriesAt(at + 1));
  for (const member of others) {
    expect(logOf(member)).toEqual(logOf(second));
    expect(member.evidence.filter(({ by }) => by !== TWIN)).toEqual([]);
  }
  await failed.close();
  const again = failed === copy ? copied : own;
  await expect(joinLog(again)).rejects.toMatchObject({ reason: "copied" });
});

/** Whichever of two copies ends first, while both and a third are given commands. */
async function stopped(copies: readonly LogMember[], third: LogMember): Promise<LogMember> {
  const limit = AbortSignal.timeout(20_000);
  for (let n = 0; !limit.aborted; n++) {
    const signal = AbortSignal.any([limit, AbortSignal.timeout(200)]);
    await Promise.allSettled([
      ...copies.map((member, at) => member.submit({ put: [`of ${at}`, n] }, { signal })),
      third.submit({ put: ["n", n] }),
    ]);
    const failed = copies.find(({ failure }) => failure !== null);
    if (failed) return failed;
  }
  throw new Error("both copies go on");
}

it("a folder that was put back from a copy is told by what was signed since", async () => {
  const group = await LogGroup.of(4, {}, "600ms");
  // without the third every certificate has the fourth's signature
  const [first, , fourth] = await Promise.all([1, 2, 4].map((id) => group.start(id)));
  await fourth!.submit({ put: ["n", 1] });
  await group.stop(4);
  const { folder } = group.options[3]!;
  cpSync(folder, `${folder}.old`, { recursive: true });
  const again = await group.start(4);
  for (let n = 2; n < 5; n++) await again.submit({ put: ["n", n] });
  await group.stop(4);
  rmSync(folder, { recursive: true });
  renameSync(`${folder}.old`, folder);
  const old = await group.start(4);
  await expect.poll(() => old.failure, { timeout: 20_000 }).toMatchObject({ reason: "copied" });
  await group.start(3);
  expect(await first!.submit({ put: ["n", 5] })).toMatchObject({ result: true });
  expect(first!.evidence).toEqual([]);
});
