/** `check --protocol simplex` and `sim --log`, as a user calls them: answers, exit codes, and sentences for what is wrong. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { checkCommand } from "../../src/cli/verbs/check.js";
import { simCommand } from "../../src/cli/verbs/sim.js";

let [out, err] = ["", ""];
beforeEach(() => {
  [out, err] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => Boolean((out += String(text))));
  vi.spyOn(process.stderr, "write").mockImplementation((text) => Boolean((err += String(text))));
});
afterEach(() => void vi.restoreAllMocks());

async function call(verb: typeof checkCommand, line: string): Promise<number> {
  let code = -1;
  const command = verb((exitCode) => void (code = exitCode));
  await command.parseAsync(line.split(" "), { from: "user" });
  return code;
}

describe("check --protocol simplex", () => {
  it("says how many worlds and scenarios there were, and ends with 0", async () => {
    expect(await call(checkCommand, "--protocol simplex --views 1 --json")).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ protocol: "simplex", n: 4, q: 3, views: 1, votes: { broken: null } },
      twins: { scenarios: "64", broken: null },
    });
    expect(await call(checkCommand, "--protocol simplex --nodes 5 --views 1")).toBe(0);
    expect(out).toContain("no view is finalized and nullified");
  });

  it.each([
    ["--protocol simplex --m 2", "--m is of no use here"],
    ["--protocol simplex --general loyal", "--general is of no use here"],
    ["--protocol simplex --nodes 3", "groups of 4 to 13"],
    ["--protocol simplex --views 9", "1 to 8 views"],
    ["--protocol om --nodes 4 --views 3", "--views does not go with a check of om"],
  ])("%s is refused", async (line, why) => {
    await expect(call(checkCommand, line)).rejects.toThrow(why);
    expect(out).toBe("");
  });
});

describe("sim --log", () => {
  it("plays a run to watch", async () => {
    expect(await call(simCommand, "--log 2 --trace --traitors 1:split")).toBe(0);
    expect(out).toContain("2 of 2 commands are final at every loyal member");
    expect(err).toContain("2: has evidence against member 1: twoNotarize in view 1");
    expect(err).toContain("4: asks 1, 2, 3 for block");
  });

  it("ends with 2 where too many are silent for the log to go on", async () => {
    expect(await call(simCommand, "--log 1 --traitors 1,2 --json")).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ final: 0, blocks: 0, violations: [] });
  });

  it.each([
    ["--log 2 --lemma", "--lemma does not go with --log"],
    ["--log 2 --links far", "links are near or regions"],
    ["--log 2 --nodes 101", "1 to 100 members"],
    ["--log 0", "1 to 10000 commands"],
    ["--log 2 --traitors 1:flip", "names no strategy of a log's traitor"],
    ["--log 2 --traitors 9", "members are 1 to 4"],
    ["--links near", "--links goes with --log"],
  ])("%s is refused", async (line, why) => {
    await expect(call(simCommand, line)).rejects.toThrow(why);
    expect(out).toBe("");
  });
});
