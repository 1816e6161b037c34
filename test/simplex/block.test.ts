/** A block's hash stands for its commands: each is checked by a path, and nothing else passes for it. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  hashOf,
  hashOfHeader,
  headerOf,
  pathOf,
  rootOf,
  rootThrough,
} from "../../src/protocols/simplex/block.js";
import { toyCrypto } from "../../src/sim/log/toy-crypto.js";
import { blockOf } from "./alone.js";

const digest = (text: string) => toyCrypto(1).digest(text);
const commands = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 });

describe("a block's hash", () => {
  it("is that of its header, which is checked without the commands", () => {
    const block = blockOf(3, { commands: ["a", "b", "c"] });
    expect(hashOfHeader(headerOf(block, digest), digest)).toBe(hashOf(block, digest));
  });

  it("changes with every field, every command and their order", () => {
    const hashes = [
      blockOf(3),
      blockOf(4),
      blockOf(3, { height: 2 }),
      blockOf(3, { epoch: 1 }),
      blockOf(3, { parent: "another" }),
      blockOf(3, { commands: [] }),
      blockOf(3, { commands: ["a", "b"] }),
      blockOf(3, { commands: ["b", "a"] }),
      blockOf(3, { commands: ["a", "b", "b"] }),
      blockOf(3, { commands: ["\ud800"] }),
      blockOf(3, { commands: ["\ud801"] }),
      blockOf(3, { commands: ["\ufffd"] }),
    ].map((block) => hashOf(block, digest));
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  it("is reached by each command's path, and by no other command, place or path", () => {
    fc.assert(
      fc.property(commands, fc.nat(), fc.string(), (list, at, other) => {
        const index = at % list.length;
        const path = pathOf(list, index, digest);
        const root = rootOf(list, digest);
        const through = (command: string, place = index, way = path) =>
          rootThrough(command, place, list.length, way, digest);
        expect(through(list[index] as string)).toBe(root);
        expect(through(`${list[index]}${other}.`)).not.toBe(root);
        expect(through(list[index] as string, index, [...path, root])).not.toBe(root);
        expect(through(list[index] as string, (index + 1) % (list.length + 1))).not.toBe(root);
      }),
    );
  });
});
