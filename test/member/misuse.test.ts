/** What a program gets wrong when it joins a log, or submits, is a sentence, before anything is sent. */
import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { expect, it } from "vitest";
import type { Json } from "../../src/log/command.js";
import type { StateMachine } from "../../src/log/replica.js";
import { joinLog } from "../../src/member/log/join-log.js";
import { LogGroup } from "./group.js";

type Loose = (options?: unknown) => Promise<unknown>;

it("a program that joins a log wrongly is told so, and one that left holds on to no signal", async () => {
  const group = await LogGroup.of(4);
  const right = group.options[0]!;
  const join = joinLog as Loose;
  const usage = (what: RegExp) => ({ reason: "usage", message: expect.stringMatching(what) });
  await expect(join()).rejects.toMatchObject(usage(/config is none that parseConfig made/));
  await expect(join({ ...right, config: "version: 1" })).rejects.toMatchObject(
    usage(/none that parseConfig/),
  );
  await expect(join({ ...right, id: "1" })).rejects.toMatchObject(
    usage(/the id is "1", and ids are numbers/),
  );
  await expect(join({ ...right, signal: {} })).rejects.toMatchObject(usage(/no AbortSignal/));
  for (const folder of [undefined, 3, ""])
    await expect(join({ ...right, folder })).rejects.toMatchObject(
      usage(/the folder is .*\n.*name a folder/),
    );
  for (const [option, what] of [
    [{ snapshotEvery: Number.NaN }, /snapshotEvery is NaN\n.*a whole number from 1 on/],
    [{ snapshotEvery: 0 }, /snapshotEvery is 0\n/],
    [{ keepBlocks: -1 }, /keepBlocks is -1\n.*from 0 on/],
    [{ keepBlocks: "x" }, /keepBlocks is "x"\n/],
    [{ record: true }, /record is true\n.*give a text/],
    [{ keyFile: null }, /keyFile is null\n/],
    [{ listen: 3 }, /listen is 3\n/],
    [{ listen: "tcp://127.0.0.1:99999" }, /listen .*\n.*fix: /],
  ] as const)
    await expect(join({ ...right, ...option })).rejects.toMatchObject(usage(what));
  const { node, options: joiner } = await group.joiner(5);
  for (const joining of [3, null, node, { ...node, id: 1 }])
    await expect(join({ ...right, joining })).rejects.toMatchObject(
      usage(/node 1 is in the configuration, .*\n.*leave joining out/),
    );
  for (const [joining, what] of [
    [3, /node 5 is not in the configuration\n.*\(joining\)/],
    [{ ...node, address: 3 }, /the address in joining is 3 and not text\n/],
    [{ id: 5 }, /the address in joining .*\n/],
    [{ ...node, address: "tcp://0.0.0.0:7101" }, /the address in joining .*\n/],
    [{ ...node, publicKey: 3 }, /secretKey is not that/],
    [{ ...node, signingKey: 3 }, /signingSecret is not that/],
  ] as const)
    await expect(join({ ...joiner, joining })).rejects.toMatchObject(usage(what));
  const half: Partial<StateMachine> = { apply: () => null, snapshot: () => null };
  await expect(join({ ...right, machine: half })).rejects.toMatchObject(
    usage(/the machine has no restore\n/),
  );
  await expect(join({ ...right, machine: {} })).rejects.toMatchObject(
    usage(/no apply, no snapshot, no restore\n/),
  );

  const { proxy: gone, revoke } = Proxy.revocable({}, {});
  revoke();
  for (const options of [gone, 3])
    await expect(join(options)).rejects.toMatchObject(usage(/what joinLog was given .*\n.*fix: /));
  const whole = { apply: () => null, restore: () => undefined };
  for (const [snapshot, what] of [
    [() => undefined, /is, or holds, undefined, which JSON does not keep\n.*\[\.\.\.map\]/],
    [async () => 1, /a Promise/],
    [() => new Map(), /a Map/],
    [() => ({ sums: [new Set([1])] }), /a Set/],
    [() => [Number.NaN], /NaN/],
    [
      (): Json => (undefined as never as Json[])[0]!,
      /snapshot threw: Cannot read .*\n.*before the first command/,
    ],
  ] as const)
    await expect(join({ ...right, machine: { ...whole, snapshot } })).rejects.toMatchObject(usage(what));

  const stop = new AbortController();
  for (let round = 0; round < 2; round++) {
    const member = await joinLog({ ...right, signal: stop.signal });
    await member.close();
  }
  expect(getEventListeners(stop.signal, "abort")).toHaveLength(0);
  const member = await joinLog({ ...right, signal: stop.signal });
  expect(() => member.on("comitted" as "committed", () => undefined)).toThrow(
    expect.objectContaining(usage(/"comitted" is no event of a member\n {2}fix: did you mean committed\?/)),
  );
  // who logs a member logs no key
  expect(inspect(member, { depth: 6 })).not.toContain(right.secretKey);
  const left = new Promise<void>((resolve) => member.onClose(resolve));
  const submit = member.submit.bind(member) as (command: unknown, options?: unknown) => Promise<unknown>;
  await expect(submit([gone])).rejects.toMatchObject(usage(/the command cannot be read: .*\n.*fix: /));
  for (const signal of [{}, null, gone])
    await expect(submit({ put: ["a", 1] }, { signal })).rejects.toMatchObject(
      usage(/the signal is no AbortSignal/),
    );
  for (const options of [null, "me", gone])
    await expect(submit({ put: ["a", 1] }, options)).rejects.toMatchObject(
      usage(/what stands behind the command .*\n.*fix: submit\(command, \{/),
    );
  const change = member.changeMembers.bind(member) as Loose;
  for (const changing of [undefined, null, 3, {}, { epoch: 0, change: 3, approvals: [] }, gone])
    await expect(change(changing)).rejects.toMatchObject(usage(/no change of the members\n.*fix: give \{/));
  await expect(submit(1, { client: 3, sequence: 0 })).rejects.toMatchObject({ reason: "usage" });
  await expect(submit({ put: ["a", 1] }, { client: 3, sequence: 0 })).rejects.toMatchObject(
    usage(/the command names no client/),
  );
  await expect(submit({ put: ["a", 1] }, { client: "~1", sequence: 0 })).rejects.toMatchObject(
    usage(/a name that members draw/),
  );
  // alone it would wait for 30 s; nothing is sent, so nothing may still come true
  await expect(submit({ put: ["a", 1] }, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    reason: "notDone",
  });
  await expect(submit({ put: ["a", 1] }, { signal: AbortSignal.timeout(20) })).rejects.toMatchObject({
    reason: "unknown",
    message: expect.stringMatching(/look in the log/),
  });
  const odd = await group.start(2, {
    machine: { ...whole, snapshot: () => null, check: () => true as never },
  });
  await expect(odd.submit(1)).rejects.toMatchObject(usage(/the machine's check gave true\n.*null where/));
  stop.abort();
  await left;
});
