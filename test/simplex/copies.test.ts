/**
 * Two processes under one member's key, or one with an old copy of its folder: it sees a signature of its own that it has not
 * given, and signs nothing more.
 */
import { describe, expect, it } from "vitest";
import { join } from "../../src/core/machine.js";
import { Epochs } from "../../src/protocols/simplex/epochs.js";
import { Simplex } from "../../src/protocols/simplex/machine.js";
import type { Out, Seal } from "../../src/protocols/simplex/types.js";
import { Alone, blockOf, certificateOf, hashed, optionsOf, proposalOf } from "./alone.js";
import { DELTA } from "./worlds.js";

const SELF = 2;
const block = blockOf(1);
const hash = hashed(block);

/** What it says of copies, and what it has voted, a long time after it heard so. */
function heard(certificate: ReturnType<typeof certificateOf>, more = {}) {
  const member = new Alone(optionsOf(SELF, more)).until(0).hear(1, proposalOf(block));
  member.certificate(certificate).until(100 * DELTA);
  return { said: member.out.filter(({ kind }) => kind === "copied"), voted: new Set(member.voted) };
}

describe("a member meets its own signature", () => {
  it("under a vote that it has given: it goes on", () => {
    const { said, voted } = heard(certificateOf("notarize", 1, hash, [1, SELF, 3]));
    expect(said).toEqual([]);
    expect(voted).toContain("finalize 1");
  });

  it.each([
    [
      "for another block",
      certificateOf("notarize", 1, hashed(blockOf(1, { commands: ["another"] })), [1, SELF, 3]),
    ],
    ["against the view", certificateOf("nullify", 1, null, [1, SELF, 3])],
    ["in a later view", certificateOf("finalize", 7, hash, [1, SELF, 3])],
  ])("under a vote %s that it has not given: it signs nothing more", (_where, certificate) => {
    const { said, voted } = heard(certificate);
    expect(said).toEqual([{ kind: "copied", epoch: 0, view: certificate.view }]);
    expect(voted).toEqual(new Set(["notarize 1"]));
    expect(heard(certificate, { ignoresCopies: true }).said).toEqual([]);
  });

  it("under a block that it has not proposed: it signs nothing more", () => {
    const other = blockOf(SELF, { commands: ["of a copy"] });
    const member = new Alone(optionsOf(SELF))
      .until(0)
      .hear(3, proposalOf(other))
      .until(100 * DELTA);
    expect(member.out).toContainEqual({ kind: "copied", epoch: 0, view: SELF });
    expect(member.voted).toEqual([]);
  });
});

it("begins no epoch where the step that ends one shows a copy, too", () => {
  const sealed: Out = { kind: "sealed", seal: { epoch: 0, block: blockOf(1) } as Seal };
  const begun = (out: readonly Out[]) => {
    const epochs: number[] = [];
    const machine = new Epochs(
      {
        ...optionsOf(SELF),
        succession: { membersOf: () => [1, 2, 3, 4], seals: () => false, succeed: () => undefined },
        make: (options, nowMs) => {
          const made = new Simplex(options, nowMs);
          epochs.push(options.epoch);
          if (options.epoch === 0) made.step = () => join({ out });
          return made;
        },
      },
      0,
    );
    machine.step({ kind: "tick" }, 0);
    return epochs;
  };
  expect(begun([sealed])).toEqual([0, 1]);
  expect(begun([{ kind: "copied", epoch: 0, view: 1 }, sealed])).toEqual([0]);
});
