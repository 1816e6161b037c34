/**
 * The reading of configurations, from a file's bytes to its hash, as `validate` does it: whatever the bytes are, they are a
 * sound configuration or a sentence. It begins with the examples, with lists of members as other programs keep them, with other
 * encodings, and with what is deep, repeated, huge or strange.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FileError, textOf } from "../../src/config/file.js";
import { configHash } from "../../src/config/hash.js";
import { parseConfig } from "../../src/config/parse.js";
import { ConfigError } from "../../src/config/problem.js";
import { ACCEPTED, shapeOf, type Target } from "./fuzzer.js";

export const CONFIG = `version: 1
protocol: om
general: 1
nodes:
  - { id: 1, address: "tcp://127.0.0.1:7101" }
  - { id: 2, address: "tcp://[::1]:7102" }
  - { id: 3, address: "tcp://node3:7103" }
  - { id: 4, address: "tcp://127.0.0.1:7104" }
orders: [retreat, attack]
roundTimeout: 2s
wire: auto
run: "1"
traitors:
  - { id: 2, strategy: script, lies: [{ round: 1, to: 3, path: [1, 2], order: attack }] }
`;

const MEMBERS = [
  '{ "nodes": [{ "address": "127.0.0.1", "port": 34566, "node_id": 1 }, { "address": "h", "port": 2, "node_id": 2 }] }',
  "[nodes]\n1 = 127.0.0.1:5001\n2 = 127.0.0.1:5002\n",
  '[[nodes]]\nid = 0\nhost = "h"\nport = 5001\n[[nodes]]\nid = 1\nhost = "h"\nport = 5002\n',
  "NODE1_HOST=h\nNODE1_PORT=1\nNODE2_HOST=h\nNODE2_PORT=2\n",
  '{"id":0,"host":"a","port":1}\n{"id":1,"host":"b","port":2}\n',
  "f: 1\ncommander: 0\npeers:\n  - { id: 0, host: a, port: 1 }\n  - { id: 1, host: b, port: 2 }\n",
  "1,127.0.0.1,5001\n2,127.0.0.1,5002\n",
  '// two\n{ "version": 1, "nodes": [ /* one */ { "id": 1, "address": "tcp://h:1" }, { "id": 2, "address": "tcp://h:2" }, ], }\n',
];

const STRANGE = [
  `order: ${"[".repeat(40)}`,
  `${"- ".repeat(120)}x\n`,
  `a: &a [1, 1]\nb: &b [*a, *a]\nc: &c [*b, *b]\nnodes: [*c, *c]\n`,
  `${CONFIG}m: 1e400\nseed: 99999999999999999999\nstartTimeout: 999999999999s\n`,
  `${CONFIG}order: "\\uD800"\ncombine: "\u202e\u0000\u{1F600}"\n`,
  CONFIG.replace("orders: [retreat, attack]", "orders: any\norder: { a: [1, { b: null }], c: .inf }"),
  "version: !!int 1\n<<: { nodes: [] }\n? [a, b]\n: c\n__proto__: 1\nconstructor: 2\n",
  "%YAML 1.2\n---\nversion: 1\n...\n---\n",
];

function seeds(): Buffer[] {
  const folder = fileURLToPath(new URL("../../examples", import.meta.url));
  const examples = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  const crash = CONFIG.replace(/traitors[^]*/, "traitors: [{ id: 3, strategy: crash, round: 1 }]\n");
  return [
    Buffer.from(CONFIG),
    Buffer.from(crash),
    ...examples.map((name) => readFileSync(`${folder}/${name}`)),
    ...[...MEMBERS, ...STRANGE].map((text) => Buffer.from(text)),
    Buffer.from(`\uFEFF${CONFIG}`, "utf16le"),
    Buffer.from(CONFIG.replace("node3", "nodé3"), "latin1"),
  ];
}

export const configuration: Target = {
  name: "config",
  bytesMax: 4000,
  share: 12,
  seeds,
  run: (input) => {
    try {
      const config = parseConfig(textOf(input, "fuzzed.yaml"));
      const ids = config.nodes.map(({ id }) => id);
      const isSound =
        new Set(ids).size === ids.length &&
        ids.includes(config.general) &&
        config.m >= 0 &&
        config.m <= ids.length - 2;
      if (!isSound || !/^[0-9a-f]{64}$/.test(configHash(config))) throw new Error("accepted, and not sound");
      return `${ACCEPTED} ${config.traitors.map(({ strategy }) => strategy).join()}`;
    } catch (error) {
      if (error instanceof FileError) return shapeOf(error.reason);
      if (!(error instanceof ConfigError)) throw error;
      assertSentence(error);
      return shapeOf(error.message.split("\n")[0]!.replace(/^[^ ]* /, ""));
    }
  },
};

/** Nothing raw, nothing of the program's inside, and a fix each. */
function assertSentence({ message, problems }: ConfigError): void {
  if (
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|\[object |(?<!")\bundefined\b(?!")/.test(
      message.replaceAll(QUOTED, ""),
    )
  )
    throw new Error(`not a sentence: ${message}`);
  if (problems.length === 0 || problems.some(({ cause, fix }) => cause === "" || fix === ""))
    throw new Error(`no cause or no fix: ${message}`);
}

/** What a file holds is shown in quotes, or on the line that is shown of it. */
const QUOTED = /"[^"]*"|^ *\d* \| .*$/gm;
