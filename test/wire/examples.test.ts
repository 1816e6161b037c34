/** What docs/WIRE.md shows and counts is what nodes say: messages, option numbers, the hash, rounds of DONE. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Group, ProtocolName } from "../../src/core/group.js";
import type { Report } from "../../src/core/protocol.js";
import { readyText, signChain, unsigned } from "../../src/core/signer.js";
import { ed25519Signer } from "../../src/node/ed25519.js";
import { protocolOf } from "../../src/protocols/index.js";
import { encodeDone, encodeReady, encodeReport, type WireContext } from "../../src/wire/codec.js";

const PAGE = readFileSync(new URL("../../docs/WIRE.md", import.meta.url), "utf8");
const hash = "6dafb6fbe77adece498dc87243cba3b45ef603b2058ae1863de48694add6a0b4";

/** The secret signing key of node k is 32 bytes of k. */
const signer = ed25519Signer(
  { protocol: "sm", run: "1", hash, instance: 0 },
  { publicKeys: {}, secretKeys: { 1: "01".repeat(32), 2: "02".repeat(32) } },
);

function contextOf(protocol: ProtocolName): WireContext {
  const group: Group = {
    ...{ protocol, ids: [1, 2, 3, 4], general: 1, m: 1 },
    ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
  };
  return { group, hash, run: "1", instance: 0, wire: "json" };
}

const reportText = (protocol: ProtocolName, report: Report) =>
  encodeReport(contextOf(protocol), report)
    .flat()
    .map((part) => Buffer.from(part).toString())
    .join("");

const chain = [1, 2].reduce((told, by) => signChain(signer, told, by), unsigned("attack"));
const ready = { by: 2, signature: signer.sign(2, readyText(signer.domain, 2)) };
const vector = contextOf("vector").group;
const values = [1, 3, 4].map((id) => ({ path: [id, 2], order: `v${id}` }));

it.each([
  ["sm: a READY", String(Buffer.from(encodeReady(contextOf("sm"), 2, [ready])[0]!))],
  ["sm: a report", reportText("sm", { round: 1, from: 2, chains: [chain] } as Report)],
  ["king: a proposal", reportText("king", { round: 2, from: 2, order: "attack" } as Report)],
  ["king: none", reportText("king", { round: 2, from: 2, order: null } as Report)],
  ["vector: a report", reportText("vector", protocolOf(vector).reportOf(vector, 1, 2, values))],
])("%s", (_name, text) => {
  expect(PAGE.split("\n")).toContain(text);
});

/** The code of the binding that real nodes use: `defineOpt([…], "name", number, "Type"`. */
const BINDING = readFileSync(new URL("../../node_modules/zeromq/lib/index.js", import.meta.url), "utf8");

it.each([
  ["SNDHWM", "sendHighWaterMark"],
  ["LINGER", "linger"],
  ["PROBE_ROUTER", "probeRouter"],
  ["MAXMSGSIZE", "maxMessageSize"],
  ["HANDSHAKE_IVL", "handshakeInterval"],
  ["RCVHWM", "receiveHighWaterMark"],
  ["CURVE_SERVER", "curveServer"],
  ["ZAP_DOMAIN", "zapDomain"],
  ["ZAP_ENFORCE_DOMAIN", "zapEnforceDomain"],
])("the number of %s is the one that real nodes use", (option, name) => {
  const stated = new RegExp(`^\\| \`${option}\` \\| (\\d+), `, "m").exec(PAGE)?.[1];
  const used = [...BINDING.matchAll(new RegExp(`defineOpt\\([^"]*"${name}", (\\d+),`, "g"))].map(
    (found) => found[1],
  );
  expect(stated).toBeDefined();
  expect(used).toContain(stated);
});

/** Each line of the page that is a message or a link frame. */
const LINES = PAGE.split("\n").filter((line) => /^\{"(?:version|link)":/.test(line));

it("what the page shows as messages and link frames is canonical JSON", () => {
  expect(LINES.length).toBeGreaterThan(12);
  for (const line of LINES) expect(JSON.stringify(JSON.parse(line))).toBe(line);
});

it("the page's hash is that of the configuration it shows", () => {
  const hashed = PAGE.split("\n").find((line) => line.startsWith('{"default":'))!;
  expect(Buffer.byteLength(hashed)).toBe(349);
  expect(createHash("sha256").update(hashed).digest("hex")).toBe(hash);
});

it.each([
  ["om", 2],
  ["sm", 1],
  ["king", 7],
  ["vector", 2],
] as const)(
  "with orders: any, DONE of %s bears round %i where m is 1, as the page says",
  (protocol, round) => {
    const context = contextOf(protocol);
    const header: unknown = JSON.parse(
      Buffer.from(encodeDone({ ...context, group: { ...context.group, contents: {} } }, 2)[0]!).toString(),
    );
    expect(header).toMatchObject({ type: "done", round });
  },
);
