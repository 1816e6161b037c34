/** The routing ids of a listener beyond this machine cannot be foreseen from the source of libzmq alone. */
import { expect, it, onTestFinished } from "vitest";
import { Dealer } from "zeromq";
import { freeAddresses } from "../../src/cluster/ports.js";
import { listener } from "../../src/net/sockets.js";
import { context } from "../../src/net/zap.js";

/** What every process's first ROUTER calls its first link: rand() without a seed. */
const FORESEEN = "006b8b4567";

it("a first link is not called what it is called in every other process", async () => {
  const [address] = (await freeAddresses(1)) as [string];
  // As for an address of another machine's network; here it listens on loopback all the same.
  const router = listener(
    { address: "tcp://192.0.2.1:7101", peers: [], frameBytesMax: 100, budget: { frames: 1 } },
    "",
  );
  const dealer = new Dealer({ context: context(), linger: 0 });
  onTestFinished(() => {
    router.close();
    dealer.close();
  });
  await router.bind(address);
  dealer.connect(address);
  await dealer.send("x");
  const [id] = await router.receive();
  expect(id!.toString("hex")).toMatch(/^00[0-9a-f]{8}$/);
  expect(id!.toString("hex")).not.toBe(FORESEEN);
});
