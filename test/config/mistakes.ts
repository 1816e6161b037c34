/** One file or set of flags for each kind of mistake. Each holds one mistake, unless it says so. */

import type { ConfigFlags } from "../../src/config/flags.js";

export interface Mistake {
  readonly name: string;
  /** undefined: no file. */
  readonly text?: string;
  readonly flags?: ConfigFlags;
  /** How many problems are reported. Left out: 1. */
  readonly problems?: number;
}

const NODES = list(4);

function list(
  n: number,
  entry = (id: number) => `  - { id: ${id}, address: "tcp://127.0.0.1:${7100 + id}" }`,
): string {
  return `nodes:\n${Array.from({ length: n }, (_, index) => entry(index + 1)).join("\n")}\n`;
}

/** A file of four nodes with these lines added. */
function withLines(...lines: string[]): string {
  return `version: 1\n${NODES}${lines.map((line) => `${line}\n`).join("")}`;
}

/** A file of four nodes in which node 2's entry is this. */
function withNode(entry: string): string {
  return `version: 1\n${NODES.replace(/ {2}- \{ id: 2.*/, `  - ${entry}`)}`;
}

function withTraitor(entry: string, ...lines: string[]): string {
  return withLines(...lines, "traitors:", `  - ${entry}`);
}

function withLie(lie: string): string {
  const seven = `version: 1\n${list(7)}m: 2\n`;
  return `${seven}traitors:\n  - id: 2\n    strategy: script\n    lies:\n      - ${lie}\n`;
}

const KEY = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";

export const SYNTAX_MISTAKES: readonly Mistake[] = [
  { name: "empty file", text: "" },
  { name: "only a comment", text: "# nothing here yet\n" },
  { name: "a list and not a mapping", text: "- version: 1\n" },
  { name: "a word and not a mapping", text: "strategos\n" },
  { name: "tab indentation", text: 'version: 1\nnodes:\n\t- { id: 1, address: "tcp://127.0.0.1:7101" }\n' },
  { name: "uneven indentation", text: `version: 1\nnodes:\n    - { id: 1 }\n  - { id: 2 }\n` },
  { name: "indented under a value", text: "version: 1\n  general: 1\n" },
  { name: "[ not closed", text: "version: 1\norders: [retreat, attack\nm: 1\n" },
  { name: "{ not closed", text: "version: 1\nnodes:\n  - { id: 1\n  - { id: 2 }\n" },
  { name: "] without [", text: "version: 1\norders: retreat, attack]\n]\n" },
  { name: "quote not closed", text: `version: 1\nrun: "first\n${NODES}` },
  { name: "no space after the colon", text: `version:1\n${NODES}` },
  { name: "no colon", text: withLines("unsafe") },
  { name: "comma missing", text: "version: 1\nnodes:\n  - { id: 1 address: x }\n" },
  { name: "@ begins a value", text: withLines("run: @1") },
  { name: "wrong escape", text: withLines('run: "a\\q"') },
  { name: "tag", text: withLines("m: !number 1") },
  { name: "two documents", text: `${withLines()}---\nversion: 1\n` },
  { name: "duplicate key", text: withLines("m: 1", "m: 0") },
  { name: "alias of nothing", text: withLines("order: *favourite") },
  { name: "alias of a name that cannot be seen", text: withLines("order: *a\u0007") },
  { name: "alias of itself", text: withLines("orders: &o [retreat, *o]") },
  { name: "brackets nested too deeply", text: `version: 1\nrun: ${"[".repeat(50_000)}` },
  { name: "lines nested too deeply", text: `version: 1\nrun:\n${" ".repeat(300)}- - - 1\n` },
  { name: "file too large", text: `# ${"x".repeat(1024 * 1024)}\n` },
  { name: "control characters in a line", text: withLines('run: "a\u001b[31mb\u202e"') },
  {
    name: "a very long line",
    text: withLines(`orders: [${"retreat, ".repeat(40)}7, ${"attack, ".repeat(40)}x]`),
  },
];

