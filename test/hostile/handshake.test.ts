/** Rows 1, 2, 4 and 5 of docs/SECURITY.md: strangers at the listeners of nodes that wait for one more peer. */
import { setTimeout as later } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { Context, curveKeyPair, Dealer } from "zeromq";
import { encodeLinkFrame } from "../../src/net/link-frame.js";
import { agreed, expectFault, type Stage, stage, startLoyal } from "./stage.js";
import { dialRaw, greeting, readyCommand } from "./zmtp.js";

/** A ZeroMQ socket that says hello as node 4 to this node. Resolves to all that it ever hears. */
function stranger({ config }: Stage, to: number, curve: object): Buffer[] {
  const heard: Buffer[] = [];
  const dealer = new Dealer({ context: new Context(), linger: 0, reconnectInterval: 50, ...curve });
  onTestFinished(() => dealer.close());
  dealer.connect(config.nodes[to - 1]!.address);
  void dealer.send(encodeLinkFrame({ link: "hello", from: 4, to })).catch(() => undefined);
  void (async () => {
    for await (const parts of dealer) heard.push(...parts);
  })();
  return heard;
}

const closed = (socket: ReturnType<typeof dialRaw>) =>
  new Promise<void>((resolve) => {
    socket.once("close", () => resolve());
  });

it("strangers, noise, slow and idle connections: refused, cut and counted, and the members agree", async () => {
  const on = await stage({ n: 4 });
  const [one, two, three] = on.config.nodes.map(({ address }) => address) as [string, string, string];
  const nodes = [1, 2, 3].map((id) => startLoyal(on, id));
  await Promise.all(nodes.map((node) => node.said("waiting for its peers")));
  await Promise.all([one, two, three].map(listening));

  // 1: bytes that are not ZMTP; other mechanisms. 2: a public key that nobody knows
  dialRaw(one).write("GET / HTTP/1.1\r\nHost: node\r\n\r\n".repeat(100));
  for (const mechanism of ["NULL", "PLAIN"] as const) {
    const socket = dialRaw(one);
    socket.write(greeting(mechanism));
    socket.write(readyCommand("DEALER"));
  }
  const secrets = [
    stranger(on, 1, {}),
    stranger(on, 2, { curveServerKey: on.keys.get(2)!.publicKey, ...curveOf(curveKeyPair()) }),
  ];
  // 4: a handshake one byte at a time; hundreds of connections that say nothing
  const slow = dialRaw(two);
  const bytes = greeting("CURVE");
  let sent = 0;
  const dribble = setInterval(() => slow.write(bytes.subarray(sent, ++sent)), 100);
  onTestFinished(() => clearInterval(dribble));
  const cut = [slow, ...Array.from({ length: 200 }, () => dialRaw(two))].map(closed);
  // 5: a thousand connections that come and go
  for (let batch = 0; batch < 10; batch++) {
    const sockets = Array.from({ length: 100 }, () => dialRaw(three));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
    for (const socket of sockets) socket.destroy();
  }
  await nodes[0]!.said(/does not speak this protocol was refused/);
  await nodes[1]!.said(/unknown public key was refused/);
  await nodes[2]!.said(/\(100 times\)/);
  await Promise.all(cut);
  clearInterval(dribble);

  const outcomes = await agreed([...nodes, startLoyal(on, 4)]);
  expectFault(outcomes, 1, {
    from: null,
    kind: "badLink",
    detail: /does not speak this protocol was refused/,
  });
  expectFault(outcomes, 2, { from: null, kind: "badLink", detail: /unknown public key was refused/ });
  expectFault(outcomes, 2, {
    from: null,
    kind: "badLink",
    detail: /cut before it had said who it is \(100 times\)/,
  });
  expectFault(outcomes, 3, { from: null, kind: "badLink", detail: /\(100 times\)/ });
  for (const { order, faults } of outcomes.values()) {
    expect(order).toBe("attack");
    expect(faults.length).toBeLessThan(12);
  }
  expect(secrets).toEqual([[], []]);
});

function curveOf({ publicKey, secretKey }: { publicKey: string; secretKey: string }): object {
  return { curvePublicKey: publicKey, curveSecretKey: secretKey };
}

/** Resolves once somebody listens there. */
async function listening(address: string): Promise<void> {
  for (;;) {
    const socket = dialRaw(address);
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("close", () => resolve(false));
    });
    socket.destroy();
    if (isUp) return;
    await later(20);
  }
}
