/** The replicated state: a command is done once however often it stands in the log, and every member holds the same. */
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Command, commandText, type Json, readCommand, signedText } from "../../src/log/command.js";
import { KeyValue } from "../../src/log/key-value.js";
import { type Outcome, Replica, type StateMachine } from "../../src/log/replica.js";
import { SESSION_HEIGHTS, WINDOW } from "../../src/log/sessions.js";
import { isSignedWith } from "../../src/node/ed25519.js";

const GROUP = "a".repeat(64);
const digest = (text: string) => createHash("sha256").update(text).digest("hex");

function replicaOf(machine: StateMachine = new KeyValue()): Replica {
  const members = { epoch: 0, members: [], learners: [], highest: 0 };
  return new Replica({ machine, group: GROUP, members, digest, verify: isSignedWith });
}

/** A log that is filled block by block. */
class Log {
  readonly machine = new KeyValue();
  readonly replica = replicaOf(this.machine);

  block(...commands: (Command | string)[]): Outcome[] {
    const texts = commands.map((one) => (typeof one === "string" ? one : commandText(one)));
    return this.replica.apply(this.replica.height + 1, texts);
  }
}

const put = (client: string, sequence: number, value: Json, more: Partial<Command> = {}): Command => ({
  client,
  sequence,
  command: { put: ["key", value] },
  ...more,
});

describe("a command", () => {
  it("is done once, and its result is kept for those who ask again", () => {
    const log = new Log();
    expect(log.block(put("c", 0, 1))).toEqual([{ is: "applied", result: true }]);
    expect(log.block(put("c", 1, 2), put("c", 0, 1))).toEqual([
      { is: "applied", result: true },
      { is: "repeated", result: true, place: { height: 1, index: 0 } },
    ]);
    expect(log.machine.query("key")).toBe(2);
  });

  it("under a used sequence is never done, and the digest of what was is named", () => {
    const log = new Log();
    log.block(put("c", 0, 1));
    const [outcome] = log.block(put("c", 0, 2));
    expect(outcome).toMatchObject({
      is: "refused",
      why: "conflict",
      digest: digest('command:{"put":["key",1]}'),
    });
    expect(log.machine.query("key")).toBe(1);
  });

  it("may come in any order within the window, and below it is refused", () => {
    const log = new Log();
    log.block(put("c", WINDOW, 1), put("c", 5, 2), put("c", 1, 3));
    expect(log.block(put("c", 1, 3), put("c", 0, 4))).toMatchObject([
      { is: "repeated" },
      { is: "refused", why: "below" },
    ]);
  });

  it("of a session that has ended is refused for ever", () => {
    const log = new Log();
    log.block(put("c", 0, 1));
    for (let n = 0; n <= SESSION_HEIGHTS; n++) log.block();
    expect(log.block(put("c", 0, 1), put("c", 7, 1), put("d", 0, 1))).toMatchObject([
      { is: "refused", why: "ended" },
      { is: "refused", why: "ended" },
      { is: "applied" },
    ]);
  });

  it("is void in a block above its until", () => {
    const log = new Log();
    log.block();
    expect(log.block(put("c", 0, 1, { until: 1 }), put("c", 1, 1, { until: 2 }))).toMatchObject([
      { is: "refused", why: "expired" },
      { is: "applied" },
    ]);
  });

  it("under a name for once is remembered up to its until, and needs one", () => {
    const log = new Log();
    const one = put("~a", 0, 1, { until: 3 });
    expect(log.block(one, one, put("~b", 0, 1))).toMatchObject([
      { is: "applied" },
      { is: "repeated" },
      { is: "refused", why: "bad" },
    ]);
    log.block(one);
    expect(log.replica.sessions).toBe(1);
    log.block();
    expect(log.block(one)).toMatchObject([{ is: "refused", why: "expired" }]);
    expect(log.replica.sessions).toBe(0);
  });

  it("of a client that signs counts under its own signature only", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const key = publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("hex");
    const command = put(`ed25519:${key}`, 0, 1);
    const signed = (group: string) => ({
      ...command,
      signature: sign(null, Buffer.from(signedText(group, command)), privateKey).toString("hex"),
    });
    expect(new Log().block(signed(GROUP))).toMatchObject([{ is: "applied" }]);
    expect(new Log().block(signed("b".repeat(64)), command, { ...signed(GROUP), sequence: 1 })).toMatchObject(
      [
        { is: "refused", why: "bad" },
        { is: "refused", why: "bad" },
        { is: "refused", why: "bad" },
      ],
    );
  });

  it("that is none stays in its block and does nothing", () => {
    const log = new Log();
    const odd = [
      "",
      "{",
      "[]",
      "null",
      '{"client":"c"}',
      '{"sequence":0,"client":"c"}',
      '{"client":"","sequence":0}',
      '{"client":"c","sequence":-1}',
      '{"client":"c","sequence":0,"more":1}',
      '{"client":"c","sequence":0, "command":1}',
      '{"client":"c","sequence":0,"command":{"__proto__":1,"__proto__":2}}',
      '{"client":"~c","sequence":0,"until":99999}',
    ];
    const outcomes = log.block(...odd);
    expect(outcomes).toHaveLength(odd.length);
    for (const outcome of outcomes) expect(outcome).toMatchObject({ is: "refused", why: "bad" });
    expect(log.replica.sessions).toBe(0);
  });

  it("that the machine throws for, or answers at too great a length, is marked as failed, and is not tried again", () => {
    const machine: StateMachine = {
      apply: (command) => {
        if (command === "long") return "x".repeat(5000);
        throw new Error("not with me");
      },
      snapshot: () => null,
      restore: () => undefined,
    };
    const replica = replicaOf(machine);
    const of = (sequence: number, command: Json) => commandText({ client: "c", sequence, command });
    const failed = { is: "refused", why: "failed" };
    expect(replica.apply(1, [of(0, "throw"), of(1, "long"), of(0, "throw")])).toMatchObject([
      failed,
      failed,
      failed,
    ]);
  });
});

