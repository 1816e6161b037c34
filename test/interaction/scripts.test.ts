/**
 * The scripts beside this file, played over the shipped machines. They are read as documentation, and compared line by
 * line: `npx vitest run test/interaction -u` writes what comes of them now, to be looked at before it is committed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { plantRelativeDeadlines } from "../sim/relative.js";
import { Agreement } from "./agreement.js";
import { Company } from "./company.js";
import { blocksOf, played, type Stage } from "./script.js";
import { Votes } from "./votes.js";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SCRIPTS = readdirSync(HERE).filter((name) => name.endsWith(".txt"));

afterEach(() => void vi.restoreAllMocks());

function stageFor(first: string): Stage {
  const [verb] = first.split(" ");
  const stage =
    verb === "members" ? new Company(first) : verb === "voter" ? new Votes() : new Agreement(first);
  return (command) => stage.play(command);
}

function script(name: string): string {
  return readFileSync(`${HERE}${name}`, "utf8");
}

describe("interaction scripts", () => {
  it("are there", () => {
    expect(SCRIPTS.length).toBeGreaterThanOrEqual(20);
  });

  it.each(SCRIPTS)("%s comes to what it says", async (name) => {
    expect(script(name)).toMatch(/^# /);
    await expect(played(script(name), stageFor)).toMatchFileSnapshot(`${HERE}${name}`);
  });

  it("know no other command", () => {
    expect(() => played("group om n=4 m=1\nattack 2", stageFor)).toThrow("no command: attack 2");
  });

  it("are read with what stands below ---- left out", () => {
    expect(
      blocksOf("# a\n\n# b\nstart\n----\n1: starts\n\nuntil 3\n").map(({ commands }) => commands),
    ).toEqual([[], ["start"], ["until 3"]]);
  });
});

describe("planted: deadlines counted from entering a round", () => {
  it("changes the script of the deadline trap, and has loyal nodes miss node 3", () => {
    plantRelativeDeadlines();
    const text = played(script("deadline-trap.txt"), stageFor);
    expect(text).not.toBe(script("deadline-trap.txt"));
    expect(text).toMatch(/: fault of 3 in round 2: late/);
  });
});
