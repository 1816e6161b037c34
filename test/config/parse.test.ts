import { describe, expect, test } from "vitest";
import type { ConfigFlags } from "../../src/config/flags.js";
import { parseConfig } from "../../src/config/parse.js";
import { ConfigError } from "../../src/config/problem.js";

const NODES = 'nodes: [{ id: 3, address: "tcp://a.example:1" }, { id: 2, address: "tcp://[::1]:65535" }]';

function withFlags(flags: ConfigFlags) {
  return parseConfig(undefined, { flags });
}

test.each(["\n", "\r\n", "\r"])("a file whose lines end with %j is read, comments and all", (end) => {
  const lines = ["# four nodes", "version: 1", NODES, "m: 0 # nobody lies", "traitors: []", ""];
  expect(parseConfig(lines.join(end)).nodes).toHaveLength(2);
  const wrong = [...lines.slice(0, 4), "seed: x", ""].join(end);
  expect(() => parseConfig(wrong)).toThrow(/^strategos.yaml:5:7: seed/);
});

describe("without a file", () => {
  test("it is the course's case", () => {
    const { nodes, ...rest } = parseConfig(undefined);
    expect(nodes.map(({ address }) => address)).toEqual(
      [7101, 7102, 7103, 7104, 7105, 7106, 7107].map((port) => `tcp://127.0.0.1:${port}`),
    );
    expect(rest).toEqual({
      version: 1,
      protocol: "om",
      general: 1,
      order: "attack",
      m: 2,
      orders: ["retreat", "attack"],
      default: "retreat",
      roundTimeoutMs: 2000,
      startTimeoutMs: 60_000,
      seed: 1,
      wire: "auto",
      run: "1",
      traitors: [
        { id: 2, strategy: "flip" },
        { id: 3, strategy: "split" },
      ],
      unsafe: false,
    });
  });

  test.each([
    ["2", 0],
    ["3", 0],
    ["4", 1],
    ["7", 2],
    ["10", 3],
    ["33", 10],
  ])("%s nodes tolerate m = %d, and nobody lies who was not asked to", (nodes, m) => {
    const config = withFlags({ nodes });
    expect(config.m).toBe(m);
    expect(config.nodes).toHaveLength(Number(nodes));
    expect(config.traitors).toEqual([]);
  });

  test.each<[ConfigFlags, traitors: number[]]>([
    [{}, [2, 3]],
    [{ order: "retreat", seed: "3", roundTimeout: "1s" }, [2, 3]],
    [{ protocol: "sm" }, [2, 3]],
    [{ nodes: "7" }, []],
    [{ m: "2" }, []],
    [{ m: "1" }, []],
    [{ general: "1" }, []],
    [{ general: "2" }, []],
    [{ general: "2", traitors: "2" }, [2]],
  ])("%j is the course's case, with its traitors, or another without them: %j", (flags, traitors) => {
    expect(withFlags(flags).traitors.map(({ id }) => id)).toEqual(traitors);
  });

  test("three nodes and m = 1 run only if unsafe", () => {
    expect(() => withFlags({ nodes: "3", m: "1" })).toThrow(ConfigError);
    expect(withFlags({ nodes: "3", m: "1", unsafe: true })).toMatchObject({
      m: 1,
      unsafe: true,
    });
  });

  test("the caller names addresses and waits", () => {
    const options = {
      addressFor: (id: number) => `tcp://127.0.0.1:${9000 + id}`,
      startTimeoutMs: () => 10_000,
    };
    const config = parseConfig(undefined, options);
    expect(config.nodes[6]).toEqual({ id: 7, address: "tcp://127.0.0.1:9007" });
    expect(config.startTimeoutMs).toBe(10_000);
    expect(parseConfig(undefined, { ...options, flags: { startTimeout: "5s" } }).startTimeoutMs).toBe(5000);
  });
});

