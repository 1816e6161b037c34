/**
 * Which calls of a member are under way, and where. One that was given up while it waited for room was begun once, in an instance
 * too far from the oldest, and said READY there: peers took it for one that had left what it was still in.
 */
import { beforeEach, expect, it } from "vitest";
import { Flight } from "../../src/core/flight.js";
import type { NodeId } from "../../src/core/group.js";
import type { Input } from "../../src/core/machine.js";
import { Mailbox } from "../../src/core/mailbox.js";
import { Sequence, type Word } from "../../src/core/sequence.js";
import { UnderWay } from "../../src/core/under-way.js";

const PEERS = [2, 3, 4];

const START = "START";

/** Writes down what it is told, and starts where it is told to. */
class Written extends UnderWay<string, string> {
  readonly #what = `${this.call}@${this.instance}`;

  constructor(
    call: string,
    instance: number,
    private readonly lines: string[],
    private readonly started: (open: Written) => void,
  ) {
    super(call, instance);
  }

  override begin(): void {
    this.lines.push(`${this.#what} begins`);
  }

  protected override receive(from: NodeId, message: string): void {
    this.lines.push(`${this.#what} hears ${message} of ${from}`);
    if (message === START) this.started(this);
  }

  override input(input: Input<never>): void {
    if (input.kind === "peer" && input.is === "cut")
      this.lines.push(`${this.#what} goes on without ${input.id}`);
  }

  override stop(): void {
    this.lines.push(`${this.#what} stops`);
  }
}

class Group {
  readonly lines: string[] = [];
  /** instances of which nothing is owed any more */
  readonly forgotten: number[] = [];
  /** before which nothing is owed any more */
  readonly released: number[] = [];
  /** calls that cannot take part in an instance */
  readonly refused: string[] = [];
  readonly flight: Flight<string, string, Written>;

  constructor(readonly inFlight: number) {
    const nothing = () => {};
    const sequence = new Sequence({
      ...{ peers: PEERS, m: 1, needed: 3, graceMs: 100, inFlight },
      freshLife: () => "own",
    });
    this.flight = new Flight({
      ...{ sequence, inFlight, mailbox: new Mailbox<string>(9, inFlight, () => false) },
      program: {
        make: (call, instance) =>
          new Written(call, instance, this.lines, (open) => this.flight.started(open)),
        refuses: (call, instance) => this.refused.includes(`${call}@${instance}`),
        moved: (move) => move.kind === "settled" || this.lines.push(`${move.kind}: ${move.instance}`),
      },
      owing: {
        ...{ renew: nothing, forgetOwed: nothing },
        release: (before) => this.released.push(before),
        forget: (instance) => this.forgotten.push(instance),
      },
      tell: nothing,
    });
  }

  agree(...calls: readonly string[]): void {
    for (const call of calls) this.flight.agree(call, 0);
    this.flight.goOn(0);
  }

  start(): void {
    this.flight.started(this.flight.underWay.find(({ hasStarted }) => !hasStarted) as Written);
    this.flight.goOn(0);
  }

  end(call: string): void {
    this.flight.ended(this.flight.underWay.find((open) => open.call === call) as Written, 0);
    this.flight.goOn(0);
  }

  giveUp(call: string): void {
    this.flight.giveUp(call, 0);
    this.flight.goOn(0);
  }

  say(word: Word, life = "first"): void {
    for (const peer of PEERS) this.flight.hear(peer, { life: `${life} of ${peer}`, word, asks: false }, 0);
    this.flight.goOn(0);
  }

  /** What was written since it was asked last. */
  told(): string[] {
    return this.lines.splice(0);
  }
}

let group: Group;
beforeEach(() => {
  group = new Group(2);
  group.say({ instance: 0, phase: "next" });
});

it("a call that would be too far from the oldest instance waits for its end", () => {
  group.agree("a", "b");
  group.start();
  group.told();
  group.say({ instance: 8, phase: "begun" });
  expect(group.told()).toEqual(["b@1 stops", "behind: 7"]);
  group.end("a");
  expect(group.told()).toEqual(["b@7 begins"]);
});

