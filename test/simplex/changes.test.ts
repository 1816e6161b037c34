/** Members that join and leave while the log goes on: drawn worlds, each audited from the first members alone. */
import { describe, expect, it } from "vitest";
import { Simplex } from "../../src/protocols/simplex/machine.js";
import type { SimplexOptions } from "../../src/protocols/simplex/types.js";
import { LOG_STRATEGIES } from "../../src/sim/log/traitors.js";
import { audit, Changing, played, unfinished } from "./changes.js";

describe("a group whose members change", () => {
  it("goes on from epoch to epoch, and what it leaves is verifiable from the first members", () => {
    const group = played({ seed: 1 });
    expect(audit(group)).toBeNull();
    expect(unfinished(group)).toEqual([]);
  });

  it.each(LOG_STRATEGIES)("bears a member that lies: %s", (strategy) => {
    for (const [seed, traitor] of [1, 2, 5, 6].entries()) {
      const group = played({ seed, traitor: [traitor, strategy] });
      expect(audit(group)).toBeNull();
      expect(unfinished(group).filter((text) => !text.startsWith(`member ${traitor} `))).toEqual([]);
    }
  });

  it("bears losses, and processes that die and start again", () => {
    for (let seed = 0; seed < 6; seed++) {
      const group = played({ seed, loss: 0.2, deaths: 6 });
      expect(audit(group)).toBeNull();
      expect(unfinished(group)).toEqual([]);
    }
  });

  it("is caught if a change is in force one height early", () => {
    const make = ({ base, ...options }: SimplexOptions, nowMs: number) => {
      const height = options.epoch > 0 && base.view === 0 ? base.height - 1 : base.height;
      return new Simplex({ ...options, base: { ...base, height } }, nowMs);
    };
    expect(audit(played({ seed: 1, more: { make } }))).toMatch(/gives out height \d+ where \d+ is due/);
  });

  it("is caught if a quorum of the old members makes blocks final behind a change", () => {
    class OldMembers extends Changing {
      override membersOf(epoch: number): readonly number[] {
        return super.membersOf(Math.max(0, epoch - 1));
      }

      override seals(epoch: number, commands: readonly string[]): boolean {
        return super.seals(epoch, commands, super.membersOf(epoch));
      }
    }
    const group = played({ seed: 1, succession: () => new OldMembers() });
    expect(audit(group)).toMatch(/it has 3 votes, and 4 make a quorum|is no member/);
  });
});