it("a snapshot that JSON would not keep is none: the blocks that made it would go", () => {
  const of = (state: unknown) => {
    const machine = { apply: () => null, snapshot: () => state as Json, restore: () => undefined };
    return () => replicaOf(machine).snapshot();
  };
  class Account {
    sum = 3;
    more = undefined;
    add = () => 1;
  }
  for (const kept of [
    null,
    [],
    { a: [1, "x", true] },
    new Account(),
    { at: new Date(0) },
    [Object.create(null)],
  ])
    expect(of(kept)).not.toThrow();
  const lost = /the machine's snapshot is, or holds, .*, which JSON does not keep\n {2}fix: /;
  for (const one of [
    undefined,
    () => 1,
    Symbol("s"),
    1n,
    Number.NaN,
    new Map(),
    new Set(),
    Promise.resolve(),
  ])
    for (const state of [one, [one], { a: { b: [one] } }]) expect(of(state)).toThrow(lost);
  const [shared, round] = [[1], { parts: [] as unknown[] }];
  round.parts.push(shared, shared);
  expect(of(round)).not.toThrow();
  round.parts.push(round);
  expect(of(round)).toThrow(lost);
});

it("a command's text is the only one that stands for it", () => {
  const command = fc.record(
    {
      client: fc.constantFrom("c", "~x", "Ä 7"),
      sequence: fc.nat(),
      command: fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as Json),
      until: fc.nat(),
    },
    { requiredKeys: ["client", "sequence"] },
  );
  fc.assert(
    fc.property(command, (one) => {
      const text = commandText(one);
      const read = readCommand(text);
      if ("bad" in read) return; // e.g. a number too large
      expect(commandText(read)).toBe(text);
      expect(read).toEqual(one);
    }),
  );
});

it("whoever restores a snapshot in the midst ends with the same state and the same outcomes", () => {
  const client = fc.constantFrom("a", "b", "~1", "~2");
  const command = fc.tuple(client, fc.nat(6), fc.nat(3), fc.constantFrom("put", "delete", "cas"), fc.nat(20));
  const blocks = fc.array(fc.array(command, { maxLength: 5 }), { maxLength: 25 });
  fc.assert(
    fc.property(blocks, fc.nat(24), (drawn, at) => {
      const whole = new Log();
      let other = new Log();
      for (const [index, block] of drawn.entries()) {
        const commands = block.map(([name, sequence, value, verb, until]): Command => {
          const key = `k${value % 2}`;
          const asked =
            verb === "put"
              ? { put: [key, value] }
              : verb === "delete"
                ? { delete: key }
                : { cas: [key, value, 7] };
          return { client: name, sequence, command: asked, until: until + index };
        });
        expect(other.block(...commands)).toEqual(whole.block(...commands));
        if (index === at) {
          const text = other.replica.snapshot();
          other = new Log();
          other.replica.restore(text);
        }
        expect(other.replica.snapshot()).toBe(whole.replica.snapshot());
      }
    }),
  );
});

it("keys and values: put, delete and compare-and-set", () => {
  const machine = new KeyValue();
  const apply = (command: Json) => machine.apply(command);
  expect(apply({ cas: ["k", null, { a: 1, b: [2] }] })).toBe(true);
  expect(apply({ cas: ["k", { b: [2], a: 1 }, 5] })).toBe(true);
  expect(apply({ cas: ["k", 6, 7] })).toBe(false);
  expect(machine.query("k")).toBe(5);
  expect(apply({ delete: "k" })).toBe(true);
  expect(apply({ delete: "k" })).toBe(false);
  expect(machine.query("k")).toBeNull();
  for (const odd of [
    null,
    [],
    {},
    "put",
    { put: "k" },
    { put: ["k"] },
    { put: [1, 2] },
    { put: ["", 2] },
    { delete: ["k"] },
    { put: ["k", 1], delete: "k" },
    { get: "k" },
  ] as Json[])
    expect(machine.check(odd)).toMatch(/^a (?:command|key) /);
});
