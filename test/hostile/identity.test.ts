/** Rows 3, 6 and 38 of docs/SECURITY.md, with keys made by keygen: a member's key does not make it another member. */
import { expect, it, onTestFinished } from "vitest";
import { Context, Dealer, Router } from "zeromq";
import { readKeyFile } from "../../src/config/key-file.js";
import type { KeyPair } from "../../src/config/keys.js";
import { encodeLinkFrame, isLinkFrame } from "../../src/net/link-frame.js";
import { strategos, temporaryFolder } from "../run/strategos.js";
import { Member } from "./member.js";
import { agreed, expectFault, type Stage, stage, startLoyal } from "./stage.js";

/** Pairs for nodes 1 … n, made as a user makes them. */
async function keygen(n: number): Promise<Map<number, KeyPair>> {
  const folder = temporaryFolder();
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const files = ids.map((id) => `${folder}/node-${id}.key`);
  const made = await Promise.all(files.map((file) => strategos("keygen", file, "--json")));
  return new Map(
    ids.map((id, index) => {
      const keys = readKeyFile(files[index]!);
      const { publicKey, signingKey, secretKey, signingSecret } = keys;
      expect(JSON.parse(made[index]!.stdout)).toEqual({ file: files[index], publicKey, signingKey });
      for (const secret of [secretKey, signingSecret!])
        expect(made[index]!.stdout + made[index]!.stderr).not.toContain(secret);
      return [id, keys];
    }),
  );
}

/** A link to a node's listener, held by whoever has these keys. */
function dialAs({ config, keys }: Stage, holder: KeyPair, to: number): { dealer: Dealer; heard: string[] } {
  const heard: string[] = [];
  const dealer = new Dealer({
    context: new Context(),
    linger: 0,
    reconnectInterval: 20,
    curveServerKey: keys.get(to)!.publicKey,
    curvePublicKey: holder.publicKey,
    curveSecretKey: holder.secretKey,
  });
  onTestFinished(() => dealer.close());
  dealer.connect(config.nodes[to - 1]!.address);
  void (async () => {
    for await (const parts of dealer) heard.push(...parts.map(String));
  })();
  return { dealer, heard };
}

const isPayload = (text: string) => text !== "" && !isLinkFrame(Buffer.from(text));
const hello = (from: number, to: number) => encodeLinkFrame({ link: "hello", from, to });

it("false hellos by the dozen, a squatter, forged READY and DONE: not believed, told nothing, and all agree", async () => {
  const on = await stage({ n: 4, keys: await keygen(4) });
  const own = on.keys.get(4)!;
  // The squatter: node 4, with its own key, listens where node 3 belongs, before anybody else does.
  const squatter = new Router({
    context: new Context(),
    linger: 0,
    probeRouter: true,
    curveServer: true,
    curveSecretKey: own.secretKey,
  });
  onTestFinished(() => squatter.close());
  await squatter.bind(on.config.nodes[2]!.address);
  const caught: string[] = [];
  void (async () => {
    for await (const [, ...parts] of squatter) caught.push(...parts.map(String));
  })();

  const member = await Member.join(on, 4);
  const first = [1, 2].map((id) => startLoyal(on, id));
  await Promise.all([member.heardHello(1), member.heardHello(2)]);

  // Two dozen links to node 1 that say they are node 3, over and over.
  const liars = Array.from({ length: 24 }, () => dialAs(on, own, 1));
  for (let times = 0; times < 3; times++)
    await Promise.all(liars.map(({ dealer }) => dealer.send(hello(3, 1))));
  await first[0]!.said(/a link says it is node 3, which node 3 does not confirm/);

  // READY and DONE of nodes 2 and 3 through node 1's listener, and of node 3 through node 2's.
  const forger = dialAs(on, own, 1);
  const other = dialAs(on, own, 2);
  const { hash, run } = member.context;
  const said = (type: "ready" | "done", from: number) =>
    JSON.stringify({ version: 1, hash, run, instance: 0, type, round: type === "ready" ? 0 : 1, from });
  for (const from of [2, 3]) {
    await forger.dealer.send(hello(from, 1));
    for (const type of ["ready", "done"] as const) {
      await forger.dealer.send(said(type, from));
      await other.dealer.send(said(type, 3));
    }
  }
  for (const node of first) await node.said(/said something other than hello/);
  expect(first.map((node) => node.heardSoFar()).join()).not.toContain("started");
  expect(caught).toEqual([]);

  const end = new Promise<void>((resolve) => {
    void (async () => {
      for await (const event of squatter.events) if (event.type === "end") resolve();
    })();
  });
  squatter.close();
  await end;
  const outcomes = await agreed([...first, startLoyal(on, 3)]);
  expectFault(outcomes, 1, {
    from: null,
    kind: "badLink",
    detail: /says it is node 3, which node 3 does not confirm/,
  });
  expectFault(outcomes, 1, { from: null, kind: "badLink", detail: /something other than hello/ });
  expectFault(outcomes, 2, { from: null, kind: "badLink", detail: /something other than hello/ });
  for (const { order, faults } of outcomes.values()) {
    expect(order).toBe("attack");
    expect(faults.filter(({ from }) => from !== null)).toEqual([]); // nobody is blamed for what node 4 did
  }
  expect([...liars, forger, other].flatMap(({ heard }) => heard).filter(isPayload)).toEqual([]);
});

it("row 6: a second live link of the same member gets what is owed to it once more, and is no fault", async () => {
  const on = await stage({ n: 4 });
  const member = await Member.join(on, 4);
  const nodes = [1, 2].map((id) => startLoyal(on, id));
  await member.heardHello(1);
  const second = dialAs(on, on.keys.get(4)!, 1);
  await second.dealer.send(hello(4, 1));
  const outcomes = await agreed([...nodes, startLoyal(on, 3)]);
  for (const { order, faults } of outcomes.values())
    expect({ order, faults }).toEqual({ order: "attack", faults: [] });
});

it("a key that was replaced is a stranger's: refused at the listeners, and by the node itself", async () => {
  const old = await keygen(4);
  const fresh = await keygen(4);
  // Rotation as docs/SECURITY.md has it: node 4 makes a new pair, and its public key is replaced everywhere.
  const on = await stage({ n: 4, keys: new Map([...old, [4, fresh.get(4)!]]) });
  const nodes = [1, 2, 3].map((id) => startLoyal(on, id));
  await Promise.all(nodes.map((node) => node.said("waiting for its peers")));
  const thief = dialAs(on, old.get(4)!, 1);
  await thief.dealer.send(hello(4, 1));
  await nodes[0]!.said(/unknown public key was refused/);

  const outdated = await stage({ n: 4, keys: old });
  const refused = await strategos("node", "4", "--config", on.file, "--key", outdated.keyFile(4));
  expect(refused.code).toBe(78);
  expect(refused.stderr).toMatch(/is not the key that the configuration names for node 4\n {2}fix: /);
  expect(refused.stdout + refused.stderr).not.toContain(old.get(4)!.secretKey);

  const outcomes = await agreed([...nodes, startLoyal(on, 4)]);
  expectFault(outcomes, 1, { from: null, kind: "badLink", detail: /unknown public key was refused/ });
  for (const { order, stderr } of outcomes.values()) {
    expect(order).toBe("attack");
    for (const { secretKey } of on.keys.values()) expect(stderr).not.toContain(secretKey);
  }
  expect(thief.heard).toEqual([]);
});