it("one that is given up while it waits for that is never begun", () => {
  group.agree("a", "b");
  group.start();
  group.say({ instance: 8, phase: "begun" });
  group.told();
  group.giveUp("b");
  group.end("a");
  expect(group.told()).toEqual([]);
  expect(group.flight.calls).toEqual([]);
});

it("behind one that is given up before its start the others move up, and behind one that has started they stay", () => {
  group = new Group(4);
  group.say({ instance: 0, phase: "next" });
  group.agree("a", "b", "c", "d");
  group.start();
  group.told();
  group.giveUp("b");
  expect(group.told()).toEqual(["b@1 stops", "c@2 stops", "d@3 stops", "c@1 begins", "d@2 begins"]);
  group.giveUp("a");
  expect(group.told()).toEqual(["a@0 stops"]);
});

it("all that are given up from the last one on leave their own instances, and nothing begins anew", () => {
  group.agree("a", "b");
  group.told();
  expect(["b", "a"].map((call) => group.flight.giveUp(call, 0))).toEqual([1, 0]);
  expect(group.flight.giveUp("a", 0)).toBe(null);
  expect(group.told()).toEqual(["b@1 stops", "a@0 stops"]);
});

it("what is said of an instance is taken in once all before it have started, and no more of who is another process by then", () => {
  group.agree("a", "b");
  group.flight.receive(2, 1, "READY", 0);
  group.flight.receive(3, 1, "READY", 0);
  group.flight.receive(2, 0, "READY", 0);
  group.told();
  group.say({ instance: 0, phase: "next" }, "second");
  group.flight.receive(4, 1, "READY", 0);
  group.start();
  expect(group.told()).toEqual(["b@1 hears READY of 4"]);
});

it("one that starts of what was kept of it lets the next one take in what was kept of that, in the same go", () => {
  group = new Group(3);
  group.say({ instance: 0, phase: "next" });
  group.agree("a", "b", "c");
  group.flight.receive(2, 1, START, 0);
  group.flight.receive(3, 1, "READY", 0);
  group.flight.receive(2, 2, "READY", 0);
  group.told();
  group.start();
  expect(group.told()).toEqual(["b@1 hears START of 2", "b@1 hears READY of 3", "c@2 hears READY of 2"]);
});

it("what a former process has said in one that has started stands, and is all; elsewhere its next one is heard", () => {
  group.agree("a", "b");
  group.flight.receive(2, 0, "READY", 0);
  group.start();
  group.flight.receive(3, 1, "READY", 0);
  group.told();
  group.say({ instance: 1, phase: "next" }, "second");
  for (const instance of [0, 1]) group.flight.receive(2, instance, "again", 0);
  group.flight.receive(3, 0, "once", 0);
  expect(group.told()).toEqual(["a@0 goes on without 2", "b@1 hears again of 2", "a@0 hears once of 3"]);
});

it("where the former process was cut off, what has started goes on without its peer, and what waits is begun anew", () => {
  group.agree("a", "b");
  group.start();
  group.told();
  const here = { life: "second of 2", word: { instance: 1, phase: "next" }, asks: false } as const;
  group.flight.lost(2);
  group.flight.hear(2, here, 0, true);
  group.flight.goOn(0);
  for (const instance of [0, 1]) group.flight.receive(2, instance, "again", 0);
  expect(group.told()).toEqual(["a@0 goes on without 2", "b@1 stops", "b@1 begins", "b@1 hears again of 2"]);
});

it("what was said in a place that a call leaves is owed no more", () => {
  group.agree("a", "b");
  group.forgotten.length = 0;
  group.giveUp("a");
  expect(group.forgotten).toEqual([1, 0]);
});

it("what was said in an instance is owed until the one after it is over, too", () => {
  group.agree("a", "b");
  for (const call of ["a", "b"]) {
    group.start();
    group.end(call);
  }
  expect(group.released).toEqual([0, 1]);
});

it("a call that cannot take part in its instance is dropped, and the next one takes its place", () => {
  group.refused.push("b@1", "c@0");
  group.agree("a", "b", "c");
  expect(group.told()).toEqual(["a@0 begins", "c@1 begins"]);
});
