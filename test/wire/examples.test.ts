/** The examples of docs/WIRE.md for sm, king and vector are what the codecs write. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Group, ProtocolName } from "../../src/core/group.js";
import type { Told } from "../../src/core/kind.js";
import { kindOf } from "../../src/core/kinds.js";
import { readyText, signChain, unsigned } from "../../src/core/signer.js";
import { ed25519Signer } from "../../src/node/ed25519.js";
import { encodeReady, encodeReport, type WireContext } from "../../src/wire/codec.js";

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

const reportText = (protocol: ProtocolName, report: Told) =>
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
  ["sm: a report", reportText("sm", { round: 1, from: 2, chains: [chain] } as Told)],
  ["king: a proposal", reportText("king", { round: 2, from: 2, order: "attack" } as Told)],
  ["king: none", reportText("king", { round: 2, from: 2, order: null } as Told)],
  ["vector: a report", reportText("vector", kindOf(vector).reportOf(vector, 1, 2, values))],
])("%s", (_name, text) => {
  expect(PAGE.split("\n")).toContain(text);
});
