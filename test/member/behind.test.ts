/**
 * What a member owes that falls behind again and again. It owed all that it had said in places that it left, until what was owed
 * to one peer was more than may be, and its program ended.
 */
import { expect, it } from "vitest";
import { nodeOptionsOf } from "../../src/config/options.js";
import { parseConfig } from "../../src/config/parse.js";
import { Run } from "../../src/config/run.js";
import { Flight } from "../../src/core/flight.js";
import { Mailbox } from "../../src/core/mailbox.js";
import { Sequence } from "../../src/core/sequence.js";
import { Call, type MemberAgreement } from "../../src/member/agreement.js";
import { Calls } from "../../src/member/calls.js";
import type { Fellows } from "../../src/member/fellows.js";
import { monotonicMs } from "../../src/net/clock.js";
import type { Message } from "../../src/net/form.js";
import type { Opening, WireContext } from "../../src/wire/codec.js";
import { Forms } from "../../src/wire/forms.js";

const IN_FLIGHT = 8;
const nodes = [1, 2, 3, 4].map((id) => ({ id, address: `tcp://127.0.0.1:${7000 + id}` }));
const config = parseConfig(JSON.stringify({ version: 1, nodes }));
const options = nodeOptionsOf(new Run(config), 4);

/** The peers of member 4, who have all been heard, and say nothing but where they are. */
class Silent {
  /** of which instances it is owed to node 1, and how much it was ever told */
  owed: number[] = [];
  said = 0;
  readonly ids = [1, 2, 3];
  readonly heard = [1, 2, 3];
  readonly gone = [];
  readonly unheard = [];
  readonly lookout = { why: [] };
  readonly flight: Flight<Call, Opening, MemberAgreement>;
  readonly sequence = new Sequence({
    ...{ peers: this.ids, m: 1, needed: 3, graceMs: 1000, inFlight: IN_FLIGHT },
    freshLife: () => "0".repeat(32),
  });

  constructor(program: Calls) {
    const nothing = () => {};
    const forget = (instance: number) => (this.owed = this.owed.filter((one) => one !== instance));
    this.flight = new Flight({
      ...{ sequence: this.sequence, inFlight: IN_FLIGHT, program, tell: nothing },
      mailbox: new Mailbox<Opening>(1, IN_FLIGHT, () => false),
      owing: { renew: nothing, release: nothing, forget, forgetOwed: nothing },
    });
  }

  readonly addressing = {
    context(instance: number): WireContext {
      const { group, hash, run, wire } = options;
      return { group, hash, run, instance, wire, life: "0".repeat(32) };
    },
    forms: (context: WireContext) => new Forms(context, 4),
  };

  arm(): void {}
  why = () => "";

  send(to: number, _message: Message, instance: number): void {
    if (to !== 1) return;
    this.owed.push(instance);
    this.said++;
  }

  /** All but member 4 take part in this instance next. */
  say(instance: number): void {
    const word = { instance, phase: "next" } as const;
    for (const id of this.ids) this.flight.hear(id, { life: `${id}`, word, asks: false }, monotonicMs());
  }
}

/** So many calls of member 4 that wait for their start. */
function waiting() {
  const nothing = () => {};
  const told = { event: nothing, record: nothing, fault: nothing, moved: nothing, crashed: nothing };
  const calls = new Calls(4, config, told);
  const fellows = new Silent(calls);
  calls.join(fellows as unknown as Fellows);
  const closed = Array.from({ length: IN_FLIGHT }, () => {
    const call = new Call(options, 1, null, monotonicMs());
    calls.agree(call);
    return expect(call.result).rejects.toMatchObject({ reason: "closed" });
  });
  const behind = async (missed: number) => {
    fellows.say(fellows.sequence.next + missed);
    await Promise.resolve();
  };
  const close = () => Promise.all([calls.close(), ...closed]);
  const places = () => Array.from({ length: IN_FLIGHT }, (_, at) => fellows.sequence.next + at);
  return { fellows, behind, close, places };
}

const turn = () => new Promise(setImmediate);

it("no more than its READYs for the places that it waits in", async () => {
  const { fellows, behind, close, places } = waiting();
  for (const missed of [1, 2, 7, 8, 30]) {
    await behind(missed);
    await turn();
    await turn();
    expect(fellows.owed.toSorted((a, b) => a - b)).toEqual(places());
  }
  await close();
});

it("and says none in the places that it passes in one turn", async () => {
  const { fellows, behind, close, places } = waiting();
  await turn();
  fellows.said = 0;
  for (let passed = 0; passed < 100; passed++) await behind(1);
  await turn();
  expect(fellows.owed.toSorted((a, b) => a - b)).toEqual(places());
  expect(fellows.said).toBe(IN_FLIGHT);
  await close();
});
