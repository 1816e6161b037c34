/**
 * Whoever does literally what the first fix says, again and again, comes to a configuration that is valid.
 *
 * Lists of members as other programs keep them led in circles: for every missing id the fix was `id: 1`, for every address
 * an example's, for a port apart "leave it out". Looked for with them: ids from 0, hosts and ports under other names,
 * `f` and `commander`, lists under other keys, mappings by id or name, plain lists, INI, TOML, NAME=VALUE, JSON lines, CSV, JSON
 * with comments and with trailing commas; and ids and addresses that stand there twice.
 */
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { ConfigError } from "../../src/config/problem.js";
import { followed } from "./following.js";

const FOUR = [1, 2, 3, 4];
const lines = (line: (id: number) => string, ids: readonly number[] = FOUR) => ids.map(line).join("\n");
const underNodes = (line: (id: number) => string, ids?: readonly number[]) =>
  `version: 1\nnodes:\n${lines((id) => `  - ${line(id)}`, ids)}\n`;
const json = (value: unknown) => JSON.stringify(value, null, 2);
const FROM_ZERO = [0, 1, 2, 3];

/** [what, text, ports of nodes 1 to 4 in the end] */
const LISTS: readonly [name: string, text: string, ports?: readonly number[]][] = [
  [
    "node_id, and the port apart, as JSON",
    json({ nodes: FOUR.map((id) => ({ address: "127.0.0.1", port: 5000 + id, node_id: id })) }),
  ],
  ["host and port, no ids", underNodes((id) => `{ host: 10.0.0.1, port: ${5000 + id} }`)],
  [
    "ip and port over several lines",
    underNodes((id) => `ip: 10.0.0.1\n    port: ${5000 + id}\n    id: ${id}`),
  ],
  ["ids in quotes", underNodes((id) => `{ id: "${id}", address: "tcp://127.0.0.1:${5000 + id}" }`)],
  [
    "names that end with the id",
    underNodes((id) => `{ name: node-${id}, address: "127.0.0.1:${5000 + id}" }`),
  ],
  ["addresses without tcp://", underNodes((id) => `{ id: ${id}, address: "h:${5000 + id}" }`)],
  ["addresses of http", underNodes((id) => `{ id: ${id}, address: "http://h:${5000 + id}/" }`)],
  ["addresses alone", underNodes((id) => `127.0.0.1:${5000 + id}`)],
  ["no ids", underNodes((id) => `{ address: "tcp://127.0.0.1:${5000 + id}" }`)],
  [
    "one id missing",
    underNodes((id) => `{ ${id === 2 ? "" : `id: ${id}, `}address: "tcp://h:${5000 + id}" }`),
  ],
  ["one id for all", underNodes((id) => `{ id: 1, address: "tcp://127.0.0.1:${5000 + id}" }`)],
  ["one address for all", underNodes((id) => `{ id: ${id}, address: "tcp://127.0.0.1:5001" }`)],
  ["IPv6 without brackets", underNodes((id) => `{ id: ${id}, host: "fe80::1", port: ${5000 + id} }`)],
  [
    "ids from 0",
    underNodes((id) => `{ id: ${id}, address: "tcp://127.0.0.1:${5001 + id}" }`, FROM_ZERO),
    [5002, 5003, 5004, 5001], // only one entry is wrong, and gets the id that is free
  ],
  [
    "ids from 0, and ports apart",
    underNodes((id) => `{ id: ${id}, host: h, port: ${5001 + id} }`, FROM_ZERO),
  ],
  [
    "f and commander",
    `f: 1\ncommander: 1\n${underNodes((id) => `{ id: ${id}, host: h, port: ${5000 + id} }`)}`,
  ],
  ["peers", `f: 1\npeers:\n${lines((id) => `  - { id: ${id}, host: h, port: ${5000 + id} }`)}\n`],
  ["members, as JSON", json({ f: 1, members: FOUR.map((id) => `h:${5000 + id}`) })],
  ["a mapping by id", `version: 1\nnodes:\n${lines((id) => `  ${id}: 127.0.0.1:${5000 + id}`)}\n`],
  ["a mapping by name", lines((id) => `node${id}: { host: h, port: ${5000 + id} }`)],
  ["a mapping at the top", lines((id) => `${id}: 127.0.0.1:${5000 + id}`)],
  ["a list", lines((id) => `- 127.0.0.1:${5000 + id}`)],
  ["a list, as JSON", json(FOUR.map((id) => ({ id, host: "h", port: 5000 + id })))],
  ["an INI file", `[nodes]\n${lines((id) => `${id} = 127.0.0.1:${5000 + id}`)}\n`],
  ["an INI file of sections", lines((id) => `[node${id}]\nhost = h ; here\nport = ${5000 + id}\n`)],
  ["TOML", lines((id) => `[[nodes]]\nid = ${id}\nhost = "h"\nport = ${5000 + id} # port\n`)],
  ["TOML with a list", `nodes = [\n${lines((id) => `  "127.0.0.1:${5000 + id}",`)}\n]\n`],
  ["NAME=VALUE", lines((id) => `NODE_${id}=127.0.0.1:${5000 + id}`)],
  ["NAME=VALUE, ports apart", lines((id) => `NODE${id}_HOST=h\nNODE${id}_PORT=${5000 + id}`)],
  ["NAME=VALUE, one list", `export PEERS=${FOUR.map((id) => `h:${5000 + id}`).join(",")}\n`],
  ["JSON lines", lines((id) => JSON.stringify({ id, host: "h", port: 5000 + id }))],
  ["JSON lines, ids from 0", lines((id) => JSON.stringify({ id, host: "h", port: 5001 + id }), FROM_ZERO)],
  ["CSV", lines((id) => `${id},127.0.0.1,${5000 + id}`)],
  ["an address a line", lines((id) => `127.0.0.1:${5000 + id}`)],
  ["id, host and port a line", lines((id) => `${id} host-${id} ${5000 + id}`)],
];

