/** What a turn may let out: nothing that is not on the disk. */
import { expect, it, onTestFinished, vi } from "vitest";
import { type Input, type Machine, NOTHING, type Step } from "../../src/core/machine.js";
import { Turns } from "../../src/member/log/turns.js";
import { Waiting } from "../../src/member/log/waiting.js";
import { monotonicMs } from "../../src/net/clock.js";

const FAKED = ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "hrtime"] as const;

type Echo = Step<string, string, never>;

/** Keeps, sends and hands out each message that it gets. */
class EchoMachine implements Machine<string, string, never> {
  get deadlineMs(): number | null {
    return null;
  }

  readonly isOver = false;
  step(input: Input<string>): Echo {
    if (input.kind !== "message") return NOTHING;
    const { message } = input;
    return { ...NOTHING, keep: [{ message }], send: [{ to: [2], message }], out: [message] };
  }
}

function watched(
  sync: () => void,
  machine: Machine<string, string, never> = new EchoMachine(),
  isAwaited = true,
  onTold: (message: string) => void = () => undefined,
): {
  turns: Turns<string, string, never>;
  did: string[];
  over: Promise<void>;
} {
  const did: string[] = [];
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const turns = new Turns(machine, {
    append: (entries) => void did.push(`keep ${entries.map(({ message }) => String(message)).join()}`),
    sync: () => {
      did.push("sync");
      sync();
    },
    send: (_to, message) => void did.push(`send ${message}`),
    sent: () => void did.push("sent"),
    told: ({ out }) => {
      did.push(`told ${out.join()}`);
      onTold(out.join());
    },
    isAwaited: () => isAwaited,
    ended: () => end(),
    failed: (error) => {
      did.push((error as Error).message);
      end();
    },
  });
  return { turns, did, over };
}

it("what came together is kept together, with one sync, before anything of it leaves", async () => {
  const { turns, did, over } = watched(() => undefined);
  turns.input({ kind: "message", from: 1, message: "a" });
  turns.input({ kind: "message", from: 1, message: "b" });
  expect(did).toEqual([]);
  await over;
  expect(did).toEqual(["keep a", "keep b", "sync", "send a", "send b", "sent", "told a", "told b"]);
  turns.stop();
});

