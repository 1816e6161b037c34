/**
 * schema/vectors.json: what programs in other languages compare their canonical texts, digests, config hashes, tight rows and
 * reports told by a pattern with. Here it is made afresh from what stands in it, by ours and by JSON.stringify and Node.js' own SHA-256; test/polyglot has the nodes in other
 * languages run it. `npx vitest run test/wire/vectors.test.ts -u` writes it.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { canonicalJson, configHash } from "../../src/config/hash.js";
import { parseConfig } from "../../src/config/parse.js";
import { pathsOf } from "../../src/core/path.js";
import { textOf } from "../../src/core/value.js";
import { makePlainly, partsOf, patternedBytes, runsAt } from "../../src/protocols/om/pattern.js";
import { emptyRows } from "../../src/protocols/om/report.js";
import { tighten } from "../../src/protocols/om/wire/tight.js";
import { digestOf } from "../../src/wire/digest.js";
import { tells } from "../oracle/patterned.js";
import { groupOf } from "../sim/worlds.js";

/** Orders and names of runs can be these. */
const TEXTS = [
  ...["attack", "two words", "a/b", 'say "no"', "back\\slash", "it's", "<b>&amp;", "-1.0", "null", "{}"],
  ...["Ärger", "e\u0301 is not é", "Ω", "日本", "😀", "\u00a0", "$&", "%s"],
];

/** As they are read; what values of any kind can be (docs/protocols/values.md). */
const VALUES = [
  ...["null", "true", "0", "-0", "1.0", "1e2", "0.1", "1e-7", "123456789.5", "9007199254740991", '""'],
  ...['"\\u0041"', '"\\u2028\\u2029"', '"\\u007f\\u0080"', '"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f"', '"\\/"'],
  ...[
    "[]",
    "{}",
    "[ 1 ]",
    "[[1],[[2,null]]]",
    '{"b":1,"a":2}',
    '{"10":1,"9":2,"a":3}',
    '{"a":[],"b":{}}',
    '{"":0}',
  ],
];

const node = (id: number, more: object = {}) => ({ id, address: `tcp://127.0.0.1:${7100 + id}`, ...more });
const NODES = [1, 2, 3, 4].map((id) => node(id));
const common = { version: 1, wire: "json", roundTimeout: "2s" };
const KEY = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
const OTHER_KEY = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

const CONFIGURATIONS: readonly (readonly [what: string, config: object])[] = [
  ["nothing but what is needed", { ...common, nodes: NODES }],
  ["nodes in disorder, ids with gaps", { ...common, nodes: [node(30), node(7), node(100), node(8)] }],
  [
    "everything said",
    {
      ...common,
      nodes: NODES,
      general: 3,
      m: 1,
      orders: ["stay", "go", "wait"],
      default: "wait",
      run: "beta",
    },
  ],
  [
    "texts that are escaped",
    { ...common, nodes: NODES, orders: ['say "no"', "back\\slash", "a/b"], default: "a/b", run: "日本 😀" },
  ],
  ["a time with a fraction", { ...common, nodes: NODES, roundTimeout: "1.25s" }],
  ["a time in minutes", { ...common, nodes: NODES, roundTimeout: "1.5m" }],
  [
    "what no hash is about",
    {
      ...common,
      nodes: NODES,
      order: "retreat",
      seed: 5,
      startTimeout: "9s",
      traitors: [{ id: 2, strategy: "flip" }],
    },
  ],
  ["keys", { ...common, nodes: [node(1, { publicKey: KEY }), node(2, { publicKey: OTHER_KEY })] }],
  ["another protocol", { ...common, protocol: "king", nodes: NODES }],
  [
    "a vector of values",
    {
      ...common,
      protocol: "vector",
      combine: "median",
      nodes: [1, 2, 3, 4].map((id) => node(id, { value: id })),
    },
  ],
  ["values of any kind", { ...common, nodes: NODES, orders: "any", order: { price: 1.5 }, default: null }],
];

/** As reports have them: of how many bits, and the numbers. */
const ROWS: readonly (readonly [rowBits: number, rows: readonly number[]])[] = [
  [17, [0x1ffff, 1, 0x10000]],
  [18, Array.from({ length: 33 }, (_, at) => (at * 0x9e37) % 2 ** 18)],
  [31, Array.from({ length: 40 }, (_, at) => (at * 0x2545f491) % 2 ** 31)],
];

/** Bit by bit, by the words of docs/WIRE.md. */
function tightText(rowBits: number, rows: readonly number[]): string {
  const words = Math.ceil(rows.length / 32);
  const body = Buffer.alloc(4 * words * (rowBits - 16) + 2 * rows.length);
  for (const [at, row] of rows.entries()) {
    body.writeUInt16LE(row % 65536, 4 * words * (rowBits - 16) + 2 * at);
    for (let bit = 16; bit < rowBits; bit++) {
      const isSet = Math.floor(row / 2 ** bit) % 2 === 1;
      const byte = 4 * words * (bit - 16) + Math.floor(at / 8);
      if (isSet) body[byte] = (body[byte] as number) + 2 ** (at % 8);
    }
  }
  return body.toString("hex");
}