describe("somebody's list of members becomes valid by following the fixes", () => {
  it.each(LISTS)("%s", (_name, text, ports = [5001, 5002, 5003, 5004]) => {
    const { config, steps, first } = follow(text);
    expect(config.nodes.map(({ id }) => id)).toEqual(FOUR);
    expect(config.nodes.map(({ address }) => Number(/\d+$/.exec(address)?.[0]))).toEqual(ports);
    expect(steps).toBeLessThanOrEqual(first);
  });
});

it("each entry gets one answer, which is the entry that belongs there", () => {
  const text = json({ nodes: FOUR.map((id) => ({ address: "127.0.0.1", port: 34565 + id, node_id: id })) });
  const { problems } = errorOf(text) as ConfigError;
  expect(problems.map(({ fix }) => fix)).toEqual([
    'write "version": 1',
    ...FOUR.map((id) => `write { "id": ${id}, "address": "tcp://127.0.0.1:${34565 + id}" }`),
  ]);
});

it("a list from 0 that names its general keeps it", () => {
  const text = `leader: 2\nservers:\n${lines((id) => `  - { id: ${id}, host: h, port: ${5001 + id} }`, FROM_ZERO)}\n`;
  expect(follow(text).config.general).toBe(3);
});

it("keys of a node's own are kept in its entry", () => {
  const key = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
  const text = underNodes(
    (id) => `{ id: ${id}, host: h, port: ${5000 + id}, publicKey: "${key.slice(1)}${id}" }`,
  );
  expect(follow(text).config.nodes[2]?.publicKey).toBe(`${key.slice(1)}3`);
});

describe("JSON as editors write it is read", () => {
  const nodes = lines((id) => `    { "id": ${id}, "address": "tcp://h//x:${5000 + id}" }, // node ${id}`);
  it.each([
    [
      "comments and trailing commas",
      `// four nodes\n{\n  "version": 1, /* the\n format */\n  "nodes": [\n${nodes}\n  ],\n}\n`,
    ],
    ["a comment first", `/* { */ { "version": 1, "nodes": [\n${nodes}\n] } // end`],
  ])("%s", (_name, text) => {
    expect(parseConfig(text.replaceAll("h//x", "h")).nodes).toHaveLength(4);
  });

  it("texts in quotes, addresses without quotes and YAML's comments are not taken for comments", () => {
    const text = `{ version: 1, # it's "one // two\n run: "// a", nodes: [{ id: 1, address: tcp://h:5001 }, { id: 2, address: 'tcp://h:5002' }] }`;
    const { run, nodes: read } = parseConfig(text);
    expect([run, read.length]).toEqual(["// a", 2]);
  });

  it("mistakes behind a comment are shown at their place", () => {
    const error = errorOf('{ /* one */ "version": 2,\n // two\n "nodes": 7 }') as ConfigError;
    expect(error.problems.map(({ line, column }) => [line, column])).toEqual([
      [1, 24],
      [3, 11],
    ]);
  });

  it("a comment that never ends ends with the file, in time", () => {
    expect(() => parseConfig(`{ ${"/* ".repeat(200_000)}`)).toThrow(ConfigError);
  });
});

describe("what is no list of members keeps its own sentence", () => {
  it.each([
    ["an empty file", "", /the file is empty/],
    ["prose", "Dear generals,\nattack at dawn.\n", /not a mapping of keys/],
    [
      "a mistake of syntax",
      `${underNodes((id) => `{ id: ${id}, address: "tcp://h:${5000 + id}" }`)}run: "x\n`,
      /never closed/,
    ],
    ["a shell script", "set -e\nnode main.js\n", /not a mapping of keys/],
    ["one address", "127.0.0.1:5001\n", /not a mapping of keys/],
  ])("%s", (_name, text, sentence) => {
    expect(errorOf(text)?.problems[0]?.cause).toMatch(sentence);
  });
});

it("finds fixes that lead in circles", () => {
  const text = underNodes((id) => `{ address: "tcp://h:${5000 + id}" }`);
  expect(() => follow(text, (fix) => fix.replace(/^write id: \d/, "write id: 1"))).toThrow(
    /no configuration after/,
  );
});

function errorOf(text: string): ConfigError | undefined {
  try {
    parseConfig(text);
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

/** Follows the first fix until the text is valid. `first`: how many problems it had. `heard`: what the user makes of a fix. */
function follow(text: string, heard = (fix: string) => fix) {
  const first = errorOf(text)?.problems.length ?? 0;
  let current = text;
  for (let steps = 0; steps <= first + 1; steps++) {
    const problem = errorOf(current)?.problems[0];
    if (!problem) return { config: parseConfig(current), steps, first };
    const next = followed(current, { ...problem, fix: heard(problem.fix) });
    if (next === null) throw new Error(`nothing to copy in: ${problem.cause}: ${problem.fix}\n${current}`);
    current = next;
  }
  throw new Error(`no configuration after ${first + 2} steps:\n${current}\n${errorOf(current)?.message}`);
}
