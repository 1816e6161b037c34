import { describe, expect, test } from "vitest";
import { Turns } from "../../src/net/loop.js";
import { Owed } from "../../src/net/owed.js";
import { Allowance, Nuisances } from "../../src/net/tally.js";

const limits = { frameBytesMax: 100, budget: { frames: 3, bytes: 250 } };

describe("what a peer may send", () => {
  test("ends with the budget of frames", () => {
    const allowance = new Allowance(limits);
    expect([1, 2, 3].map(() => allowance.take(1, 1))).toEqual([null, null, null]);
    expect(allowance.take(1, 1)?.kind).toBe("flood");
  });

  test("ends with the budget of bytes, which may be spent to the last", () => {
    const allowance = new Allowance(limits);
    expect([100, 100, 50].map((bytes) => allowance.take(2, bytes))).toEqual([null, null, null]);
    expect(new Allowance(limits).take(2, 101)?.kind).toBe("malformed");
    const second = new Allowance(limits);
    expect([100, 100, 51].map((bytes) => second.take(2, bytes)?.kind)).toEqual([
      undefined,
      undefined,
      "flood",
    ]);
  });

  test("comes again for each agreement that is over here, and never to more than the budget", () => {
    const perAgreement = { frames: 3, bytes: 300 };
    const budget = { frames: 6, bytes: 600 };
    const group = new Allowance({ frameBytesMax: 100, budget, perAgreement });
    const told = () => [1, 2, 3].map(() => group.take(1, 100)?.kind ?? "taken");
    for (let agreements = 0; agreements < 1000; agreements += 1) {
      expect(told()).toEqual(["taken", "taken", "taken"]);
      group.grant(1);
    }
    group.grant(1_000_000);
    expect([...told(), ...told(), ...told()].filter((what) => what === "flood")).toHaveLength(3);
  });

  test("comes for the agreements that went by without this node, too, once one is over here", () => {
    const group = new Allowance({ ...limits, perAgreement: { frames: 1, bytes: 50 } });
    const owed = new Owed();
    group.grant(owed.release(5));
    for (let taken = 0; taken < 3; taken += 1) expect(group.take(1, 1)).toBeNull();
    // it went up from the fifth to the ninetieth
    expect(owed.release(90)).toBe(85);
    group.grant(85);
    for (let taken = 0; taken < 3; taken += 1) expect(group.take(1, 1)).toBeNull();
    expect(group.take(1, 1)?.kind).toBe("flood");
  });

  test("comes again in bytes as well, and never to more than the budget", () => {
    const budget = { frames: 100, bytes: 250 };
    const group = new Allowance({ frameBytesMax: 250, budget, perAgreement: { frames: 1, bytes: 100 } });
    group.grant(1000);
    expect(group.take(1, 250)).toBeNull();
    group.grant(1);
    expect(group.take(1, 100)).toBeNull();
    expect(group.take(1, 1)?.detail).toBe("sent more bytes than a whole run has");
  });

  test("is there again with each second, whole and no more, whatever was sent in the one before", () => {
    const allowance = new Allowance(limits);
    for (let second = 0; second < 3; second += 1) {
      expect([1, 1, 1, 1].map((bytes) => allowance.take(1, bytes)?.kind ?? "taken")).toEqual([
        "taken",
        "taken",
        "taken",
        "flood",
      ]);
      allowance.renew();
      expect([100, 100, 51].map((bytes) => allowance.take(1, bytes)?.kind ?? "taken")).toEqual([
        "taken",
        "taken",
        "flood",
      ]);
      allowance.renew();
      allowance.renew();
    }
  });

  test("is of two parts at most", () => {
    expect(new Allowance(limits).take(3, 3)?.kind).toBe("malformed");
  });

  test("has room for a hello repeated for hours, but for no peer that resets its link for ever", () => {
    const patient = new Allowance(limits);
    let excess = null;
    for (let hellos = 0; hellos < 100_000; hellos += 1) {
      patient.grantHello();
      excess ??= patient.takeLinkFrame() ?? patient.takeLinkFrame();
    }
    expect(excess).toBeNull();
    const restless = new Allowance(limits);
    let resets = 0;
    while (restless.takeProbe() === null && resets < 100_000) {
      restless.grantHello();
      resets += 1;
    }
    expect(resets).toBeGreaterThan(50);
    expect(resets).toBeLessThan(1000);
  });
});

describe("link frames that a peer may send", () => {
  const afterLinkFrames = (count: number) => {
    const allowance = new Allowance(limits);
    for (let sent = 0; sent < count; sent += 1) expect(allowance.takeLinkFrame()).toBeNull();
    return allowance;
  };
  const left = (allowance: Allowance) =>
    Array.from({ length: 300 }, () => allowance.takeLinkFrame()?.kind ?? "taken").indexOf("flood");

  test("are 256, two more for each hello and three for each second, and never more than 256 at once", () => {
    expect(left(afterLinkFrames(0))).toBe(256);
    const comesBack = (sent: number, what: "grantHello" | "renew") => {
      const allowance = afterLinkFrames(sent);
      allowance[what]();
      return left(allowance);
    };
    expect([256, 1].map((sent) => comesBack(sent, "grantHello"))).toEqual([2, 256]);
    expect([256, 1].map((sent) => comesBack(sent, "renew"))).toEqual([3, 256]);
  });

  test("are three fewer after a probe: itself, and the two that the hello it calls for brings", () => {
    const allowance = afterLinkFrames(250);
    expect(allowance.takeProbe()).toBeNull();
    expect(left(allowance)).toBe(3);
    expect(afterLinkFrames(254).takeProbe()?.kind).toBe("flood");
  });
});

test("a nuisance is told the first, tenth, hundredth time", () => {
  const nuisances = new Nuisances();
  const told = Array.from({ length: 1000 }, () => nuisances.tell("noise")).filter((text) => text !== null);
  expect(told).toEqual(["noise", "noise (10 times)", "noise (100 times)", "noise (1000 times)"]);
  expect(nuisances.tell("other noise")).toBe("other noise");
});

test("messages without end do not hold up a timer", async () => {
  let isOver = false;
  const timer = setTimeout(() => {
    isOver = true;
  }, 20);
  let messages = 0;
  /** Always has a message, as a socket that a peer floods has. */
  const flooded = {
    get closed() {
      return isOver || messages === 5_000_000;
    },
    receive: async () => messages++,
  };
  await new Turns().each(flooded, () => {});
  clearTimeout(timer);
  expect(isOver).toBe(true);
});
