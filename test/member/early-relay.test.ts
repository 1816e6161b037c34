/**
 * A lying general that orders before anybody is ready, so that a lieutenant relays before its start, and orders otherwise when that
 * one begins anew: because its program asks again, or because the general was cut off and is there as another process. Beforehand he
 * fills up what the lieutenant keeps of him, so that it cannot look his order up. It once relayed two orders, and loyal
 * members decided differently.
 */
import { once } from "node:events";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import { nodeOptionsOf } from "../../src/config/options.js";
import { parseConfig } from "../../src/config/parse.js";
import { Run } from "../../src/config/run.js";
import type { NodeId, Order } from "../../src/core/group.js";
import { type AgreementResult, joinGroup, type Membership } from "../../src/entry/index.js";
import { Fellows } from "../../src/member/fellows.js";
import { protocolOf } from "../../src/protocols/index.js";
import { encodeDone, encodeReady, encodeReport, type Frame } from "../../src/wire/codec.js";

const WAIT_MS = 15_000;
const IDLE = () => undefined;
const ONE_DECISION = Array.from({ length: 3 }, () => ({
  instance: 0,
  decision: "attack",
  guaranteed: true,
}));

/** Speaks by hand; a loyal member's links carry what it says. */
class Liar {
  #fellows!: Fellows;

  constructor(readonly run: Run) {}

  async start(): Promise<void> {
    const listener = {
      ...{ heard: IDLE, receive: IDLE, fault: IDLE, renewed: IDLE, moved: IDLE, settled: IDLE },
      ...{ passed: IDLE, gone: IDLE },
    };
    this.#fellows = await Fellows.open(nodeOptionsOf(this.run, 1), listener, 1);
    await vi.waitUntil(() => this.#fellows.heard.length === 3, WAIT_MS);
  }

  close(): Promise<void> {
    return this.#fellows.close();
  }

  order(to: NodeId, order: Order): void {
    const { group } = this.#context(0);
    const report = protocolOf(group).reportOf(group, 0, 1, [{ path: [1], order }]);
    for (const frame of encodeReport(this.#context(0), report)) this.#say(to, frame);
  }

  done(to: NodeId, missed: readonly NodeId[] = []): void {
    this.#say(to, encodeDone(this.#context(0), 1, missed));
  }

  ready(to: NodeId, instance: number): void {
    this.#say(to, encodeReady(this.#context(instance), 1), instance);
  }

  /** What nobody may say: it is cut off. */
  nonsense(to: NodeId): void {
    const [text] = encodeReady(this.#context(0), 1);
    this.#say(to, [Buffer.from(String(text).replace('"type":"ready"', '"type":"reedy"'))]);
  }

  #context(instance: number) {
    return this.#fellows.context(instance);
  }

  #say(to: NodeId, frame: Frame, instance = 0): void {
    this.#fellows.send(to, frame, instance);
  }
}

async function joined(): Promise<{ liar: Liar; members: readonly Membership[] }> {
  const nodes = (await freeAddresses(4)).map((address, at) => ({ id: at + 1, address }));
  const config = parseConfig(
    JSON.stringify({
      ...{ version: 1, nodes, orders: ["retreat", "attack"], default: "retreat" },
      ...{ roundTimeout: "3s", startTimeout: "60s" },
    }),
  );
  const members = await Promise.all([2, 3, 4].map((id) => joinGroup({ config, id })));
  const liar = new Liar(new Run(config));
  await liar.start();
  onTestFinished(async () => {
    await Promise.all([liar.close(), ...members.map((member) => member.close())]);
  });
  return { liar, members };
}

/** What all come to. He orders the second, who relayed attack, otherwise; the fourth asks last. */
async function resultsOf(
  liar: Liar,
  calls: readonly ReturnType<Membership["agree"]>[],
  third: Membership,
  fourth: Membership,
): Promise<AgreementResult[]> {
  const relayed = once(third, "round");
  liar.order(2, "retreat");
  liar.order(3, "attack");
  liar.order(4, "retreat");
  for (const id of [2, 3, 4]) liar.done(id);
  await relayed;
  return Promise.all([...calls, fourth.agree()]);
}

/** Ways to fill up what member 2 keeps of the general. */
const FILLS: Readonly<Record<string, (liar: Liar) => void>> = {
  "DONEs that differ": (liar) => {
    for (const missed of [[], [2], [3], [4]]) liar.done(2, missed);
  },
  "READYs ahead": (liar) => {
    for (const instance of [1, 2, 3, 4]) liar.ready(2, instance);
  },
};

describe.each(Object.entries(FILLS))("a lieutenant whose mailbox is full of the general's %s", (_, fill) => {
  it("relays the same when its program asks again", async () => {
    const { liar, members } = await joined();
    const [second, third, fourth] = members as [Membership, Membership, Membership];
    const stop = new AbortController();
    const first = second.agree(undefined, { signal: stop.signal });
    fill(liar);
    liar.order(2, "attack");
    await once(second, "round");
    stop.abort();
    await expect(first).rejects.toMatchObject({ reason: "stopped" });
    expect(await resultsOf(liar, [second.agree(), third.agree()], third, fourth)).toMatchObject(ONE_DECISION);
  });

  it("relays the same when the general is another process by then", async () => {
    const { liar, members } = await joined();
    const [second, third, fourth] = members as [Membership, Membership, Membership];
    const calls = [second.agree(), third.agree()];
    fill(liar);
    liar.order(2, "attack");
    await once(second, "round");
    const cut = once(second, "fault");
    liar.nonsense(2);
    await cut;
    await liar.close();
    await liar.start();
    expect(await resultsOf(liar, calls, third, fourth)).toMatchObject(ONE_DECISION);
  });
});
