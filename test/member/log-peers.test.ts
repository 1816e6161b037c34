/** Whom a member of a log hears, as the log names others: over real links, in one process. */
import { expect, it, onTestFinished } from "vitest";
import { freeAddresses } from "../../src/cluster/ports.js";
import type { LogIdentity } from "../../src/member/log/identity.js";
import { LogPeers } from "../../src/member/log/log-peers.js";
import type { Peer } from "../../src/net/links.js";

const LISTENER = { up: () => undefined, receive: () => undefined, fault: () => undefined };

async function connected(id: number, address: string, named: () => readonly Peer[]): Promise<LogPeers> {
  const peers = new LogPeers({ id, address } as LogIdentity, named, LISTENER);
  await peers.connect();
  onTestFinished(() => peers.close());
  return peers;
}

it("who is named no more, or is dialled elsewhere, is not heard", async () => {
  const [first, second, elsewhere] = (await freeAddresses(3)) as [string, string, string];
  const named: Peer[] = [{ id: 2, address: second }];
  const peers = await connected(1, first, () => [...named]);
  await connected(2, second, () => [{ id: 1, address: first }]);
  await expect.poll(() => peers.heard).toEqual([2]);
  named[0] = { id: 2, address: elsewhere };
  await peers.meet();
  expect(peers.heard).toEqual([]);
  named[0] = { id: 2, address: second };
  await peers.meet();
  await expect.poll(() => peers.heard).toEqual([2]);
  named.pop();
  await peers.meet();
  expect(peers.heard).toEqual([]);
});
