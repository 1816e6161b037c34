/** A snapshot that comes piece by piece: each is asked for once, and of another peer where it did not come. */
import { expect, it } from "vitest";
import { Fetcher } from "../../src/member/log/fetcher.js";
import type { Frame } from "../../src/member/log/frames.js";
import { digestOf } from "../../src/member/log/identity.js";
import { type Certified, leafOf } from "../../src/member/log/snapshots.js";
import { rootOf } from "../../src/protocols/simplex/block.js";

const PIECES = Array.from({ length: 10 }, (_, at) => `piece ${at}`);
const LEAVES = PIECES.map((text) => leafOf(text, digestOf));
const CERTIFIED = { height: 7, state: rootOf(LEAVES, digestOf) } as Certified;

function fetching() {
  const asked: [to: number, index: number][] = [];
  const done: string[] = [];
  const fetcher = new Fetcher(digestOf, {
    send: (to, frame) => asked.push([to, (frame as Extract<Frame, { kind: "want" }>).index]),
    done: (_, pieces) => done.push(pieces.join()),
  });
  return { fetcher, asked, done };
}

it("asks for four at a time, for none twice, and for what did not come again, of another", () => {
  const { fetcher, asked, done } = fetching();
  expect(fetcher.offered(1, CERTIFIED, LEAVES)).toBe(true);
  expect(fetcher.offered(2, CERTIFIED, LEAVES)).toBe(true);
  for (const index of [0, 1, 2]) fetcher.piece(7, index, PIECES[index]!);
  expect(asked.splice(0)).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => [1, index]));
  fetcher.again();
  expect(asked.splice(0)).toEqual([3, 4, 5, 6].map((index) => [2, index]));
  for (const [index, text] of PIECES.entries()) fetcher.piece(7, index, text);
  expect(asked).toEqual([7, 8, 9].map((index) => [2, index]));
  expect(done).toEqual([PIECES.join()]);
});

it("takes no piece that is not the one it asked for, and each once", () => {
  const { fetcher, asked, done } = fetching();
  fetcher.piece(7, 0, PIECES[0]!);
  fetcher.again();
  const swapped = [LEAVES[1]!, LEAVES[0]!, ...LEAVES.slice(2)];
  expect([fetcher.offered(1, CERTIFIED, swapped), asked]).toEqual([false, []]);
  fetcher.offered(1, CERTIFIED, LEAVES);
  asked.length = 0;
  for (const [height, index] of [
    [8, 0],
    [7, 1],
    [7, 10],
    [7, -1],
  ] as const)
    fetcher.piece(height, index, PIECES[0]!);
  expect([asked, done]).toEqual([[], []]);
  for (const [index, text] of PIECES.entries()) {
    fetcher.piece(7, index, text);
    fetcher.piece(7, index, text);
  }
  expect(done).toEqual([PIECES.join()]);
});

it("goes over to a snapshot of a higher height, and never to one of a lower", () => {
  const { fetcher, asked, done } = fetching();
  const one = { leaves: [LEAVES[0]!], state: rootOf([LEAVES[0]!], digestOf) };
  for (const height of [7, 9, 8])
    expect(fetcher.offered(height, { ...CERTIFIED, ...one, height }, one.leaves)).toBe(true);
  expect(asked).toEqual([
    [7, 0],
    [9, 0],
  ]);
  for (const height of [7, 8, 9]) fetcher.piece(height, 0, PIECES[0]!);
  expect(done).toEqual([PIECES[0]]);
});
