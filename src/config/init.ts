/** The commented file that `strategos init` writes. Reading it again gives the same configuration. */

import { type Own, ownOf } from "../adversary/strategies.js";
import { listed } from "../core/listed.js";
import { type ScriptedLie, STRATEGIES, type TraitorEntry } from "../core/traitor.js";
import { protocolOf } from "../protocols/index.js";
import type { Config, NodeEntry } from "./config.js";
import { durationText } from "./values.js";

/**
 * A configuration as a commented YAML file with a final line feed.
 *
 * `schema` is the path or address of the JSON Schema, for editors; left out, the file does not name one.
 */
export function initText(config: Config, schema?: string): string {
  const sections = [
    head(config, schema),
    nodes(config),
    orders(config),
    timing(config),
    wire(config),
    traitors(config),
  ];
  return `${sections.join("\n\n")}\n`;
}

function head(config: Config, schema: string | undefined): string {
  const n = config.nodes.length;
  const isOfAll = protocolOf(config).everyone !== undefined;
  return [
    ...(schema === undefined ? [] : [`# yaml-language-server: $schema=${schema}`]),
    "# A run of Byzantine agreement: who takes part, who orders, who lies.",
    "# Try it with `strategos run`; see what it costs with `strategos plan`.",
    "version: 1",
    commented(`protocol: ${config.protocol}`, protocolOf(config).citation),
    commented(
      `general: ${config.general}`,
      isOfAll ? "of no account: every node gives a value" : "gives the order; the others are its lieutenants",
    ),
    commented(
      `order: ${order(config, config.order)}`,
      isOfAll ? "the value of each node that has none of its own" : "what the general orders",
    ),
    ...(config.combine ? [commented(`combine: ${config.combine}`, "what the vector is combined to")] : []),
    commented(
      `m: ${config.m}`,
      `traitors to tolerate: agreement is guaranteed while ${protocolOf(config).bound.text}, here n = ${n}`,
    ),
  ].join("\n");
}

function nodes(config: Config): string {
  const title =
    "# Where each node listens. Nodes on several machines need a publicKey each (`strategos keygen`).";
  const kind = protocolOf(config);
  const needs = [
    ...(kind.signs
      ? ["# With sm each that is started by `strategos node` needs a signingKey too, from the same key file."]
      : []),
    ...(kind.everyone
      ? ["# Each may have a value of its own here; it stays out of what nodes must share."]
      : []),
  ];
  return [title, ...needs, "nodes:", ...config.nodes.map((one) => node(config, one))].join("\n");
}

function node(config: Config, { id, address, publicKey, signingKey, value }: NodeEntry): string {
  const own = value === undefined ? "" : `, value: ${order(config, value)}`;
  const key = publicKey === undefined ? "" : `, publicKey: ${JSON.stringify(publicKey)}`;
  const signing = signingKey === undefined ? "" : `, signingKey: ${JSON.stringify(signingKey)}`;
  return `  - { id: ${id}, address: ${JSON.stringify(address)}${key}${signing}${own} }`;
}

function orders(config: Config): string {
  return [
    config.contents
      ? commented("orders: any", "values of any kind, 64 KiB as JSON at the most")
      : commented(`orders: [${config.orders.map(text).join(", ")}]`, "every order there is"),
    commented(
      `default: ${order(config, config.default)}`,
      "stands for a missing or void message, and for a tie",
    ),
  ].join("\n");
}

function timing(config: Config): string {
  return [
    commented(
      `roundTimeout: ${durationText(config.roundTimeoutMs)}`,
      "three deliveries between nodes, or more",
    ),
    commented(`startTimeout: ${durationText(config.startTimeoutMs)}`, "how long nodes wait for each other"),
  ].join("\n");
}

function wire(config: Config): string {
  return [
    commented(
      `wire: ${config.wire}`,
      protocolOf(config).packs
        ? "json, packed or auto: json while no report holds over 1000 relays"
        : `json or auto, which are the same with ${config.protocol}: reports are spelled out`,
    ),
    commented(`run: ${text(config.run)}`, "names this run in every message"),
    commented(`seed: ${config.seed}`, "what the random strategy draws from"),
    ...(config.unsafe ? [commented("unsafe: true", "runs although nothing is guaranteed")] : []),
  ].join("\n");
}

function traitors(config: Config): string {
  const title = `# Who lies, and how: ${listed(STRATEGIES.slice(0, -1), "or")}; ${STRATEGIES.at(-1)} with sm.`;
  if (config.traitors.length === 0) return `${title}\ntraitors: []`;
  return [title, "traitors:", ...config.traitors.map((one) => traitor(config, one))].join("\n");
}

function traitor(config: Config, entry: TraitorEntry): string {
  const start = `  - { id: ${entry.id}, strategy: ${entry.strategy}`;
  const own = ownOf(entry);
  return own ? `${start}, ${own.key}: ${written(config, own)} }` : `${start} }`;
}

function written(config: Config, { key, value }: Own): string {
  switch (key) {
    case "order":
      return order(config, value);
    case "round":
      return String(value);
    case "tell":
      return `{ ${tell(config, value)} }`;
    case "lies":
      return `[${["", ...value.map((one) => lie(config, one))].join("\n      ")}]`;
  }
}

function tell(config: Config, told: Readonly<Record<string, string>>): string {
  return Object.entries(told)
    .map(([id, said]) => `${id}: ${order(config, said)}`)
    .join(", ");
}

function lie(config: Config, { round, to, path, order: told }: ScriptedLie): string {
  const said = told === null ? "null" : order(config, told);
  return `{ round: ${round}, to: ${to}, path: [${path.join(", ")}], order: ${said} },`;
}

const COMMENT_COLUMN = 26;

function commented(entry: string, comment: string): string {
  return `${entry.padEnd(COMMENT_COLUMN - 1)} # ${comment}`;
}

/** An order as it was written: a listed one, or a value, which as JSON is YAML too. */
function order({ contents }: Config, value: string): string {
  return contents?.[value] ?? text(value);
}

/** A word as it is, and everything that YAML could take for something else in quotes. */
function text(value: string): string {
  const isPlain =
    /^[A-Za-z][A-Za-z-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(value);
  return isPlain ? value : JSON.stringify(value);
}
