/** What a listener beyond this machine calls its links cannot be known from another process. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";

const dist = (file: string) => JSON.stringify(new URL(`../../dist/${file}`, import.meta.url).href);

/** What a new process's first listener calls its first link. */
async function firstIdOf(made: string, address: string): Promise<string> {
  // Made as for an address of another machine's network; it listens on loopback all the same.
  const program = `
    import { Dealer } from "zeromq";
    import { listener } from ${dist("net/sockets.js")};
    import { context } from ${dist("net/zap.js")};
    const options = { address: ${JSON.stringify(made)}, peers: [], frameBytesMax: 100, budget: { frames: 1 } };
    const router = listener(options, "");
    const dealer = new Dealer({ context: context(), linger: 0 });
    await router.bind(${JSON.stringify(address)});
    dealer.connect(${JSON.stringify(address)});
    await dealer.send("x");
    console.log((await router.receive())[0].toString("hex"));
    router.close();
    dealer.close();
  `;
  const flags = ["--input-type=module", "--eval", program];
  return (await promisify(execFile)(process.execPath, flags, { timeout: 60_000 })).stdout.trim();
}

it("first links are called differently in every process; on loopback, where it does not matter, they are not", async () => {
  const [address] = (await freeAddresses(1)) as [string];
  const beyond = new Set<string>();
  const within = new Set<string>();
  for (let left = 3; left > 0; left--) {
    beyond.add(await firstIdOf("tcp://192.0.2.1:7101", address));
    within.add(await firstIdOf(address, address));
  }
  for (const id of [...beyond, ...within]) expect(id).toMatch(/^00[0-9a-f]{8}$/);
  expect(beyond.size).toBeGreaterThan(1);
  expect(within.size).toBe(1);
});
