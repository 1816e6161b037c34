/** What a member holds of commands and blocks (pool.ts, chain.ts), and gives out to each peer (answering.ts), counted. */
import { describe, expect, it } from "vitest";
import { Chain } from "../../src/protocols/simplex/chain.js";
import { DEFAULT_LIMITS } from "../../src/protocols/simplex/options.js";
import { Pool } from "../../src/protocols/simplex/pool.js";
import { Alone, blockOf, certificateOf, GENESIS, hashed, optionsOf } from "./alone.js";

describe("a pool", () => {
  it("has room for so many characters of each member, and again for those that became final", () => {
    const pool = new Pool([1, 2], { ...DEFAULT_LIMITS, poolCharsMax: 10 });
    const add = (from: number, ...commands: string[]) => commands.map((one) => pool.add(from, one));
    expect(add(1, "12345", "67890", "x")).toEqual([true, true, false]);
    expect(add(2, "x")).toEqual([true]);
    pool.remove(["12345"]);
    expect([add(1, "abcde", "y"), add(1, "12345")]).toEqual([[true, false], [false]]);
  });

  it("takes no longer command than a block may have, and fills a block to its last command and character", () => {
    const limits = { ...DEFAULT_LIMITS, commandCharsMax: 5, blockCharsMax: 10, blockCommandsMax: 3 };
    const filled = (...commands: string[]) => {
      const pool = new Pool([1], limits);
      return [commands.map((one) => pool.add(1, one)), pool.take(new Set())];
    };
    expect(filled("12345", "123456")).toEqual([[true, false], { commands: ["12345"], isFull: false }]);
    expect(filled("12345", "67890")[1]).toEqual({ commands: ["12345", "67890"], isFull: false });
    expect(filled("12345", "67890", "x")[1]).toEqual({ commands: ["12345", "67890"], isFull: true });
    expect(filled("a", "b", "c")[1]).toEqual({ commands: ["a", "b", "c"], isFull: false });
    expect(filled("a", "b", "c", "d")[1]).toEqual({ commands: ["a", "b", "c"], isFull: true });
  });

  it("counts a command that becomes final again once", () => {
    const pool = new Pool([1], DEFAULT_LIMITS);
    pool.remove(["first"]);
    for (let k = 0; k < 20; k++) pool.remove(["x".repeat(1024 * 1024)]);
    expect(pool.add(1, "first")).toBe(false);
  });
});

describe("a chain", () => {
  const blocks = [1, 2, 3].map((view) => blockOf(view, { commands: [`of branch ${view}`] }));
  const log = blockOf(2, { commands: ["of the log"] });
  const behind = blockOf(3, { height: 2, parent: hashed(log) });
  const committed = (seals = () => false) => {
    const chain = new Chain({ view: 0, height: 0, hash: GENESIS, finalization: null }, 64, seals);
    for (const block of [...blocks, behind]) chain.add(hashed(block), block);
    chain.commit(hashed(log), log);
    return chain;
  };

  it("forgets with a block of the log what is of its view or before, and leads to nothing past its end", () => {
    const chain = committed();
    expect(blocks.map((block) => chain.has(hashed(block)))).toEqual([false, false, true]);
    expect([chain.get(hashed(log)), chain.end]).toMatchObject([log, { view: 2, height: 1, isSealed: false }]);
    chain.add(hashed(blocks[0]!), blocks[0]!);
    expect(chain.pathTo(hashed(blocks[0]!))).toBeNull();
    expect(chain.pathTo(hashed(behind))).toEqual([[hashed(behind), behind]]);
    expect(chain.pathTo(hashed(blocks[2]!))).toEqual({ missing: GENESIS });
  });

  it("is at the epoch's end from the block on that ends it", () => {
    let isLast = true;
    const chain = committed(() => isLast);
    isLast = false;
    expect([chain.end.isSealed, chain.placeOf(hashed(behind))?.isSealed]).toEqual([true, true]);
    chain.commit(hashed(behind), behind);
    expect(chain.end.isSealed).toBe(true);
  });
});

it("whoever asks for certificates gets those of 32 views, of this epoch, whatever others have asked", () => {
  const member = new Alone(optionsOf(4)).until(0).certificate(certificateOf("nullify", 1, null));
  const { length } = member.sent;
  const answers = () => member.sent.slice(length).length;
  member.hear(1, { kind: "ask", epoch: 1, views: [1] });
  member.hear(1, { kind: "ask", epoch: 0, views: [...Array.from({ length: 32 }, (_, at) => at + 2), 1] });
  expect(answers()).toBe(0);
  for (let k = 0; k < 40; k++) member.hear(1, { kind: "ask", epoch: 0, views: [1] });
  expect(answers()).toBe(31);
  member.hear(3, { kind: "ask", epoch: 0, views: [1] });
  expect(answers()).toBe(32);
});
