/** Members that agree on values of any kind, by every protocol, and a program that ends once they have left. */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join as joinPath } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { temporaryFolder } from "../run/strategos.js";

const built = new URL("../../dist/entry/index.js", import.meta.url).href;
const { joinGroup, makeSigningKeyPair, parseConfig } = (await import(
  built
)) as typeof import("../../src/entry/index.js");
type Joined = Awaited<ReturnType<typeof joinGroup>>;

const digestOf = (text: string) => createHash("sha256").update(text, "utf8").digest("hex");

async function group(more: object, count = 4): Promise<Joined[]> {
  const signing = Array.from({ length: count }, () => makeSigningKeyPair());
  const addresses = await freeAddresses(count);
  const nodes = addresses.map((address, at) => {
    const key =
      (more as { protocol?: string }).protocol === "sm" ? { signingKey: signing[at]!.signingKey } : {};
    return { id: at + 1, address, ...key };
  });
  const config = parseConfig(JSON.stringify({ version: 1, nodes, roundTimeout: "20s", ...more }));
  const members = await Promise.all(
    nodes.map(({ id }) => joinGroup({ config, id, signingSecret: signing[id - 1]!.signingSecret })),
  );
  onTestFinished(async () => {
    await Promise.all(members.map((member) => member.close()));
  });
  return members;
}

describe.each(["om", "sm", "king"])("%s", (protocol) => {
  it("decides the general's value, whatever it is, again and again", async () => {
    const members = await group({ protocol, orders: "any", m: 1 });
    for (const value of [{ quota: 12, tags: ["a", "b"] }, "plain text", null, ["é".repeat(30_000)]]) {
      const results = await Promise.all(members.map((one) => one.agree(one.id === 1 ? value : undefined)));
      for (const result of results) {
        expect(result).toMatchObject({ value, faults: [] });
        expect(digestOf(JSON.stringify(result.value))).toBe(result.decision);
      }
      expect(new Set(results.map(({ decision }) => decision)).size).toBe(1);
    }
    const bytes = await Promise.all(members.map((one) => one.agree(Uint8Array.of(0, 255, 7))));
    for (const { value } of bytes) expect(value).toEqual({ base64: "AP8H" });
  });
});

it("vector: each member gives a value of its own, listed nowhere, and all hold all of them", async () => {
  const members = await group({ protocol: "vector", orders: "any" });
  const valueOf = (id: number) => ({ from: id, load: id / 8 });
  const results = await Promise.all(members.map((one) => one.agree(valueOf(one.id))));
  for (const { vector, value } of results) {
    expect(vector).toEqual({ 1: valueOf(1), 2: valueOf(2), 3: valueOf(3), 4: valueOf(4) });
    expect(value).toBeUndefined();
  }
});

it("vector without digests takes any printable text or number, and king one of the orders", async () => {
  const members = await group({ protocol: "vector", combine: "median" });
  const results = await Promise.all(members.map((one) => one.agree(100 + one.id)));
  for (const result of results)
    expect(result).toMatchObject({ decision: "102", vector: { 1: "101", 2: "102", 3: "103", 4: "104" } });
  await expect(members[0]!.agree("two\nlines")).rejects.toThrow(/cannot be a value/);
  await expect(members[0]!.agree()).rejects.toThrow(/gives no value, and has none in the configuration/);
  const kings = await group({ protocol: "king" });
  for (const order of ["retreat", "attack"]) {
    const decided = await Promise.all(kings.map((one) => one.agree(order)));
    for (const { decision, rounds } of decided) expect([decision, rounds.length]).toEqual([order, 7]);
  }
  await expect(kings[0]!.agree("dig")).rejects.toThrow(
    /none of the configuration's orders\n {2}fix: give one of: retreat, attack/,
  );
  const steering = `\u001b[2J${"x".repeat(100_000)}`;
  for (const member of [members[0]!, kings[0]!])
    await expect(member.agree(steering)).rejects.toThrow(
      /^"\\u001b\[2Jx{36}…" (?:cannot be a value|is none of)/,
    );
});

it("refuses what is no value with a sentence, before anything is sent, and values where orders are listed", async () => {
  const [open] = await group({ orders: "any" }, 4);
  const circular: { self?: unknown } = {};
  circular.self = circular;
  const { proxy: gone, revoke } = Proxy.revocable({}, {});
  revoke();
  const sent = Uint8Array.of(1, 2);
  structuredClone(sent.buffer, { transfer: [sent.buffer] });
  const throwing = {
    get a(): number {
      throw new Error("not\nyet");
    },
  };
  for (const [given, said] of [
    [throwing, /^the value cannot be read: not\\u000ayet\n {2}fix: give plain data/],
    [[gone], /^the value cannot be read: .*revoked/],
    [gone, /^the value cannot be read: .*revoked/],
    [sent, /^the value cannot be read: .*detached/],
    [10n, /^the value is a bigint, which is nothing that JSON can write\n {2}fix: give null, true/],
    [circular, /^the value is nested more than 32 levels deep\n {2}fix: /],
    [Number.POSITIVE_INFINITY, /^the value is Infinity, which is nothing that JSON can write\n/],
    [{ at: [new Date(0)] }, /^the value holds an instance of Date at \.at\[0\], which is nothing/],
    [2 ** 53, /^the value is 9007199254740992, and numbers go from /],
    ["\ud800", /^the value is a text that is not well-formed Unicode: /],
    [new Uint8Array(60_000), /^the value is more than 65536 bytes long as JSON\n/],
  ] as const)
    await expect(open!.agree(given as never)).rejects.toThrow(said);
  const [vector] = await group({ protocol: "vector" });
  for (const number of [Number.NaN, Number.NEGATIVE_INFINITY])
    await expect(vector!.agree(number)).rejects.toThrow(/^the value is (NaN|-Infinity), which is nothing/);
  await expect(open!.agree((() => 1) as never)).rejects.toThrow(/nothing that JSON can write/);
  await expect(open!.agree("x".repeat(70_000))).rejects.toThrow(/more than 65536 bytes long as JSON/);
  const [listed] = await group({});
  await expect(listed!.agree({ a: 1 })).rejects.toThrow(/fix: configure `orders: any`/);
});

it("a program ends by itself once its members have left", async () => {
  const addresses = await freeAddresses(4);
  const nodes = addresses.map((address, at) => ({ id: at + 1, address }));
  const file = joinPath(temporaryFolder(), "program.mjs");
  const lines = [
    `import { joinGroup, parseConfig } from ${JSON.stringify(built)};`,
    `const config = parseConfig(${JSON.stringify(JSON.stringify({ version: 1, nodes }))});`,
    "const members = await Promise.all([1, 2, 3, 4].map((id) => joinGroup({ config, id })));",
    'const results = await Promise.all(members.map((one) => one.agree("attack")));',
    "await Promise.all(members.map((one) => one.close()));",
    "console.log(results.map(({ decision }) => decision).join());",
  ];
  writeFileSync(file, lines.join("\n"));
  const child = spawn(process.execPath, [file], { timeout: 60_000, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect([code, said]).toEqual([0, "attack,attack,attack,attack\n"]);
});
