/** What a turn may let out: nothing that is not on the disk. */
import { expect, it } from "vitest";
import { type Input, type Machine, NOTHING, type Step } from "../../src/core/machine.js";
import { Turns } from "../../src/member/log/turns.js";

type Echo = Step<string, string, never>;

/** Keeps, sends and hands out each message that it gets. */
class EchoMachine implements Machine<string, string, never> {
  readonly deadlineMs = null;
  readonly isOver = false;
  step(input: Input<string>): Echo {
    if (input.kind !== "message") return NOTHING;
    const { message } = input;
    return { ...NOTHING, keep: [{ message }], send: [{ to: [2], message }], out: [message] };
  }
}

function watched(sync: () => void): {
  turns: Turns<string, string, never>;
  did: string[];
  over: Promise<void>;
} {
  const did: string[] = [];
  let end: () => void = () => undefined;
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  const turns = new Turns(new EchoMachine(), {
    append: (entries) => void did.push(`keep ${entries.map(({ message }) => String(message)).join()}`),
    sync: () => {
      did.push("sync");
      sync();
    },
    send: (_to, message) => void did.push(`send ${message}`),
    sent: () => void did.push("sent"),
    told: ({ out }) => void did.push(`told ${out.join()}`),
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
