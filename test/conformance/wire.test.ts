/**
 * The bytes on the wire, held fast: for each protocol, way to write reports and size of group, one hash over drawn
 * messages. A line of hashes.txt changes only where the wire is changed on purpose; `npx vitest run test/conformance -u`
 * writes it anew. (Commonware's conformance.toml is the model.)
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { configHash } from "../../src/config/hash.js";
import { parseConfig } from "../../src/config/parse.js";
import type { Group, NodeId, Order, ProtocolName } from "../../src/core/group.js";
import { pathsOf } from "../../src/core/path.js";
import type { Report } from "../../src/core/protocol.js";
import { type Words, wordsOf } from "../../src/core/random.js";
import { type Chain, readyText, type Signer, signChain, unsigned } from "../../src/core/signer.js";
import { encodeLinkFrame } from "../../src/net/link-frame.js";
import { ed25519Signer } from "../../src/node/ed25519.js";
import { protocolOf } from "../../src/protocols/index.js";
import { chainsMax } from "../../src/protocols/sm/rules.js";
import { vectorPathsOf } from "../../src/protocols/vector/rules.js";
import { encodeDone, encodeReady, encodeReport, type WireContext } from "../../src/wire/codec.js";

const DRAWN = 200;
const IDS: readonly (readonly NodeId[])[] = [
  [1, 2, 3, 4],
  [2, 3, 5, 8, 13, 21, 34],
];

const VALUES = ['"attack"', '{"on":true,"who":"Ä"}', "[1,2,3]", "null"];

interface Cell {
  readonly protocol: ProtocolName;
  readonly wire: "json" | "packed";
  readonly ids: readonly NodeId[];
  readonly isAny: boolean;
}

const cells: Cell[] = IDS.flatMap((ids) => [
  { protocol: "om", wire: "packed", ids, isAny: false },
  ...(["om", "sm", "king", "vector"] as const).flatMap((protocol) =>
    [false, true].map((isAny): Cell => ({ protocol, wire: "json", ids, isAny })),
  ),
]);

const digestOf = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

function contextOf({ protocol, wire, ids, isAny }: Cell): WireContext {
  const orders = isAny ? VALUES.map(digestOf) : ["retreat", "attack", "wait"];
  const contents = Object.fromEntries(VALUES.map((text) => [digestOf(text), text]));
  const m = Math.floor((ids.length - 1) / 3);
  const group: Group = {
    ...{ protocol, ids, general: ids[1] as NodeId, m, orders, defaultOrder: orders[0] as Order },
    ...(isAny && { contents }),
  };
  return { group, wire, run: "a run", instance: 0, hash: digestOf(JSON.stringify(group.ids)) };
}

function signerOf({ hash, run, instance, group }: WireContext): Signer {
  const secretKeys = Object.fromEntries(group.ids.map((id) => [id, digestOf(`secret of ${id}`)]));
  return ed25519Signer({ protocol: "sm", run, hash, instance }, { publicKeys: {}, secretKeys });
}

const pick = <T>(words: Words, list: readonly T[]): T => list[words() % list.length] as T;

/** A report that a node could send, honest or not. */
function drawReport(context: WireContext, signer: Signer, words: Words): Report {
  const { group } = context;
  const kind = protocolOf(group);
  const round = words() % (kind.lastRound(group) + 1);
  const from = pick(words, kind.senders(group, round));
  if (group.protocol === "sm") return signed(group, round, from, signer, words);
  const paths =
    group.protocol === "king"
      ? [[from]]
      : round > group.m
        ? []
        : (group.protocol === "vector" ? vectorPathsOf : pathsOf)(group, round, from);
  const relays = paths.map((path) => ({ path, order: pick(words, group.orders) }));
  return kind.reportOf(group, round, from, relays);
}

/** Chains in the order of the wire: by their order's place, or by its text where orders are digests. */
function signed(group: Group, round: number, from: NodeId, signer: Signer, words: Words): Report {
  const orders = group.contents ? group.orders.toSorted() : group.orders;
  const told = orders.filter(() => words() % 2 === 0).slice(0, chainsMax(round));
  const others = group.ids.filter((id) => id !== group.general && id !== from);
  const path = round === 0 ? [from] : [group.general, ...others.slice(0, round - 1), from];
  const chains = told.map((order) =>
    path.reduce<Chain>((c, by) => signChain(signer, c, by), unsigned(order)),
  );
  const report = { round, from, chains };
  const { contents = {} } = group;
  const values = Object.fromEntries(
    told.flatMap((order) => (order === group.defaultOrder ? [] : [[order, contents[order] ?? ""]])),
  );
  return group.contents ? ({ round, from, said: report, values } as Report) : report;
}

function hashOf(cell: Cell): string {
  const context = contextOf(cell);
  const { group } = context;
  const signer = signerOf(context);
  const words = wordsOf(DRAWN, group.ids.length, cell.isAny ? 1 : 0);
  const hash = createHash("sha256");
  const take = (parts: readonly Uint8Array[]) => {
    for (const part of parts) hash.update(`${part.length} `).update(part);
  };
  for (const id of group.ids) {
    const readies = [{ by: id, signature: signer.sign(id, readyText(signer.domain, id)) }];
    take(protocolOf(group).signs ? encodeReady(context, id, readies) : encodeReady(context, id));
    take(encodeDone(context, id));
  }
  for (let drawn = 0; drawn < DRAWN; drawn++)
    for (const frame of encodeReport(context, drawReport(context, signer, words))) take(frame);
  return hash.digest("hex");
}

function linkFramesHash(): string {
  const hash = createHash("sha256");
  const nonce = digestOf("nonce").concat("0f");
  for (const from of [1, 65535]) {
    hash.update(encodeLinkFrame({ link: "hello", from, to: 2 }));
    for (const link of ["challenge", "proof"] as const)
      hash.update(encodeLinkFrame({ link, from, to: 2, nonce }));
  }
  return hash.digest("hex");
}

function configHashes(): string[] {
  const folder = new URL("../../examples/", import.meta.url);
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .toSorted()
    .map((name) => `config ${name} ${configHash(parseConfig(readFileSync(new URL(name, folder), "utf8")))}`);
}

it("is what it was", async () => {
  const lines = cells.map((cell) => {
    const { protocol, wire, ids, isAny } = cell;
    return `wire 1 ${protocol} ${wire} n=${ids.length} ${isAny ? "values" : "listed"} ${hashOf(cell)}`;
  });
  const text = [...lines, `wire 1 links ${linkFramesHash()}`, ...configHashes(), ""].join("\n");
  await expect(text).toMatchFileSnapshot("hashes.txt");
});
