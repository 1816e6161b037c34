/** What a program hands over as a configuration is checked as a file is, wherever it hands it. */
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { launch } from "../../src/cluster/launch.js";
import { recordingOf } from "../../src/cluster/of-members.js";
import { configHash, groupOf, parseConfig } from "../../src/config/given.js";
import { makeKeyPair } from "../../src/config/keys.js";
import { madeConfig } from "../../src/config/made.js";
import { joinGroup } from "../../src/member/join.js";
import { verifyEntry } from "../../src/member/log/verify.js";
import { config as soundConfig } from "./arbitrary.js";

const nodes = [1, 2, 3, 4].map((id) => `{ id: ${id}, address: "tcp://127.0.0.1:${id}" }`);
const text = `{ version: 1, nodes: [${nodes.join(", ")}] }`;
const right = parseConfig(text);

it("a sound one is what it was, and a copy", () => {
  fc.assert(
    fc.property(soundConfig, (config) => {
      const made = madeConfig("test", config);
      expect(made).toEqual(config);
      expect(made.nodes).not.toBe(config.nodes);
    }),
    { numRuns: 200 },
  );
  const open = parseConfig(
    '{ version: 1, orders: any, order: { a: [1] }, nodes: [{ id: 1, address: "tcp://[::1]:1" }, { id: 2, address: "tcp://[::1]:2" }], traitors: [{ id: 2, strategy: always, order: [] }], unsafe: true }',
  );
  expect(madeConfig("test", open)).toEqual(open);
  const commanded = parseConfig(text.replace("{ id: 2,", '{ id: 2, command: "a {id} b",'));
  expect(madeConfig("test", commanded)).toEqual(commanded);
  const reversed = { ...right, nodes: right.nodes.toReversed() };
  expect(madeConfig("test", reversed)).toEqual(right);
  expect(configHash(reversed)).toBe(configHash(right));
});

it("one that inherits what it holds, or computes it, is read as a program reads it", () => {
  const another = parseConfig(text.replace("version: 1", "version: 1, general: 2, seed: 9"));
  class Computed {
    get general() {
      return 2;
    }
    get seed() {
      return 9;
    }
    describe() {
      return "no key";
    }
  }
  const { general: _, seed: __, ...others } = right;
  const hidden = Object.defineProperty({ ...others, general: 2 }, "seed", {
    get: () => 9,
    enumerable: false,
  });
  const heirs = another.nodes.map((node) => Object.create(node) as typeof node);
  for (const made of [
    Object.create(another),
    Object.assign(new Computed(), others),
    Object.assign(Object.create({ general: 2, seed: 9 }), others),
    Object.assign(Object.create(null), another),
    hidden,
    { ...another, nodes: heirs },
    { ...another, toJSON: () => ({ nodes: another.nodes, orders: another.orders }) },
    { ...another, nodes: another.nodes.map((node) => ({ ...node, toJSON: () => node.address })) },
    { ...another, orders: Object.assign([...another.orders], { toJSON: () => "all" }) },
  ])
    expect(madeConfig("test", made)).toEqual(another);
});

const circular: Record<string, unknown> = { ...right };
circular.self = circular;

const WRONG: readonly (readonly [unknown, RegExp])[] = [
  [{ ...right, m: 100 }, /m is 100, and 4 nodes have paths for m up to 2 only/],
  [{ ...right, m: -1 }, /m is -1; it must be from 0/],
  [{ ...right, m: Number.NaN }, /m is NaN/],
  [{ ...right, m: 1n }, /m is a bigint/],
  [{ ...right, general: 77 }, /node 77, which is not among the nodes 1, 2, 3 and 4/],
  [{ ...right, roundTimeoutMs: 0 }, /roundTimeoutMs is 0; it must be from 10 to 3600000/],
  [{ ...right, roundTimeoutMs: 1000 / 3 }, /roundTimeoutMs is 333\.3+, which is not a whole number/],
  [{ ...right, roundTimeoutMs: Number.POSITIVE_INFINITY }, /roundTimeoutMs is Infinity/],
  [{ ...right, startTimeoutMs: 1e15 }, /startTimeoutMs is 1000000000000000; it must be/],
  [{ ...right, roundTimeout: "5s" }, /a program has roundTimeoutMs for roundTimeout/],
  [
    { ...right, roundtimeout: 1 },
    /"roundtimeout" is not a key .*[^]*keys here are .*, roundTimeoutMs, startTimeoutMs, /,
  ],
  [
    { ...right, roundTimeoutMs: undefined, roundTimoutMs: 500 },
    /^(?!.*has no value)[^]*"roundTimoutMs" is not a key of a configuration\n(?:.*\n)* *fix: did you mean roundTimeoutMs\?/,
  ],
  [{ ...right, wire: "fax" }, /wire is "fax"; it can be json, packed or auto/],
  [{ ...right, protocol: "paxos" }, /protocol is "paxos"/],
  [{ ...right, run: Symbol("run") }, /run is a symbol/],
  [{ ...right, run: () => "run" }, /run is a function/],
  [{ ...right, run: new Date(0) }, /run is /],
  [{ ...right, nodes: right.nodes.map((node) => ({ ...node, id: 1 })) }, /id 1 is that of entry 1 already/],
  [{ ...right, nodes: [null, ...right.nodes] }, /entry 1 of nodes is null and not a node/],
  [
    { ...right, orders: ["0".repeat(64), "retreat"], contents: { ["0".repeat(64)]: "1" } },
    /not that of its digest/,
  ],
  [circular, /it cannot be written down: Converting circular/],
];

it.each(WRONG)("a wrong one is refused with the sentence of a file %#", async (wrong, what) => {
  const given = wrong as never;
  const refusal = expect.objectContaining({ name: "ConfigError", message: expect.stringMatching(what) });
  expect(() => configHash(given)).toThrow(refusal);
  expect(() => groupOf(given)).toThrow(refusal);
  expect(() => recordingOf(given, [])).toThrow(refusal);
  expect(() => verifyEntry(given, {})).toThrow(refusal);
  await expect(launch(given, { reports: "none", recordingFile: null })).rejects.toThrow(refusal);
  await expect(joinGroup({ config: given, id: 1 })).rejects.toMatchObject({
    reason: "usage",
    message: expect.stringMatching(what),
  });
});

it("what is none at all is no TypeError from inside", () => {
  for (const none of [undefined, null, 3, "version: 1", [], {}, { nodes: [] }]) {
    expect(() => configHash(none as never)).toThrow(
      /^configHash was given .* where a configuration belongs\n {2}fix: /,
    );
  }
  expect(() => recordingOf(right, null as never)).toThrow(/where a list of records belongs/);
});

it("a secret that is no text is not that of its key", async () => {
  const pairs = right.nodes.map(() => makeKeyPair());
  const keyed = {
    ...right,
    nodes: right.nodes.map((node, at) => ({ ...node, publicKey: pairs[at]!.publicKey })),
  };
  for (const secretKey of [
    Symbol("key"),
    3,
    null,
    {},
    [pairs[0]!.secretKey],
    Buffer.from(pairs[0]!.secretKey),
  ])
    await expect(joinGroup({ config: keyed, id: 1, secretKey: secretKey as never })).rejects.toMatchObject({
      reason: "usage",
      message: expect.stringMatching(/^the secretKey is not that of node 1's publicKey/),
    });
});
