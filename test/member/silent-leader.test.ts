/**
 * A finalization is told to the others by the leader of the next view, or by whoever has it within Δ/10. So one that says
 * nothing of it costs that time, and those whose clients wait lose none: by the members' own mail, on virtual time.
 */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { monotonicMs } from "../../src/net/clock.js";
import { Passing } from "../../src/protocols/simplex/passing.js";
import type { Message } from "../../src/protocols/simplex/types.js";
import { DELIVERY_MS, DELTA, Desks, FAKED, type Leaves, MEMBERS } from "./desk.js";

/** The command, proposal, notarize, finalize; and the ends of turns. */
const ANSWERED_MS = 4 * DELIVERY_MS + 10;
/** Votes that were held, or the finalization of one that waited; and a turn that nobody waits for is held for 100 ms. */
const KNOWN_MS = ANSWERED_MS + DELTA / 10 + DELIVERY_MS + 100;
/** T(v) of the view that a liar leads, a message before it and three after it. */
const SKIPPED_MS = 3 * DELTA + 2 * ANSWERED_MS;

let desks: Desks;

beforeEach(() => void vi.useFakeTimers({ toFake: [...FAKED] }));
afterEach(() => {
  desks.stop();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const isFinalization = (message: Message) =>
  message.kind === "certificate" && message.certificate.kind === "finalize";

/** When each of these members has this command final, since it was submitted at `client`. */
async function finalAt(client: number, command: string, members: readonly number[], withinMs: number) {
  const sinceMs = monotonicMs();
  desks.at(client).submit(command);
  await vi.advanceTimersByTimeAsync(withinMs);
  return members.map((id) => (desks.at(id).finalMs.get(command) ?? Number.POSITIVE_INFINITY) - sinceMs);
}

async function playedBy(leaves?: Leaves): Promise<void> {
  desks = new Desks(leaves);
  await vi.advanceTimersByTimeAsync(100);
}

/** View 1 is led by member 1, and 2 is the liar that is to tell of it. */
const LOYAL = [1, 3, 4];
const LIES: Readonly<Record<string, Leaves>> = {
  "votes as it should, and tells no finalization": (from, _to, message) =>
    from !== 2 || !isFinalization(message),
  "tells member 3 alone, and votes for it alone": (from, to) => from !== 2 || to === 3,
  "says nothing": (from) => from !== 2,
};

it.each(Object.entries(LIES))(
  "a next leader that %s delays a finalization by Δ/10, and no answer",
  async (_what, leaves) => {
    for (const client of LOYAL) {
      await playedBy(leaves);
      const times = await finalAt(client, "a", LOYAL, KNOWN_MS);
      expect(times[LOYAL.indexOf(client)]).toBeLessThanOrEqual(ANSWERED_MS);
      expect(Math.max(...times)).toBeLessThanOrEqual(KNOWN_MS);
      desks.stop();
    }
  },
);

it.each(Object.entries(LIES))(
  "where a next leader that %s leads, a command waits for its T(v), and the ones after it do not",
  async (_what, leaves) => {
    for (const client of LOYAL) {
      await playedBy(
        (from, to, message) => leaves(from, to, message) && !(from === 2 && message.kind === "proposal"),
      );
      await finalAt(client, "a", LOYAL, KNOWN_MS);
      const skipped = await finalAt(client, "b", LOYAL, SKIPPED_MS + KNOWN_MS);
      expect(skipped[LOYAL.indexOf(client)]).toBeLessThanOrEqual(SKIPPED_MS);
      expect(Math.max(...skipped)).toBeLessThanOrEqual(SKIPPED_MS + KNOWN_MS);
      expect((await finalAt(client, "c", [client], KNOWN_MS))[0]).toBeLessThanOrEqual(ANSWERED_MS);
      desks.stop();
    }
  },
);

it("the bound would not be kept if members left it to the next leader to tell", async () => {
  vi.spyOn(Passing.prototype, "look").mockReturnValue(undefined);
  await playedBy(LIES["says nothing"]);
  const times = await finalAt(3, "a", LOYAL, DELTA);
  expect(times[1]).toBeLessThanOrEqual(ANSWERED_MS);
  expect(Math.max(...times)).toBe(Number.POSITIVE_INFINITY);
});

it("a next leader that dies with what its mail holds delays no more, and comes back to all of it", async () => {
  await playedBy();
  const answered = finalAt(3, "a", LOYAL, KNOWN_MS);
  // the finalize votes are there, and their finalization is held for Δ/50
  setTimeout(() => desks.kill(2), ANSWERED_MS);
  expect(Math.max(...(await answered))).toBeLessThanOrEqual(KNOWN_MS);
  await finalAt(3, "b", [3], SKIPPED_MS);
  desks.start(2);
  await vi.advanceTimersByTimeAsync(SKIPPED_MS);
  expect([...desks.at(2).finalMs.keys()]).toEqual(["a", "b"]);
});

it("beside one that is down each member in turn answers its clients, and one that comes back is told at once", async () => {
  await playedBy();
  desks.kill(4);
  for (const [at, client] of [1, 2, 3, 1, 2, 3].entries()) {
    const times = await finalAt(client, `${at}`, [client], SKIPPED_MS + DELTA);
    expect(times[0]).toBeLessThanOrEqual(SKIPPED_MS);
  }
  desks.start(4);
  await vi.advanceTimersByTimeAsync(KNOWN_MS);
  for (const id of MEMBERS) expect([...desks.at(id).finalMs.keys()].join("")).toBe("012345");
});