export const VALUE_MISTAKES: readonly Mistake[] = [
  { name: "no version", text: NODES },
  { name: "wrong version", text: `version: 2\n${NODES}` },
  { name: "unknown protocol", text: withLines("protocol: caesar") },
  { name: "unknown key, nearly right", text: withLines("round_timeout: 2s") },
  { name: "unknown key", text: withLines("colour: red") },
  { name: "__proto__ as a key", text: withLines("__proto__: { m: 3 }") },
  { name: "general not an id", text: withLines("general: Ming") },
  { name: "general empty", text: withLines("general:") },
  { name: "general not among the nodes", text: withLines("general: 9") },
  { name: "order not among the orders", text: withLines("order: atack") },
  { name: "order new", text: withLines("order: wait") },
  { name: "order a yes or no", text: withLines("order: true") },
  { name: "order a number", text: withLines('orders: ["0", "1"]', 'default: "0"', "order: 1") },
  { name: "default not among the orders", text: withLines("default: stay") },
  { name: "default left out and not among the orders", text: withLines("orders: [left, right]") },
  { name: "orders not a list", text: withLines("orders: retreat") },
  { name: "orders as a flag takes them", text: withLines("orders: retreat, attack") },
  { name: "one order only", text: withLines("orders: [retreat]") },
  {
    name: "too many orders",
    text: withLines(`orders: [retreat, ${"abcdefghijklmnop".split("").join(", ")}]`),
  },
  { name: "duplicate order", text: withLines("orders: [retreat, attack, attack]") },
  { name: "empty order", text: withLines('orders: [retreat, attack, ""]') },
  { name: "order too long", text: withLines(`orders: [retreat, attack, ${"a".repeat(70)}]`) },
  { name: "m negative", text: withLines("m: -1") },
  { name: "m not whole", text: withLines("m: 1.5") },
  { name: "m in quotes", text: withLines('m: "1"') },
  { name: "m without paths", text: withLines("m: 3", "unsafe: true") },
  { name: "n <= 3m", text: withLines("m: 2") },
  { name: "n <= 3m with three nodes", text: `version: 1\n${list(3)}m: 1\n` },
  { name: "round time-out without unit", text: withLines("roundTimeout: 2") },
  { name: "round time-out malformed", text: withLines("roundTimeout: two seconds") },
  { name: "round time-out too short", text: withLines("roundTimeout: 1ms") },
  { name: "start time-out too long", text: withLines("startTimeout: 90m") },
  { name: "seed not whole", text: withLines("seed: lucky") },
  { name: "seed too large", text: withLines("seed: 4294967296") },
  { name: "wire unknown", text: withLines("wire: pack") },
  { name: "run empty", text: withLines('run: ""') },
  { name: "run a number", text: withLines("run: 1") },
  { name: "run too long", text: withLines(`run: ${"long".repeat(20)}`) },
  { name: "unsafe neither true nor false", text: withLines("unsafe: yes") },
];