/** Two sizes so small that no node sends them so: one id taken out of the pattern, and two. */
const PATTERNED: readonly (readonly [nodes: number, round: number])[] = [
  [6, 5],
  [8, 6],
];

/** A body with all codes, and the rows that it tells, path by path. */
function patternedEntry(nodes: number, round: number) {
  const runs = runsAt(nodes, round);
  const codes = Array.from({ length: runs.count }, (_, run) => (run * 3 + 2) % 5);
  const inFull = codes.filter((code) => code === 4).length;
  const body = new Uint8Array(patternedBytes(runs, inFull));
  const parts = partsOf(body, runs);
  parts.pattern.set(parts.pattern.map((_, at) => ((at + 1) * 0x9e37) % 2 ** (runs.choices - 2)));
  parts.full.set(parts.full.map((_, at) => ((at + 1) * 0x5bd1) % 2 ** runs.rowBits));
  parts.codes.set(codes);
  const rows = Array.from({ length: runs.rows }, () => 0);
  pathsOf(groupOf(nodes, round), round, nodes).forEach((path, index) => {
    const row = Math.floor(index / runs.rowBits);
    if (tells(body, runs, path, index)) rows[row] = (rows[row] as number) + 2 ** (index % runs.rowBits);
  });
  return { nodes, round, body: Buffer.from(body).toString("hex"), rows };
}

const sha256 = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

/** The nine keys (docs/WIRE.md, §6) as this file's text has them: written down once more, and not taken from the program. */
function sharedOf(config: object): object {
  const {
    nodes,
    m,
    general,
    orders,
    default: otherwise,
    protocol,
    roundTimeoutMs,
    run,
    wire,
    combine,
    contents,
  } = parseConfig(JSON.stringify(config));
  const entries = nodes.map(({ id, address, publicKey }) => ({
    address,
    id,
    ...(publicKey && { publicKey }),
  }));
  return {
    ...(combine && { combine }),
    ...{ default: otherwise, general, m, nodes: entries, orders: contents ? "any" : orders },
    ...{ protocol, roundTimeout: roundTimeoutMs, run, wire },
  };
}

function made(): string {
  const entry = (canonical: string) => ({ canonical, digest: sha256(canonical) });
  const lists = {
    texts: TEXTS.map((text) => ({ text, ...entry(JSON.stringify(text)) })),
    values: VALUES.map((json) => ({ json, ...entry(JSON.stringify(JSON.parse(json))) })),
    configurations: CONFIGURATIONS.map(([what, config]) => {
      const shared = JSON.stringify(sharedOf(config));
      return { what, config, shared, hash: sha256(shared) };
    }),
    tight: ROWS.map(([rowBits, rows]) => ({ rowBits, rows, body: tightText(rowBits, rows) })),
    patterned: PATTERNED.map(([nodes, round]) => patternedEntry(nodes, round)),
  };
  const lines = Object.entries(lists).map(
    ([name, list]) => `"${name}": [\n${list.map((one) => `  ${JSON.stringify(one)}`).join(",\n")}\n]`,
  );
  return `{\n"version": 1,\n${lines.join(",\n")}\n}\n`;
}

it("holds what JSON.stringify and SHA-256 make of its texts, values and configurations", async () => {
  await expect(made()).toMatchFileSnapshot("../../schema/vectors.json");
});

it.each(TEXTS)("ours: the text %j", (text) => {
  expect(textOf(text)).toBe(JSON.stringify(text));
});

it.each(VALUES)("ours: the value %s", (json) => {
  const text = textOf(JSON.parse(json));
  expect(text).toBe(JSON.stringify(JSON.parse(json)));
  expect(digestOf(text as Parameters<typeof digestOf>[0])).toBe(sha256(text as string));
});

it.each(ROWS)("ours: rows of %i bits in their tight form", (rowBits, rows) => {
  expect(tighten(Uint32Array.from(rows), rowBits).toString("hex")).toBe(tightText(rowBits, rows));
});

it.each(PATTERNED)("ours: of %i nodes, a report of round %i told by a pattern", (nodes, round) => {
  const { body, rows } = patternedEntry(nodes, round);
  const runs = runsAt(nodes, round);
  const read = emptyRows(nodes, round);
  makePlainly(partsOf(new Uint8Array(Buffer.from(body, "hex")), runs), runs, read);
  expect([...read]).toEqual(rows);
});

it("docs/WIRE.md shows the smaller of these", () => {
  const page = readFileSync(new URL("../../docs/WIRE.md", import.meta.url), "utf8").replaceAll(/\s/g, "");
  const { body, rows } = patternedEntry(6, 5);
  expect(page).toContain(body);
  expect(page).toContain(`therows${rows.join(",")}`);
});

it.each(CONFIGURATIONS)("ours: the hash of a configuration with %s", (_, config) => {
  expect(canonicalJson(sharedOf(config))).toBe(JSON.stringify(sharedOf(config)));
  expect(configHash(parseConfig(JSON.stringify(config)))).toBe(sha256(JSON.stringify(sharedOf(config))));
});
