import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  refuseOpenListener,
  refuseTraitors,
  refuseUnsigned,
  refuseWithoutKeys,
} from "../../src/config/apart.js";
import { groupOf } from "../../src/config/config.js";
import { canonicalJson, configHash } from "../../src/config/hash.js";
import { parseConfig } from "../../src/config/parse.js";
import { parseAddress } from "../../src/core/address.js";

const course = parseConfig(undefined);

describe("the hash that all nodes of a run share", () => {
  test("of the course's case is this fixed vector", () => {
    expect(configHash(course)).toBe("9705f22537e04ffbaa384cc0c4f33336ad9794e2c864d5711e33b7cfe39d914b");
  });

  test("of a group with public keys and odd orders is this fixed vector", () => {
    const nodes = course.nodes.map((node) => ({
      ...node,
      publicKey: "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7",
    }));
    const odd = { ...course, nodes, orders: ["retreat", 'a "b"', "\\行"], run: "é" };
    expect(configHash(odd)).toBe("d9a4bb70764ad936b9d877a27432e231295bc9e718cdf7648aa87ec85e86f57f");
  });

  test("does not depend on what only the general or traitors read, or on local waiting", () => {
    const other = { ...course, order: "retreat", traitors: [], seed: 9, startTimeoutMs: 10, unsafe: true };
    expect(configHash(other)).toBe(configHash(course));
  });

  test.each([
    { run: "2" },
    { general: 2 },
    { m: 1 },
    { nodes: course.nodes.slice(1) },
    { orders: ["attack", "retreat"] },
    { default: "attack" },
    { roundTimeoutMs: 2001 },
    { wire: "json" as const },
  ])("changes with %o", (change) => {
    expect(configHash({ ...course, ...change })).not.toBe(configHash(course));
  });
});

describe("canonical JSON", () => {
  test("sorts keys at every depth and leaves undefined out", () => {
    expect(canonicalJson({ b: [{ d: 1, c: "ü" }], a: undefined, A: null })).toBe(
      '{"A":null,"b":[{"c":"ü","d":1}]}',
    );
  });

  test("does not depend on the order in which keys were set, and keeps every value", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

test("the protocol sees its name, ids, general, m and orders of a configuration", () => {
  const { general, m, orders } = course;
  expect(groupOf(course)).toEqual({
    protocol: "om",
    ids: [1, 2, 3, 4, 5, 6, 7],
    general,
    m,
    orders,
    defaultOrder: "retreat",
  });
});

describe("nodes beyond this machine", () => {
  const apart = { ...course, nodes: [...course.nodes.slice(1), { id: 8, address: "tcp://10.0.0.8:7108" }] };

  test("need public keys and no traitors", () => {
    expect(refuseWithoutKeys(apart)?.cause).toBe(
      "nodes beyond this machine have no publicKey (8), and anybody could speak for them",
    );
    expect(refuseTraitors(apart)?.cause).toBe(
      "the configuration lists traitors, and nodes are beyond this machine (8)",
    );
    expect(refuseTraitors({ ...apart, traitors: [] })).toBeUndefined();
  });

  test.each(["tcp://127.0.0.1:1", "tcp://127.9.9.9:1", "tcp://localhost:1", "tcp://[::1]:1"])(
    "%s is not",
    (address) => {
      const here = { ...course, nodes: [{ id: 1, address }] };
      expect([refuseWithoutKeys(here), refuseTraitors(here)]).toEqual([undefined, undefined]);
    },
  );

  test.each(["tcp://127.0.0.1.example.org:1", "tcp://localhost.org:1", "tcp://[::2]:1"])(
    "%s is",
    (address) => {
      expect(refuseWithoutKeys({ ...course, nodes: [{ id: 1, address }] })).toBeDefined();
    },
  );
});

test("a node on its own needs every signing key, and cannot release what only others' keys sign", () => {
  const config = parseConfig(undefined, { flags: { protocol: "sm", nodes: "4", traitors: "1,3:release" } });
  expect(refuseUnsigned(config, 2)?.cause).toContain("nodes have no signingKey (1, 2, 3 and 4)");
  const nodes = config.nodes.map((node) => ({ ...node, signingKey: "0".repeat(64) }));
  expect(refuseUnsigned({ ...config, nodes }, 3)?.cause).toContain("node 3 is to release an order");
  expect(refuseUnsigned({ ...config, nodes }, 2)).toBeUndefined();
  expect(refuseUnsigned({ ...config, protocol: "om" }, 3)).toBeUndefined();
});

describe("a listener beyond this machine", () => {
  const listen = "tcp://0.0.0.0:7101";

  test("needs public keys", () => {
    expect(refuseOpenListener(course, listen)?.cause).toContain("can be reached from beyond this machine");
    expect(refuseOpenListener(course, "tcp://127.0.0.1:7101")).toBeUndefined();
    const nodes = course.nodes.map((node) => ({ ...node, publicKey: "0".repeat(40) }));
    expect(refuseOpenListener({ ...course, nodes }, listen)).toBeUndefined();
  });

  test.each(["tcp://0.0.0.0:7101", "tcp://[::]:7101", "tcp://node-1:7101", "tcp://192.0.2.1:7101"])(
    "can be %s",
    (address) => expect(parseAddress(address)).not.toBeNull(),
  );

  test.each(["0.0.0.0:7101", "tcp://*:7101", "tcp://0.0.0.0", "tcp://0.0.0.0:0", "ipc://x:1"])(
    "cannot be %s",
    (address) => expect(parseAddress(address)).toBeNull(),
  );
});

test("a launched node loads neither yaml nor zod with its configuration", () => {
  const files = new Set(["src/node/launched.ts", "src/config/config.ts", "src/config/apart.ts"]);
  const packages: string[] = [];
  for (const file of files) {
    const source = readFileSync(file, "utf8");
    for (const [, name = ""] of source.matchAll(/^import (?!type)[^;]*? from "([^"]*)";$/gm)) {
      if (name.startsWith(".")) files.add(join(dirname(file), name.replace(/\.js$/, ".ts")));
      else if (!name.startsWith("node:")) packages.push(name);
    }
  }
  expect(files.size).toBeGreaterThan(50);
  expect(packages).toEqual([]); // and zeromq, once it is needed (net/zeromq.ts)
});