export const NODE_MISTAKES: readonly Mistake[] = [
  { name: "nodes missing", text: "version: 1\n" },
  { name: "nodes empty", text: "version: 1\nnodes:\n" },
  { name: "nodes not a list", text: "version: 1\nnodes: 7\n" },
  { name: "one node", text: `version: 1\n${list(1)}` },
  { name: "34 nodes", text: `version: 1\n${list(34)}` },
  { name: "node not a mapping", text: withNode('"tcp://127.0.0.1:7102"') },
  { name: "node without id", text: withNode('{ address: "tcp://127.0.0.1:7102" }') },
  { name: "id zero", text: withNode('{ id: 0, address: "tcp://127.0.0.1:7102" }') },
  { name: "id a word", text: withNode('{ id: two, address: "tcp://127.0.0.1:7102" }') },
  { name: "id too large", text: withNode('{ id: 65536, address: "tcp://127.0.0.1:7102" }') },
  { name: "duplicate id", text: withNode('{ id: 1, address: "tcp://127.0.0.1:7102" }') },
  { name: "node without address", text: withNode("{ id: 2 }") },
  { name: "unknown key in a node", text: withNode('{ id: 2, adress: "tcp://127.0.0.1:7102" }') },
  {
    name: "another unknown key in a node",
    text: withNode('{ id: 2, address: "tcp://h:7102", loyal: true }'),
  },
  { name: "address without tcp://", text: withNode('{ id: 2, address: "127.0.0.1:7102" }') },
  { name: "address with another scheme", text: withNode('{ id: 2, address: "http://127.0.0.1:7102" }') },
  { name: "address without port", text: withNode('{ id: 2, address: "tcp://127.0.0.1" }') },
  { name: "address with a word as port", text: withNode('{ id: 2, address: "tcp://127.0.0.1:http" }') },
  { name: "port 0", text: withNode('{ id: 2, address: "tcp://127.0.0.1:0" }') },
  { name: "port too large", text: withNode('{ id: 2, address: "tcp://127.0.0.1:70000" }') },
  { name: "address without host", text: withNode('{ id: 2, address: "tcp://:7102" }') },
  { name: "address of any host", text: withNode('{ id: 2, address: "tcp://*:7102" }') },
  { name: "address of any host in digits", text: withNode('{ id: 2, address: "tcp://0.0.0.0:7102" }') },
  { name: "address with a malformed host", text: withNode('{ id: 2, address: "tcp://my host:7102" }') },
  ...[
    ["IPv4 in brackets", "tcp://[127.0.0.1]:23802"],
    ["IPv4 with a number too large", "tcp://10.0.0.256:7102"],
    ["IPv4 with three numbers", "tcp://10.0.0:7102"],
    ["IPv4 with zeros in front", "tcp://010.0.0.1:7102"],
    ["IPv6 without brackets", "tcp://fe80::1:7102"],
    ["IPv6 without brackets and port", "tcp://2001:db8::12"],
    ["IPv6 with a bracket missing", "tcp://[::1:7102"],
    ["IPv6 with two ::", "tcp://[1::2::3]:7102"],
    ["IPv6 with a zone", "tcp://[fe80::1%eth0]:7102"],
    ["IPv6 of any host", "tcp://[0:0::0]:7102"],
    ["a port with a zero in front", "tcp://127.0.0.1:07102"],
    ["a name with two dots in a row", "tcp://a..b:7102"],
    ["a name that ends in a number", "tcp://rack.5:7102"],
    ["a name that is not ASCII", "tcp://müller.example:7102"],
    ["a name that is too long", `tcp://${"x".repeat(64)}:7102`],
    ["a user before the host", "tcp://me@host:7102"],
    ["a path behind the port", "tcp://host:7102/"],
  ].map(([what, address]) => ({
    name: `address: ${what}`,
    text: withNode(`{ id: 2, address: "${address}" }`),
  })),
  { name: "duplicate address", text: withNode('{ id: 2, address: "tcp://127.0.0.1:7101" }') },
  { name: "public key too short", text: `version: 1\n${list(2, (id) => node(id, `abc${id}`))}`, problems: 2 },
  {
    name: "public key with a wrong character",
    text: `version: 1\n${list(1, (id) => node(id, KEY))}  ${node(2, `${KEY.slice(1)}~`).trim()}\n`,
  },
  { name: "public key twice", text: `version: 1\n${list(2, (id) => node(id, KEY))}` },
  {
    name: "public key on some nodes only",
    text: withNode(`{ id: 2, address: "tcp://127.0.0.1:7102", publicKey: "${KEY}" }`),
  },
  {
    name: "signing key twice",
    text: `version: 1\n${list(2, (id) => `  - { id: ${id}, address: "tcp://127.0.0.1:${7100 + id}", signingKey: "${"0a".repeat(32)}" }`)}`,
  },
  {
    name: "signing key on some nodes only",
    text: withNode(`{ id: 2, address: "tcp://127.0.0.1:7102", signingKey: "${"0a".repeat(32)}" }`),
  },
  {
    name: "a command that is no line of words",
    text: withNode('{ id: 2, address: "tcp://127.0.0.1:7102", command: { program: node } }'),
  },
  {
    name: "a placeholder that stands for nothing",
    text: withNode('{ id: 2, address: "tcp://127.0.0.1:7102", command: "node.py {ID} {confg}" }'),
    problems: 2,
  },
  {
    name: "a program that is to sign, and gets no key",
    text: `${withNode('{ id: 2, address: "tcp://127.0.0.1:7102", command: "node.py {id}" }')}protocol: sm\n`,
  },
  {
    name: "a program that gets no key where others do",
    text: `version: 1\n${list(4, (id) => `  - { id: ${id}, address: "tcp://127.0.0.1:${7100 + id}", command: "x ${id < 4 ? "{key}" : "{id}"}" }`)}`,
  },
  {
    name: "a traitor that is a program of another",
    text: `${withNode('{ id: 2, address: "tcp://127.0.0.1:7102", command: "node.py {id}" }')}traitors: [{ id: 2, strategy: flip }]\n`,
  },
];

