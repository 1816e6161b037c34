/**
 * A group of real processes whose members are killed at any moment, while clients go on: nothing that was acknowledged is lost,
 * nothing is done twice, and all members hold one log; also after all of them were killed at once.
 */
import { expect, it } from "vitest";
import { type Address, logOf, ServedGroup, testFolder } from "./family.js";

const CLIENTS = 4;
const KILLS = 3;

/** One after the other each client adds one to the same counter, and asks again under its sequence until it knows. */
class Client {
  /** sequences of the commands that were done */
  readonly done: number[] = [];
  #sequence = 0;
  /** the largest count that this client has seen */
  #seen = 0;
  readonly stale: string[] = [];
  readonly name: string;
  readonly #members: readonly Address[];

  constructor(index: number, members: readonly Address[]) {
    this.name = `c${index}`;
    this.#members = members.map((_, at) => members[(at + index) % members.length]!);
  }

  async run(goesOn: () => boolean): Promise<void> {
    while (goesOn()) {
      const count = await this.#count();
      if (count < this.#seen) this.stale.push(`${this.name} read ${count} after ${this.#seen}`);
      this.#seen = Math.max(this.#seen, count);
      const sequence = this.#sequence++;
      const command = { cas: ["count", count === 0 ? null : count, count + 1] };
      const { result } = await this.#ask("/v1/commands", { command, client: this.name, sequence });
      if (result !== true) continue;
      this.done.push(sequence);
      this.#seen = Math.max(this.#seen, count + 1);
    }
  }

  async #count(): Promise<number> {
    return Number((await this.#ask("/v1/state/count")).value ?? 0);
  }

  /** From one member after the other, until one knows. */
  async #ask(path: string, body?: object): Promise<Record<string, unknown>> {
    for (let tries = 0; ; tries++) {
      const { client } = this.#members[tries % this.#members.length]!;
      try {
        const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
        const response = await fetch(`${client}${path}`, { ...init, signal: AbortSignal.timeout(5_000) });
        if (response.ok || response.status === 404) return (await response.json()) as Record<string, unknown>;
        if (response.status === 409) throw new Error(`${this.name}: ${await response.text()}`);
      } catch (error) {
        if ((error as Error).message.startsWith(this.name)) throw error;
      }
      // whoever is killed answers again in a moment
      if (tries % this.#members.length === this.#members.length - 1)
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

it("members are killed beside others, and clients lose nothing", async () => {
  const folder = testFolder();
  const group = await ServedGroup.start(folder, "--nodes", "4", "--round-timeout", "600ms");
  const clients = Array.from({ length: CLIENTS }, (_, index) => new Client(index, group.members));
  let isOver = false;
  const running = Promise.all(clients.map((client) => client.run(() => !isOver)));
  for (let kills = 0; kills < KILLS; kills++) {
    const before = clients.reduce((sum, { done }) => sum + done.length, 0);
    const { pids } = group;
    process.kill(pids[kills % pids.length]!, "SIGKILL");
    await expect
      .poll(() => clients.reduce((sum, { done }) => sum + done.length, 0))
      .toBeGreaterThan(before + 2);
    await expect.poll(() => group.pids.length).toBe(4);
  }
  isOver = true;
  await running;
  expect(clients.flatMap(({ stale }) => stale)).toEqual([]);
  const done = clients.reduce((sum, { done: own }) => sum + own.length, 0);
  await expectOneLog(group, clients, done);
  // all at once, the one that starts them again too
  for (const pid of [group.child.pid!, ...group.pids]) process.kill(pid, "SIGKILL");
  await new Promise((resolve) => group.child.once("close", resolve));
  const again = await ServedGroup.start(folder);
  await expectOneLog(again, clients, done);
});

async function expectOneLog(
  { members }: ServedGroup,
  clients: readonly Client[],
  done: number,
): Promise<void> {
  const [first, ...others] = members as [Address, ...Address[]];
  const state = await fetch(`${first.client}/v1/state/count`);
  expect(await state.json()).toMatchObject({ value: done });
  const log = await logOf(first);
  for (const { name, done: sequences } of clients) {
    const own = log.filter(({ client, result }) => client === name && result === true);
    expect(own.map(({ sequence }) => sequence)).toEqual(sequences);
  }
  const pairs = log.map(({ client, sequence }) => `${String(client)}#${String(sequence)}`);
  expect(new Set(pairs).size).toBe(pairs.length);
  for (const other of others) {
    await fetch(`${other.client}/v1/state/count`);
    expect(await logOf(other)).toEqual(log);
  }
}
