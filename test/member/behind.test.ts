/**
 * What a member owes that falls behind again and again. It owed all that it had said in places that it left, until what was owed
 * to one peer was more than may be, and its program ended.
 */
import { expect, it } from "vitest";
import { nodeOptionsOf } from "../../src/config/options.js";
import { parseConfig } from "../../src/config/parse.js";
import { Run } from "../../src/config/run.js";
import type { Fellows } from "../../src/member/fellows.js";
import { Flight } from "../../src/member/flight.js";
import { monotonicMs } from "../../src/net/clock.js";
import type { Message } from "../../src/net/form.js";
import type { WireContext } from "../../src/wire/codec.js";
import { Forms } from "../../src/wire/forms.js";

const IN_FLIGHT = 8;
const nodes = [1, 2, 3, 4].map((id) => ({ id, address: `tcp://127.0.0.1:${7000 + id}` }));
const config = parseConfig(JSON.stringify({ version: 1, nodes }));
const options = nodeOptionsOf(new Run(config), 4);

/** The peers of member 4, who have all been heard, and say nothing. */
class Silent {
  next = 0;
  /** of which instances it is owed to node 1 */
  owed: number[] = [];
  readonly ids = [1, 2, 3];
  readonly heard = [1, 2, 3];
  readonly gone = [];
  readonly unheard = [];
  readonly whyUnheard = [];
  begin(): void {}
  ended(): void {}
  why = () => "";
  kept = () => [];

  get instance(): number {
    return this.next;
  }

  context(instance: number): WireContext {
    const { group, hash, run, wire } = options;
    return { group, hash, run, instance, wire, life: "0".repeat(32) };
  }

  forms(context: WireContext): Forms {
    return new Forms(context, 4);
  }

  send(to: number, _message: Message, instance: number): void {
    if (to === 1) this.owed.push(instance);
  }

  forget(instance: number): void {
    this.owed = this.owed.filter((one) => one !== instance);
  }
}

it("no more than its READYs for the places that it waits in", async () => {
  const fellows = new Silent();
  const watcher = { event: () => {}, fault: () => {}, moved: () => {}, settled: () => {} };
  const flight = new Flight(4, config, IN_FLIGHT, watcher);
  flight.join(fellows as unknown as Fellows);
  const calls = Array.from({ length: IN_FLIGHT }, () => {
    const call = { options, general: 1, named: null, atMs: monotonicMs(), isGivenUp: false };
    return expect(flight.agree(call)).rejects.toMatchObject({ reason: "closed" });
  });
  for (const missed of [1, 2, 7, 8, 30]) {
    fellows.next += missed;
    flight.moved({ kind: "behind", instance: fellows.next, missed });
    await new Promise(setImmediate);
    const places = Array.from({ length: IN_FLIGHT }, (_, at) => fellows.next + at);
    expect(fellows.owed.toSorted((a, b) => a - b)).toEqual(places);
  }
  await flight.close();
  await Promise.all(calls);
});