function node(id: number, publicKey: string): string {
  return `  - { id: ${id}, address: "tcp://127.0.0.1:${7100 + id}", publicKey: "${publicKey}" }`;
}

export const TRAITOR_MISTAKES: readonly Mistake[] = [
  { name: "traitors not a list", text: withLines("traitors: 3") },
  { name: "traitors as a flag takes them", text: withLines("traitors: 2:flip,3:always=attack") },
  { name: "traitors by id", text: withLines("traitors: { 2: split, 4: crash=1 }") },
  { name: "one traitor alone", text: withLines("traitors: { id: 3, strategy: silent }") },
  { name: "traitors of no known strategy", text: withLines("traitors: { 3: bribe }") },
  { name: "no traitors, in a word", text: withLines("traitors: none") },
  { name: "traitor not a mapping", text: withTraitor("3") },
  { name: "traitor as a flag names one", text: withTraitor('"3:split"') },
  { name: "traitor without id", text: withTraitor("{ strategy: flip }") },
  { name: "traitor without strategy", text: withTraitor("{ id: 2 }") },
  { name: "traitor not among the nodes", text: withTraitor("{ id: 8, strategy: flip }") },
  {
    name: "duplicate traitor",
    text: `${withTraitor("{ id: 2, strategy: flip }", "unsafe: true")}  - { id: 2, strategy: split }\n`,
  },
  { name: "unknown strategy, nearly right", text: withTraitor("{ id: 2, strategy: colude }") },
  { name: "unknown strategy", text: withTraitor("{ id: 2, strategy: bribe }") },
  { name: "unknown key in a traitor", text: withTraitor("{ id: 2, strategy: flip, order: attack }") },
  { name: "always without order", text: withTraitor("{ id: 2, strategy: always }") },
  { name: "always with an unknown order", text: withTraitor("{ id: 2, strategy: always, order: retread }") },
  { name: "crash without round", text: withTraitor("{ id: 2, strategy: crash }") },
  { name: "crash of a lieutenant in round 0", text: withTraitor("{ id: 2, strategy: crash, round: 0 }") },
  { name: "crash after the last round", text: withTraitor("{ id: 2, strategy: crash, round: 2 }") },
  { name: "crash of the general in round 1", text: withTraitor("{ id: 1, strategy: crash, round: 1 }") },
  { name: "tell with a wrong key", text: withTraitor("{ id: 2, strategy: collude, tell: { all: attack } }") },
  {
    name: "tell with an unknown order",
    text: withTraitor("{ id: 2, strategy: collude, tell: { 3: charge } }"),
  },
  { name: "tell to a stranger", text: withTraitor("{ id: 2, strategy: collude, tell: { 9: attack } }") },
  {
    name: "more traitors than m",
    text: `${withTraitor("{ id: 2, strategy: flip }")}  - { id: 3, strategy: flip }\n`,
  },
  { name: "a traitor and m = 0", text: withTraitor("{ id: 2, strategy: flip }", "m: 0") },
  { name: "script without lies", text: withTraitor("{ id: 2, strategy: script }") },
  { name: "lie without order", text: withLie("{ round: 1, to: 3, path: [1, 2] }") },
  { name: "lie with none as order", text: withLie("{ round: 1, to: 3, path: [1, 2], order: none }") },
  { name: "lie with a word as path", text: withLie("{ round: 1, to: 3, path: 1.2, order: attack }") },
  { name: "lie in round 0", text: withLie("{ round: 0, to: 3, path: [1, 2], order: attack }") },
  { name: "lie to itself", text: withLie("{ round: 1, to: 2, path: [1, 2], order: attack }") },
  { name: "lie to the general", text: withLie("{ round: 1, to: 1, path: [1, 2], order: attack }") },
  { name: "lie to a stranger", text: withLie("{ round: 1, to: 12, path: [1, 2], order: attack }") },
  { name: "path not from the general", text: withLie("{ round: 1, to: 3, path: [4, 2], order: attack }") },
  { name: "path not of the traitor", text: withLie("{ round: 1, to: 3, path: [1, 4], order: attack }") },
  { name: "path with a stranger", text: withLie("{ round: 2, to: 3, path: [1, 9, 2], order: attack }") },
  {
    name: "path with a node twice",
    text: withLie("{ round: 2, to: 3, path: [1, 2, 2], order: attack }"),
  },
  { name: "path of another round", text: withLie("{ round: 1, to: 3, path: [1, 4, 2], order: attack }") },
  {
    name: "the same lie twice",
    text: withLie("&lie { round: 1, to: 3, path: [1, 2], order: attack }\n      - *lie"),
  },
];

