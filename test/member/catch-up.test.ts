/** What a member sends to one that is behind, and what it takes of it when it is behind itself. */
import { expect, it, onTestFinished, vi } from "vitest";
import { CatchUp } from "../../src/member/log/catch-up.js";
import type { Frame } from "../../src/member/log/frames.js";
import { digestOf } from "../../src/member/log/identity.js";
import { leafOf } from "../../src/member/log/snapshots.js";
import { rootOf } from "../../src/protocols/simplex/block.js";

const PIECE = "the state";
const LEAVES = [leafOf(PIECE, digestOf)];
const CERTIFIED = {
  ...{ epoch: 2, view: 1, height: 50, hash: "00", votes: [] },
  state: rootOf(LEAVES, digestOf),
};
const OFFER = { kind: "offer", certified: CERTIFIED, leaves: LEAVES } as const;
const SEALS = [0, 1].map((epoch) => ({ epoch, block: null, headers: [], finalization: null }));

const asks = (above: number) => ({ kind: "asked", by: 3, epoch: 0, hash: "00", above }) as const;

/** At height 40, whose first block is 30; `more` is what else it holds. */
function catchUp(more: { window?: unknown; offer?: unknown; fault?: string | null } = {}) {
  const sent: [number, Frame][] = [];
  const faults: string[] = [];
  const heard: unknown[] = [];
  const installed: unknown[] = [];
  const windows: { count: number; chars: number; fits: boolean }[] = [];
  const { window = null, offer = null, fault = null } = more;
  const parts = {
    crypto: { digest: digestOf },
    replica: { height: 40 },
    ledger: {
      first: 30,
      window: (_: unknown, fits: (block: { commands: string[] }, count: number) => boolean) => {
        for (const { count, chars } of windows)
          windows[count] = { count, chars, fits: fits({ commands: ["x".repeat(chars)] }, count) };
        return window;
      },
    },
    seals: {
      learn: () => fault,
      at: () => null,
      between: (from: number, below: number) => SEALS.slice(from, below),
    },
    snapshots: {
      hear: (...said: unknown[]) => heard.push(said),
      offer: () => offer,
      piece: (height: number, index: number) => (height === 50 && index === 0 ? PIECE : null),
      faultOf: () => fault,
    },
  };
  const made = new CatchUp(parts as unknown as ConstructorParameters<typeof CatchUp>[0], {
    send: (to, frame) => sent.push([to, frame]),
    onFault: ({ from, kind, detail }) => faults.push(`${from} ${kind}: ${detail}`),
    install: (...given) => installed.push(given),
  });
  return { made, sent, faults, heard, installed, windows };
}

it("a certified snapshot above what is held is asked for, and taken once it is whole", () => {
  const { made, sent, faults, installed } = catchUp();
  made.heard(2, OFFER);
  expect(sent).toEqual([[2, { kind: "want", height: 50, index: 0 }]]);
  made.heard(3, { kind: "piece", height: 50, index: 0, text: PIECE });
  expect(installed).toEqual([[CERTIFIED, [PIECE]]]);
  expect(faults).toEqual([]);
});

it("one that is not above what is held is not, and nobody is blamed", () => {
  const { made, sent, faults } = catchUp({ fault: "too few signed it" });
  made.heard(2, { ...OFFER, certified: { ...CERTIFIED, height: 40 } });
  expect([sent, faults]).toEqual([[], []]);
});

it("one that nobody certified, or whose pieces are another state's, is not, and who offers it is blamed", () => {
  const uncertified = catchUp({ fault: "too few signed it" });
  uncertified.made.heard(2, OFFER);
  const other = catchUp();
  other.made.heard(2, { ...OFFER, leaves: [...LEAVES, ...LEAVES] });
  for (const { sent } of [uncertified, other]) expect(sent).toEqual([]);
  const blamed = "2 badCertificate: offered a snapshot that nobody certified: ";
  expect([...uncertified.faults, ...other.faults]).toEqual([
    `${blamed}too few signed it`,
    `${blamed}its pieces are not those of its state`,
  ]);
});

it("what is said of snapshots is not the rules' to know, and of an end of an epoch only what holds", () => {
  const good = catchUp();
  const attestation = { kind: "attestation", attestation: "said" } as never;
  expect(good.made.learn(2, attestation)).toBe(false);
  expect(good.heard).toEqual([[2, "said"]]);
  const seal = { kind: "seal", seal: SEALS[0] } as never;
  expect(good.made.learn(2, seal)).toBe(true);
  const bad = catchUp({ fault: "too few signed it" });
  expect(bad.made.learn(2, seal)).toBe(false);
  expect(bad.faults).toEqual(["2 badCertificate: an end of the epoch: too few signed it"]);
  expect(bad.made.learn(2, { kind: "ask", epoch: 0, views: [] })).toBe(true);
});

it("who lacks blocks is sent them, and of what is not held a snapshot behind the ends of the epochs before", () => {
  const window = { blocks: [], finalization: null };
  const holds = catchUp({ window, offer: { certified: CERTIFIED, leaves: LEAVES } });
  holds.made.answer(asks(5));
  expect(holds.sent).toEqual([[3, { kind: "message", message: { kind: "blocks", epoch: 0, ...window } }]]);
  const offers = catchUp({ offer: { certified: CERTIFIED, leaves: LEAVES } });
  offers.made.answer(asks(28));
  expect(offers.sent).toEqual([
    ...SEALS.map((seal) => [3, { kind: "message", message: { kind: "seal", seal } }]),
    [3, OFFER],
  ]);
  offers.sent.length = 0;
  offers.made.answer(asks(29)); // it holds the next one: there is no finalization yet
  const nothing = catchUp();
  nothing.made.answer(asks(5));
  expect([offers.sent, nothing.sent]).toEqual([[], []]);
});

it("an answer is of 64 blocks, or of as many characters as a block may have", () => {
  const { made, windows } = catchUp();
  windows.push(
    { count: 0, chars: 500_000, fits: false },
    { count: 1, chars: 24_288, fits: false },
    { count: 2, chars: 1, fits: true },
  );
  made.answer(asks(35));
  expect(windows.map(({ fits }) => fits)).toEqual([true, true, false]);
  const many = Array.from({ length: 65 }, (_, count) => ({ count, chars: 0, fits: false }));
  windows.splice(0, 3, ...many);
  made.answer(asks(35));
  expect(windows.filter(({ fits }) => fits)).toHaveLength(64);
});

it("a peer gets a thousand pieces in a second, and none that there is not", () => {
  vi.useFakeTimers({ toFake: ["hrtime"] });
  onTestFinished(() => void vi.useRealTimers());
  const { made, sent } = catchUp();
  const wants = (from: number, index: number) => made.heard(from, { kind: "want", height: 50, index });
  wants(2, 1);
  expect(sent).toEqual([]);
  for (let time = 1; time < 1010; time++) wants(2, 0);
  expect(sent.splice(0)).toEqual(
    Array.from({ length: 999 }, () => [2, { kind: "piece", height: 50, index: 0, text: PIECE }]),
  );
  wants(3, 0);
  expect(sent.splice(0)).toHaveLength(1);
  vi.advanceTimersByTime(1000);
  wants(2, 0);
  expect(sent).toHaveLength(1);
});
