/** The command line: what each verb says, also when it is asked wrongly. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { start, strategos, temporaryFolder } from "./strategos.js";

describe("asked wrongly, it says what to do instead", () => {
  it.each<[args: string[], code: number, said: string]>([
    [["run", "--nodes", "6", "--m", "2"], 78, "fix:"],
    [["run", "--config", "nowhere.yaml"], 78, "nowhere.yaml does not exist"],
    [["run", "--record", "/nowhere/run.jsonl"], 64, "its folder does not exist"],
    [["node", "9"], 64, "node 9 is not in the configuration"],
    [["node", "1", "--key", "/nowhere/1.key"], 64, "has no publicKey"],
    [["node", "1", "--listen", "0.0.0.0"], 64, "write tcp://, a host, a colon and a port"],
    [["node", "1", "--listen", "tcp://0.0.0.0:7101"], 78, "make keys with `strategos keygen`"],
    [["explain", "nowhere.jsonl"], 64, "record a run (a large one without --record-all)"],
    [["check"], 64, "give --nodes N, or --random COUNT"],
    [["check", "--nodes", "4", "--m", "3"], 64, "it can be 0 to 2"],
    [["check", "--random", "10", "--shard", "5/4"], 64, "write it as 1/4 to 4/4"],
    [["sim", "--world", "x"], 64, "not a world's seed"],
    [["validate", "--traitors", "2:flop"], 78, "did you mean"],
  ])("%j: exit code %i", async (args, code, said) => {
    const ended = await strategos(...args);
    expect(ended.stderr).toContain(said);
    expect(ended.stderr).not.toMatch(/\n {4}at /);
    expect(ended.stdout).toBe("");
    expect(ended.code).toBe(code);
  });

  it.each([["init"], ["serve", "--all", "--data", "group"], ["sim", "a.yaml", "--config", "b.yaml"]])(
    "in a folder that has been removed: %s %s",
    async (...args) => {
      const under = ["sh", "-c", 'cd "$0" && rmdir "$0" && exec "$@"', temporaryFolder()];
      const ended = await start(args, { under }).ended;
      expect(ended).toMatchObject({
        code: 64,
        stdout: "",
        stderr:
          "strategos: the folder that this was started in has been removed\n  fix: change to another one\n",
      });
    },
  );

  it("a node beyond this machine needs keys, and holds no traitors", async () => {
    const file = join(temporaryFolder(), "apart.yaml");
    const node = (id: number) => `  - { id: ${id}, address: "tcp://10.255.0.${id}:7101" }`;
    writeFileSync(
      file,
      ["version: 1", "nodes:", ...[1, 2, 3, 4].map(node), "traitors: [{ id: 2, strategy: flip }]", ""].join(
        "\n",
      ),
    );
    const withoutKeys = await strategos("node", "1", "--config", file);
    expect(withoutKeys.stderr).toContain("strategos keygen");
    expect(withoutKeys.code).toBe(78);
    const withTraitors = await strategos("node", "1", "--config", file, "--insecure");
    expect(withTraitors.stderr).toContain("--lab");
    expect(withTraitors.code).toBe(78);
  });
});

describe("asked rightly", () => {
  it("help lists every verb and every exit code", async () => {
    const { code, stdout } = await strategos("--help");
    for (const verb of [
      "run",
      "node",
      "sim",
      "check",
      "plan",
      "doctor",
      "explain",
      "init",
      "validate",
      "keygen",
    ]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${verb} `, "m"));
    }
    for (const exit of ["0 ", "1 ", "2 ", "64", "69", "70", "78", "130"])
      expect(stdout).toContain(`  ${exit} `);
    expect(code).toBe(0);
  });

  it("init writes what validate accepts, and never overwrites unasked", async () => {
    const file = join(temporaryFolder(), "mine.yaml");
    expect((await strategos("init", file, "--nodes", "5", "--traitors", "3:random")).code).toBe(0);
    expect((await strategos("validate", file)).stdout).toContain(
      "valid: 5 nodes, general 1, m = 1, 1 traitor",
    );
    const again = await strategos("init", file);
    expect(again.stderr).toContain("exists already");
    expect(again.code).toBe(64);
  });

  it("every verb prints JSON when asked to", async () => {
    const folder = temporaryFolder();
    const recording = join(folder, "run.jsonl");
    const verbs = [
      ["sim", "--record", recording],
      ["plan"],
      ["validate"],
      ["check", "--nodes", "4"],
      ["init", join(folder, "a.yaml")],
      ["keygen", join(folder, "a.key")],
    ];
    for (const verb of verbs)
      expect(typeof JSON.parse((await strategos(...verb, "--json")).stdout)).toBe("object");
    const { stdout } = await strategos("explain", recording, "--node", "4", "--json");
    expect((JSON.parse(stdout) as { lines: string[] }).lines[0]).toContain(
      "Node 4, a loyal lieutenant, decided attack",
    );
    expect(JSON.parse((await strategos("validate", "--m", "3", "--json")).stdout)).toMatchObject({
      valid: false,
    });
  });

  it("a result has exactly the fields of its contract", async () => {
    const { stdout } = await strategos("sim", "--json");
    const result = JSON.parse(stdout) as Record<string, object>;
    expect(Object.keys(result)).toEqual(
      "version protocol n m general order default traitors rounds guaranteed decisions conditions traffic observed faults timing recording".split(
        " ",
      ),
    );
    expect(Object.keys(result.traffic ?? {})).toEqual(["reports", "relays", "bytes"]);
    expect(Object.keys(result.timing ?? {})).toEqual(["startMs", "decideMs", "totalMs"]);
  });

  it("a recording is sorted, and each line has the fields of its contract", async () => {
    const file = join(temporaryFolder(), "run.jsonl");
    await strategos("sim", "--traitors", "2:silent", "--record", file);
    const lines = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string } & Record<"round" | "from" | "to", number>);
    const keysOf = (type: string) => Object.keys(lines.find((line) => line.type === type) ?? {}).join(" ");
    expect(keysOf("run")).toBe("type version protocol nodes n m general order orders default traitors");
    expect(keysOf("report")).toBe("type at round from to relays");
    expect(keysOf("fault")).toBe("type at node from round kind detail");
    expect(keysOf("decision")).toBe("type at node order");
    const places = lines
      .filter(({ type }) => type === "report")
      .map(({ round, from, to }) => round * 10_000 + from * 100 + to);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(lines.at(-1)).toMatchObject({ type: "verdict", conditions: { ic1: "holds", ic2: "holds" } });
  });

  it("figures 1 and 2 of the paper: node 2 cannot tell the two worlds apart", async () => {
    const folder = temporaryFolder();
    const [one, two] = [1, 2].map((figure) => join(folder, `figure-${figure}.jsonl`)) as [string, string];
    await strategos("sim", "examples/figure-1.yaml", "--record", one);
    await strategos("sim", "examples/figure-2.yaml", "--record", two);
    const { code, stdout } = await strategos("explain", one, "--node", "2", "--world", two);
    expect(stdout).toContain("Node 2 receives exactly the same 2 messages in both worlds");
    expect(code).toBe(0);
  });
});