describe("flags", () => {
  test("traitors in every form of the grammar", () => {
    const { traitors } = withFlags({
      nodes: "33",
      traitors: "9:collude,2:flip,3:always=attack,5:crash=1,8,7:late",
    });
    expect(traitors).toEqual([
      { id: 2, strategy: "flip" },
      { id: 3, strategy: "always", order: "attack" },
      { id: 5, strategy: "crash", round: 1 },
      { id: 7, strategy: "late" },
      { id: 8, strategy: "flip" },
      { id: 9, strategy: "collude" },
    ]);
  });

  test("spaces beside commas do not count", () => {
    const config = withFlags({ orders: "retreat, attack", traitors: "2, 3:split" });
    expect(config.orders).toEqual(["retreat", "attack"]);
    expect(config.traitors.map(({ id }) => id)).toEqual([2, 3]);
  });

  test("no traitors at all", () => {
    expect(withFlags({ traitors: "none" }).traitors).toEqual([]);
  });

  test("every other flag stands for the key of its name", () => {
    const flags = {
      general: "7",
      order: "wait",
      orders: "stay,go,wait",
      default: "stay",
      roundTimeout: "500ms",
      startTimeout: "1m",
      seed: "42",
      wire: "packed",
      run: "evening",
    };
    expect(withFlags(flags)).toMatchObject({
      general: 7,
      order: "wait",
      orders: ["stay", "go", "wait"],
      default: "stay",
      roundTimeoutMs: 500,
      startTimeoutMs: 60_000,
      seed: 42,
      wire: "packed",
      run: "evening",
    });
  });

  test("they replace what the file says, and undefined or false says nothing", () => {
    const text = `version: 1\n${NODES}\nseed: 5\nunsafe: true\nm: 0\n`;
    const config = parseConfig(text, { flags: { seed: "6", m: undefined, unsafe: false } });
    expect(config).toMatchObject({ seed: 6, m: 0, unsafe: true });
  });

  test("--nodes over a file changes m only where the file does not say it", () => {
    const flags = { nodes: "7" };
    expect(parseConfig(`version: 1\n${NODES}\n`, { flags }).m).toBe(2);
    expect(parseConfig(`version: 1\n${NODES}\nm: 0\n`, { flags }).m).toBe(0);
  });
});

describe("files", () => {
  test("nodes and traitors are put in the order of ids, and the lowest is the general", () => {
    const config = parseConfig(
      `version: 1\n${NODES}\ntraitors: [{ id: 3, strategy: flip }, { id: 2, strategy: silent }]\nunsafe: true\n`,
    );
    expect(config.nodes.map(({ id }) => id)).toEqual([2, 3]);
    expect(config.traitors.map(({ id }) => id)).toEqual([2, 3]);
    expect(config.general).toBe(2);
  });

  test("the order left out is the first that is not the default order", () => {
    const text = `version: 1\n${NODES}\norders: [go, stay, wait]\ndefault: go\n`;
    expect(parseConfig(text).order).toBe("stay");
  });

  test("JSON with tabs, a byte order mark, CRLF and comments are read", () => {
    const nodes = '[\n\t{ "id": 1, "address": "tcp://h:1" },\n\t{ "id": 2, "address": "tcp://h:2" }\n\t]';
    expect(parseConfig(`{\n\t"version": 1,\n\t"nodes": ${nodes}\n}\n`).nodes).toHaveLength(2);
    expect(parseConfig(`\uFEFFversion: 1 # now\r\n${NODES}\r\nrun: "x"\r\n`).run).toBe("x");
  });

  test("an alias stands for what its anchor marks", () => {
    const config = parseConfig(`version: 1\n${NODES}\norders: [retreat, &o attack]\norder: *o\n`);
    expect(config.order).toBe("attack");
  });

  test.each([
    ["1.5s", 1500],
    ["10ms", 10],
    ["60m", 3_600_000],
  ])("%s lasts %d ms", (roundTimeout, ms) => {
    expect(withFlags({ roundTimeout }).roundTimeoutMs).toBe(ms);
  });
});

describe("hostile files are refused in bounded time", () => {
  const bomb = ["a: &a [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 12; level++) {
    const before = String.fromCharCode(96 + level);
    const name = String.fromCharCode(97 + level);
    bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(", ")}]`);
  }
  const chain = Array.from({ length: 5000 }, (_, index) => `k${index + 1}: &k${index + 1} [*k${index}]`);

  test.each([
    ["an alias bomb", bomb.join("\n")],
    ["a chain of aliases", `k0: &k0 [1]\n${chain.join("\n")}`],
    ["50 000 different keys", Array.from({ length: 50_000 }, (_, index) => `key${index}: 1`).join("\n")],
    ["50 000 equal keys", "m: 1\n".repeat(50_000)],
    ["250 000 brackets", "[".repeat(250_000)],
    ["250 000 dashes", "- ".repeat(250_000)],
    ["250 000 question marks", "? ".repeat(250_000)],
    [
      "deepening indentation",
      Array.from({ length: 1000 }, (_, index) => `${" ".repeat(index)}a:`).join("\n"),
    ],
    ["10 000 wrong nodes", `version: 1\nnodes:\n${"- { id: x }\n".repeat(10_000)}`],
  ])("%s", (_name, text) => {
    expect(() => parseConfig(text)).toThrow(ConfigError);
  });
});
