/**
 * The grammar of addresses, held against what Node.js makes of the same hosts, and against texts that are nearly
 * addresses: every one is read or refused with a sentence, and none is a bug (`tcp://[127.0.0.1]:23802` passed the
 * check of configurations and then crashed what read it as a URL).
 */
import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import {
  addressOf,
  canBeDialled,
  isLoopback,
  kindOfHost,
  parseAddress,
  sameSpot,
} from "../../src/core/address.js";

const word = fc.string({ unit: fc.constantFrom(..."0129azAZ.:-_%[]/@ *é".split("")), maxLength: 20 });
const port = fc.oneof(fc.nat({ max: 70_000 }).map(String), fc.constantFrom("", "07104", "x", "1 ", "0"));
const host = fc.oneof(
  word,
  fc.ipV4(),
  fc.ipV6(),
  fc.domain(),
  fc.ipV6().map((six) => `[${six}]`),
  fc.ipV4Extended(),
  fc.tuple(fc.ipV6(), word).map(([six, zone]) => `[${six}%${zone}]`),
);
const nearly = fc.tuple(fc.constantFrom("tcp://", "tcp:/", "TCP://", "udp://", ""), host, port);
const text = nearly.map(([scheme, name, number]) => `${scheme}${name}${number === "" ? "" : `:${number}`}`);

describe("a host", () => {
  it("is an IP address where Node.js says so, and nowhere else", () => {
    fc.assert(
      fc.property(host, (one) => {
        expect(kindOfHost(one) === "ipv4").toBe(isIPv4(one));
        expect(kindOfHost(one) === "ipv6").toBe(isIPv6(one) && !one.includes("%"));
      }),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ["tm_node2", "name"],
    ["strategos-0.strategos.default.svc.cluster.local.", "name"],
    ["node--1", "name"],
    ["_dmarc.x", "name"],
    ["4c01db0b339c", "name"],
    ["::ffff:10.0.0.1", "ipv6"],
    ["a..b", null],
    [".", null],
    ["", null],
    ["x.5", null],
    ["0x7f.1", null],
    ["fe80::1%eth0", null],
  ])("%s: %s", (one, kind) => expect(kindOfHost(one)).toBe(kind));
});

const REFUSED = /^ConfigError: .*:2:\d+: address of node 2 [^\n]+\n.*\n.*\^+\n {4}fix: \S/;

function saidOf(address: string): string {
  const node = JSON.stringify({ id: 2, address });
  try {
    const { nodes } = parseConfig(`version: 1\nnodes: [{ id: 1, address: "tcp://first:1" }, ${node}]\n`);
    return nodes[1]?.address === address ? "taken" : "changed";
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

describe("an address", () => {
  it("that is read is written as it was", () => {
    fc.assert(
      fc.property(text, (one) => {
        const read = parseAddress(one);
        if (read === null) return;
        expect(addressOf(read.host, read.port)).toBe(one);
        expect(read.port).toBeGreaterThan(0);
        expect(read.port).toBeLessThan(65_536);
      }),
      { numRuns: 5_000 },
    );
  });

  it("in a configuration is taken, or refused at its place with a sentence and a fix", () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(saidOf(one)).toMatch(canBeDialled(one) ? /^taken$/ : REFUSED);
      }),
      { numRuns: 500 },
    );
  });

  it.each(["tcp://127.0.0.2:1", "tcp://localhost.:1", "tcp://[::1]:1"])("%s is loopback", (one) =>
    expect(isLoopback(one)).toBe(true),
  );
  it.each(["tcp://127.0.0.1.org:1", "tcp://127.x:1", "tcp://0.0.0.0:1", "tcp://[::]:1"])("%s is not", (one) =>
    expect(isLoopback(one)).toBe(false),
  );
  it.each([
    ["tcp://Node-1.Example.com.:1", "tcp://node-1.example.com:1"],
    ["tcp://LOCALHOST:1", "tcp://127.0.0.1:1"],
    ["tcp://localhost.:1", "tcp://127.0.0.1:1"],
    ["tcp://[0:0:0:0:0:0:0:1]:1", "tcp://[::1]:1"],
    ["tcp://[2001:DB8::0:A]:1", "tcp://[2001:db8::a]:1"],
    ["tcp://[::ffff:127.0.0.1]:1", "tcp://127.0.0.1:1"],
    ["tcp://[::ffff:7f00:1]:1", "tcp://127.0.0.1:1"],
  ])("%s is another spelling of %s, and no two nodes have both", (one, other) => {
    expect(sameSpot(one)).toBe(other);
    expect(sameSpot(other)).toBe(other);
    const file = `version: 1\nnodes: [{ id: 1, address: "${one}" }, { id: 2, address: "${other}" }]`;
    expect(() => parseConfig(file)).toThrow("is that of node 1 already");
  });

  it("what another name stands for is not asked, and ports tell apart", () => {
    const all = ["tcp://127.0.0.2:1", "tcp://127.0.0.1:1", "tcp://[::1]:1", "tcp://127.0.0.1:2", "tcp://a:1"];
    expect(new Set(all.map(sameSpot)).size).toBe(all.length);
  });

  it.each([
    ["::1:7101", "[::1]:7101"],
    ["fe80::1:7101", "[fe80::1]:7101"],
    ["2001:db8:0:0:0:0:0:1:7101", "[2001:db8:0:0:0:0:0:1]:7101"],
  ])("%s is meant to be %s, whichever node has it", (written, meant) => {
    for (const id of [1, 2]) {
      const entry = (own: number) => (own === id ? written : `127.0.0.1:${own}`);
      const nodes = [1, 2].map((own) => `  - { id: ${own}, address: "tcp://${entry(own)}" }`);
      expect(() => parseConfig(["version: 1", "nodes:", ...nodes].join("\n"))).toThrow(`"tcp://${meant}"`);
    }
  });

  it.each(["tcp://0.0.0.0:1", "tcp://[::]:1", "tcp://[0:0::0]:1"])("%s is for listening only", (one) =>
    expect([parseAddress(one) !== null, canBeDialled(one)]).toEqual([true, false]),
  );
});
