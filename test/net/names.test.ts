/** Where names are sought: the hosts file and the search list of resolv.conf; asking itself is in test/hosts. */
import { describe, expect, it } from "vitest";
import { parseHosts } from "../../src/net/hosts-file.js";
import { lookUp } from "../../src/net/names.js";
import { candidatesOf, parseSearch } from "../../src/net/resolv-conf.js";

describe("the hosts file", () => {
  const hosts = parseHosts(
    [
      "127.0.0.1 localhost",
      "# 10.0.0.9 commented",
      "10.0.0.1\tNode-1.example node-1 # its neighbour",
      "fd00::1 node-1",
      "10.0.0.1 node-1",
      "fe80::1%eth0 zoned",
      "10.0.0.256 wrong",
      "",
    ].join("\r\n"),
  );

  it("gives a name all addresses of its lines, once each, in any case of letters", () => {
    expect(hosts.get("node-1")).toEqual(["10.0.0.1", "fd00::1"]);
    expect(hosts.get("node-1.example")).toEqual(["10.0.0.1"]);
  });

  it("gives none for comments, zones and what is no address", () => {
    expect(["commented", "zoned", "wrong"].map((name) => hosts.get(name))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("the search list", () => {
  const cluster = parseSearch(
    "nameserver 10.96.0.10\nsearch default.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5 timeout:1\n",
  );

  it("comes first for a name with few dots, and last for one with many", () => {
    expect(candidatesOf("strategos-0.strategos", cluster)).toEqual([
      "strategos-0.strategos.default.svc.cluster.local",
      "strategos-0.strategos.svc.cluster.local",
      "strategos-0.strategos.cluster.local",
      "strategos-0.strategos",
    ]);
    expect(candidatesOf("a.b.c.d.e.f", cluster)[0]).toBe("a.b.c.d.e.f");
    expect(candidatesOf("whole.", cluster)).toEqual(["whole"]);
  });

  it.each([
    ["", [], 1],
    ["domain a.org", ["a.org"], 1],
    ["search a b\nsearch c", ["c"], 1],
    ["search a. .", ["a"], 1],
    ["options ndots:99 rotate\noptions edns0", [], 15],
    [
      `search ${Array.from({ length: 20 }, (_, index) => `d${index}`).join(" ")}`,
      ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7"],
      1,
    ],
  ])("%j", (text, domains, ndots) => expect(parseSearch(text)).toEqual({ domains, ndots }));
});

describe("looking up", () => {
  it("asks nobody about numbers and localhost, which is this machine whatever a file says", async () => {
    expect(await lookUp("192.0.2.7")).toEqual({ addresses: ["192.0.2.7"] });
    expect(await lookUp("fd00::7")).toEqual({ addresses: ["fd00::7"] });
    expect(await lookUp("LocalHost")).toEqual({ addresses: ["127.0.0.1", "::1"] });
  });

  it("that is given up resolves at once", async () => {
    expect(await lookUp("nobody.invalid", { signal: AbortSignal.abort() })).toEqual({
      why: expect.any(String) as string,
    });
  });
});
