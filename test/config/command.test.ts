/** Nodes that are programs of others: their commands, and the configuration that they are handed. */
import { expect, it } from "vitest";
import { filled } from "../../src/config/command.js";
import type { Config } from "../../src/config/config.js";
import { handedText } from "../../src/config/handed.js";
import { configHash } from "../../src/config/hash.js";
import { nodeOptionsOf } from "../../src/config/options.js";
import { parseConfig } from "../../src/config/parse.js";
import { Run } from "../../src/config/run.js";

const NODES = [1, 2, 3, 4]
  .map((id) => `  - { id: ${id}, address: "tcp://127.0.0.1:${7100 + id}" }\n`)
  .join("");

function configOf(entry: string, more = ""): Config {
  const nodes = NODES.replace(/\{ id: 4,([^}]*) \}/, `{ id: 4,$1, ${entry} }`);
  return parseConfig(`version: 1\nnodes:\n${nodes}${more}`);
}

it("a command is a line of words or a list of them, and its placeholders are filled in wherever they stand", () => {
  const words = ["java", "-cp", "a b", "--id={id}", "{config}"];
  expect(configOf(`command: [java, -cp, "a b", "--id={id}", "{config}"]`).nodes[3]?.command).toEqual(words);
  expect(configOf('command: " java  Node {id} "').nodes[3]?.command).toEqual(["java", "Node", "{id}"]);
  expect(filled(words, { id: "4", config: "/tmp/$& {id}", key: "" })).toEqual([
    ...["java", "-cp", "a b", "--id=4", "/tmp/$& {id}"],
  ]);
});

it("a command is no part of the config hash, and no node is told of it", () => {
  const config = configOf("command: x");
  expect(configHash(config)).toBe(configHash(parseConfig(`version: 1\nnodes:\n${NODES}`)));
  expect(JSON.stringify(nodeOptionsOf(new Run(config), 1))).not.toContain("command");
});

it.each([
  ["listed orders", "", "orders: [stay, go, wait]\ndefault: wait\norder: go\nroundTimeout: 1500ms\n"],
  ["values of any kind", "", 'orders: any\norder: { price: 1.5, text: "ä" }\ndefault: null\n'],
  ["values of each node", "value: 100, ", "protocol: vector\ncombine: median\nrun: beta\n"],
  ["numbers that only their text keeps", 'value: "1.50", ', "protocol: vector\n"],
  ["more than the bound", "", "m: 2\nunsafe: true\n"],
])("what a program is handed has the hash of the run, with %s", (_, entry, more) => {
  const config = configOf(`${entry}command: "x {id}"`, more);
  for (const id of [1, 4]) {
    const handed = handedText(config, id);
    const read = parseConfig(handed);
    expect(configHash(read)).toBe(configHash(config));
    expect([read.roundTimeoutMs, read.startTimeoutMs]).toEqual([
      config.roundTimeoutMs,
      config.startTimeoutMs,
    ]);
    expect(new Run(read).values?.[id]).toBe(new Run(config).values?.[id]);
    expect(handed).not.toContain("command");
  }
});

it("a lieutenant is not handed the order, and nobody who lies", () => {
  const config = configOf("command: x", "order: attack\ntraitors: [{ id: 2, strategy: flip }]\n");
  const [general, lieutenant] = [1, 4].map(
    (id) => JSON.parse(handedText(config, id)) as Record<string, unknown>,
  );
  expect(general).toMatchObject({ order: "attack" });
  expect(Object.keys(lieutenant!)).not.toContain("order");
  expect(general).not.toHaveProperty("traitors");
});
