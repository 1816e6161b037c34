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
  /** of which instances it is owed to node 1, and how much it was ever told */
  owed: number[] = [];
  said = 0;
  readonly ids = [1, 2, 3];
  readonly heard = [1, 2, 3];
  readonly gone = [];
  readonly unheard = [];
  readonly lookout = { why: [] };
  begin(): void {}
  ended(): void {}
  why = () => "";
  kept = () => [];

  get instance(): number {
    return this.next;
  }

  readonly addressing = {
    context(instance: number): WireContext {
      const { group, hash, run, wire } = options;
      return { group, hash, run, instance, wire, life: "0".repeat(32) };
    },
    forms: (context: WireContext) => new Forms(context, 4),
  };

  send(to: number, _message: Message, instance: number): void {
    if (to !== 1) return;
    this.owed.push(instance);
    this.said++;
  }

  forget(instance: number): void {
    this.owed = this.owed.filter((one) => one !== instance);
  }
}

/** So many calls of member 4 that wait for their start. */
function waiting(fellows: Silent) {
  const nothing = () => {};
  const told = { event: nothing, record: nothing, fault: nothing, moved: nothing };
  const watcher = { ...told, settled: nothing, crashed: nothing };
  const flight = new Flight(4, config, IN_FLIGHT, watcher);
  flight.join(fellows as unknown as Fellows);
  const calls = Array.from({ length: IN_FLIGHT }, () => {
    const call = { options, general: 1, named: null, atMs: monotonicMs(), isGivenUp: false };
    return expect(flight.agree(call)).rejects.toMatchObject({ reason: "closed" });
  });
  const behind = async (missed: number) => {
    fellows.next += missed;
    flight.moved({ kind: "behind", instance: fellows.next, missed });
    await Promise.resolve();
  };
  const close = () => Promise.all([flight.close(), ...calls]);
  const places = () => Array.from({ length: IN_FLIGHT }, (_, at) => fellows.next + at);
  return { behind, close, places };
}

const turn = () => new Promise(setImmediate);

it("no more than its READYs for the places that it waits in", async () => {
  const fellows = new Silent();
  const { behind, close, places } = waiting(fellows);
  for (const missed of [1, 2, 7, 8, 30]) {
    await behind(missed);
    await turn();
    await turn();
    expect(fellows.owed.toSorted((a, b) => a - b)).toEqual(places());
  }
  await close();
});

it("and says none in the places that it passes in one turn", async () => {
  const fellows = new Silent();
  const { behind, close, places } = waiting(fellows);
  await turn();
  fellows.said = 0;
  for (let passed = 0; passed < 100; passed++) await behind(1);
  await turn();
  expect(fellows.owed.toSorted((a, b) => a - b)).toEqual(places());
  expect(fellows.said).toBe(IN_FLIGHT);
  await close();
});