it("where the sync fails nothing of the turn leaves, and nothing is taken in any more", async () => {
  const { turns, did, over } = watched(() => {
    throw new Error("the disk is full");
  });
  turns.input({ kind: "message", from: 1, message: "a" });
  await over;
  turns.input({ kind: "message", from: 1, message: "b" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(did).toEqual(["keep a", "sync", "the disk is full"]);
});

/** Sends nothing but for the message "send". */
class QuietMachine extends EchoMachine {
  override step(input: Input<string>): Echo {
    const step = super.step(input);
    return input.kind === "message" && input.message === "send" ? step : { ...step, send: [] };
  }
}

it("what nobody waits for is kept and handed out with what comes next, in one turn", async () => {
  const { turns, did, over } = watched(() => undefined, new QuietMachine(), false);
  turns.input({ kind: "message", from: 1, message: "a" });
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expect(did).toEqual([]);
  turns.input({ kind: "message", from: 1, message: "send" });
  await over;
  expect(did).toEqual(["keep a", "keep send", "sync", "send send", "sent", "told a", "told send"]);
  turns.stop();
});

it("what nobody waits for is kept and handed out after a while, if nothing comes, again and again", () => {
  vi.useFakeTimers({ toFake: [...FAKED] });
  onTestFinished(() => void vi.useRealTimers());
  const { turns, did } = watched(() => undefined, new QuietMachine(), false);
  for (const message of ["a", "b"]) {
    turns.input({ kind: "message", from: 1, message });
    vi.advanceTimersByTime(99);
    expect(did.splice(0)).toEqual([]);
    vi.advanceTimersByTime(2);
    expect(did.splice(0)).toEqual([`keep ${message}`, "sync", "sent", `told ${message}`]);
  }
  turns.input({ kind: "message", from: 1, message: "c" });
  vi.advanceTimersByTime(50);
  turns.stop();
  vi.advanceTimersByTime(200);
  expect(did).toEqual([]);
});

it("what is signed is on the disk before another machine goes on with it, and nothing of it has left", async () => {
  const { turns, did } = watched(() => undefined);
  turns.input({ kind: "message", from: 1, message: "a" });
  turns.stopKept();
  await new Promise((resolve) => setImmediate(resolve));
  expect(did).toEqual(["keep a", "sync"]);
});

it("what somebody waits for is handed out at once, also where nothing is sent", async () => {
  const { turns, did } = watched(() => undefined, new QuietMachine(), true);
  turns.input({ kind: "message", from: 1, message: "a" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(did).toEqual(["keep a", "sync", "sent", "told a"]);
  turns.stop();
});

it("what is taken in while a turn is kept is of the next one, and is not kept where this one fails", async () => {
  const { turns, did, over } = watched(() => {
    turns.input({ kind: "message", from: 1, message: "b" });
    throw new Error("the disk is full");
  });
  turns.input({ kind: "message", from: 1, message: "a" });
  await over;
  turns.stopKept();
  expect(did).toEqual(["keep a", "sync", "the disk is full"]);
});

it("whoever is told something may stop it: nothing more is told, and the turn has no end", async () => {
  const { turns, did, over } = watched(
    () => undefined,
    new EchoMachine(),
    true,
    () => turns.stop(),
  );
  let isOver = false;
  void over.then(() => (isOver = true));
  turns.input({ kind: "message", from: 1, message: "a" });
  turns.input({ kind: "message", from: 1, message: "b" });
  await new Promise((resolve) => setImmediate(resolve));
  expect(did).toEqual(["keep a", "keep b", "sync", "send a", "send b", "sent", "told a"]);
  expect(isOver).toBe(false);
});

it("a turn that brings the next one has no end of its own", async () => {
  const { turns, did, over } = watched(
    () => undefined,
    new EchoMachine(),
    true,
    (message) => message === "a" && turns.input({ kind: "message", from: 1, message: "b" }),
  );
  turns.input({ kind: "message", from: 1, message: "a" });
  await over;
  expect(did.filter((one) => one.startsWith("told"))).toEqual(["told a", "told b"]);
  turns.stop();
});

/** Due at a time, until it has had so many ticks. */
class DueMachine extends EchoMachine {
  heard: string[] = [];
  constructor(
    private readonly dueMs: number,
    private ticks = 1,
  ) {
    super();
  }

  override get deadlineMs(): number | null {
    return this.ticks > 0 ? this.dueMs : null;
  }

  override step(input: Input<string>): Echo {
    this.heard.push(input.kind);
    if (input.kind === "tick") this.ticks--;
    return super.step(input);
  }
}

it("what has arrived by a deadline is taken in before it", async () => {
  const machine = new DueMachine(monotonicMs());
  const { turns, over } = watched(() => undefined, machine);
  turns.input({ kind: "message", from: 1, message: "a" });
  await over;
  await vi.waitFor(() => expect(machine.heard).toEqual(["message", "tick"]));
  turns.stop();
});

it("a deadline that one tick has not moved brings another", async () => {
  const machine = new DueMachine(monotonicMs(), 3);
  const { turns } = watched(() => undefined, machine);
  await vi.waitFor(() => expect(machine.heard).toEqual(["tick", "tick", "tick"]));
  turns.stop();
});

it("a deadline in months is not taken for one that is past", () => {
  vi.useFakeTimers({ toFake: [...FAKED] });
  onTestFinished(() => void vi.useRealTimers());
  const machine = new DueMachine(monotonicMs() + 2 ** 32);
  const { turns } = watched(() => undefined, machine);
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(60_000);
  expect(vi.getTimerCount()).toBe(1);
  turns.stop();
  expect(vi.getTimerCount()).toBe(0);
});

it("whoever waits is told once the log has come to the last height of the command, and no height before", async () => {
  const waiting = new Waiting();
  const command = { client: "a", sequence: 1, command: null, until: 5 };
  const waited = waiting.wait(command, "digest", 60_000, undefined);
  waiting.pass(4);
  expect(waiting.size).toBe(1);
  waiting.pass(5);
  expect(waiting.size).toBe(0);
  await expect(waited).rejects.toMatchObject({
    reason: "notDone",
    message: expect.stringMatching("height 5"),
  });
});

it("a block that becomes final is waited for by whoever follows the log, and else by nobody", () => {
  const block = { epoch: 0, view: 1, height: 1, parent: "00", commands: [] };
  const step = { ...NOTHING, out: [{ kind: "committed", block, hash: "01", finalization: null } as const] };
  expect([true, false].map((isFollowed) => new Waiting().isFor(step, isFollowed))).toEqual([true, false]);
});
