/** `sim --agreements`: what it prints, and which flags go together. */
import { describe, expect, it } from "vitest";
import { strategos } from "./strategos.js";

describe("sim --agreements", () => {
  it("plays members that miss one and are started again, and tells what each came to", async () => {
    const flags = [
      "--nodes",
      "4",
      "--traitors",
      "none",
      "--agreements",
      "4",
      "--miss",
      "1@1",
      "--restart",
      "3@3",
    ];
    const { code, stdout } = await strategos("sim", ...flags, "--json");
    const { agreements, broken } = JSON.parse(stdout) as {
      agreements: { faulty: number[]; guaranteed: boolean; members: { came: string; order?: string }[] }[];
      broken: unknown[];
    };
    expect({ code, broken }).toEqual({ code: 0, broken: [] });
    expect(agreements.map(({ faulty }) => faulty)).toEqual([[], [1], [], []]);
    expect(
      agreements.map(({ members }) => members.map(({ came, order }) => order ?? came).join(" ")),
    ).toEqual([
      "attack attack attack attack",
      "absent retreat retreat retreat",
      "attack attack attack attack",
      "attack attack attack attack",
    ]);
  });

  it("refuses what it does not know, with a command that is right", async () => {
    for (const [flags, what] of [
      [["--miss", "1@1"], "--miss goes with --agreements"],
      [["--agreements", "3", "--miss", "9@1"], "names no node and agreement"],
      [["--agreements", "3", "--miss", "1@3"], "names no node and agreement; agreements are 0 to 2"],
      [["--agreements", "3", "--trace"], "--trace does not go with --agreements"],
      [["--agreements", "0"], "is no number of agreements"],
    ] as const) {
      const { code, stderr } = await strategos("sim", ...flags);
      expect(code).toBe(64);
      expect(stderr).toContain(what);
    }
  });
});