export const FLAG_MISTAKES: readonly Mistake[] = [
  { name: "nodes a word", flags: { nodes: "seven" } },
  { name: "one node", flags: { nodes: "1" } },
  { name: "100 nodes", flags: { nodes: "100" } },
  { name: "a million nodes", flags: { nodes: "1000000" } },
  { name: "general not among the nodes", flags: { general: "8" } },
  { name: "order not among the orders", flags: { order: "atack" } },
  { name: "orders without the default order", flags: { orders: "0,1" } },
  { name: "empty order", flags: { orders: "retreat,,attack" } },
  { name: "m a word", flags: { m: "x" } },
  { name: "n <= 3m", flags: { nodes: "3", m: "1" } },
  { name: "more traitors than m", flags: { nodes: "4", traitors: "2,3" } },
  { name: "unknown strategy", flags: { traitors: "2:flip,3:splitt" } },
  { name: "always without order", flags: { traitors: "3:always" } },
  { name: "always with an unknown order", flags: { traitors: "3:always=atack" } },
  { name: "crash without round", flags: { traitors: "5:crash" } },
  { name: "crash in a word", flags: { traitors: "5:crash=soon" } },
  { name: "flip with a value", flags: { traitors: "2:flip=attack" } },
  { name: "script as a flag", flags: { traitors: "2:script" } },
  { name: "tell as a flag", flags: { traitors: "2:collude=3" } },
  { name: "traitor without id", flags: { traitors: ":flip" } },
  { name: "traitor without strategy", flags: { traitors: "2:" } },
  { name: "traitor not among the nodes", flags: { traitors: "2,9" } },
  { name: "traitors empty", flags: { traitors: "" } },
  { name: "round time-out without unit", flags: { roundTimeout: "2" } },
  { name: "start time-out malformed", flags: { startTimeout: "soon" } },
  { name: "seed not whole", flags: { seed: "1.5" } },
  { name: "wire unknown", flags: { wire: "packd" } },
  { name: "run with a line feed", flags: { run: "a\nb" } },
  {
    name: "a flag against the file",
    text: withLines("order: attack"),
    flags: { orders: "0,1", default: "0" },
  },
  { name: "several flags", flags: { seed: "x", m: "y", wire: "z" }, problems: 3 },
];

/** Several mistakes at once, to see them all reported and in order. */
export const MANY_MISTAKES: Mistake = {
  name: "many mistakes in one file",
  text: [
    "version: 2",
    "genral: 1",
    "m: -1",
    "nodes:",
    "  - { id: 1, address: tcp://127.0.0.1 }",
    "  - { id: x, adress: tcp://127.0.0.1:7102 }",
    "  - 5",
    "roundTimeout: 3",
    "traitors:",
    "  - { id: 2, strategy: flp }",
    "",
  ].join("\n"),
  flags: { seed: "x" },
  problems: 10,
};
