/**
 * Recordings of programs that are not ours: the paper's own recursion, which knows no echoes and no reports to oneself, prints
 * the plain form. What it prints is judged as right, beyond the guarantee too, and of one telling, decision or line that is changed
 * in it the first contradiction names that very one. Other protocols come from our runs, with all left out that may be.
 */
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { judged } from "../../../src/explain/audit/audit.js";
import { protocolOf } from "../../../src/protocols/index.js";
import { isPlainText } from "../../../src/recording/plain-text.js";
import { readRecording } from "../../../src/recording/read.js";
import { groupOfRun, linesOf, type Recording, type RecordingLine } from "../../../src/recording/recording.js";
import { Dice } from "../../../src/sim/dice.js";
import { simulate } from "../../../src/sim/network.js";
import { recursiveOm } from "../../oracle/om.js";
import { record, split, textOf } from "../recorded.js";

const ORDERS = ["retreat", "attack", "wait"];

interface Telling {
  readonly from: number;
  readonly to: number;
  readonly path: readonly number[];
  readonly order: string;
}

interface World {
  readonly head: string;
  readonly traitors: readonly number[];
  readonly tellings: readonly Telling[];
  readonly decisions: ReadonlyMap<number, string>;
}

/** A run of the paper's recursion, with liars, now and then more than m of them. */
function drawn(seed: number): World {
  const dice = new Dice(seed);
  const ids = dice.some([2, 3, 4, 5, 7, 11, 12, 20, 63], dice.between(3, 7)).toSorted((a, b) => a - b);
  const m = dice.between(0, Math.min(2, ids.length - 2));
  const [general, order, fallback] = [dice.pick(ids), dice.pick(ORDERS), dice.pick(ORDERS)];
  const traitors = dice.some(ids, dice.between(0, dice.chance(0.3) ? ids.length - 1 : m));
  const tellings: Telling[] = [];
  const tell = (path: readonly number[], honest: string, to: number): string => {
    const from = path.at(-1) as number;
    const told = traitors.includes(from) ? dice.pick([...ORDERS, null]) : honest;
    if (told !== null) tellings.push({ from, to, path, order: told });
    return told ?? fallback;
  };
  const decisions = new Map(recursiveOm({ ids, general, m, defaultOrder: fallback }, order, tell));
  decisions.set(general, order);
  const liars = traitors.length > 0 ? `traitors ${traitors.join(" ")}\n` : "";
  const orders = `order ${order}\norders ${ORDERS.join(" ")}\ndefault ${fallback}`;
  const head = `nodes ${ids.join(" ")}\ngeneral ${general}\nm ${m}\n${orders}\n${liars}`;
  return { head, traitors, tellings: dice.shuffled(tellings, tellings.length), decisions };
}

const lineOf = ({ from, to, path, order }: Telling) => `${from} ${to} ${path.join(".")} ${order}\n`;

function plain({ head, tellings, decisions }: World): string {
  const decided = [...decisions].map(([id, order]) => `decide ${id} ${order}\n`);
  return [head, ...tellings.map(lineOf), ...decided].join("");
}

const judgedText = (text: string) => judged(readRecording(text));

const lineNumber = (text: string, line: string) => text.split("\n").indexOf(line.trim()) + 1;

describe("the paper's recursion", () => {
  it("is judged as right in 400 worlds, without echoes, with and without a guarantee", () => {
    const verdicts = new Set<string>();
    for (let seed = 0; seed < 400; seed++) {
      const { contradictions, notJudged, guaranteed, ic1, ic2 } = judgedText(plain(drawn(seed)));
      expect({ seed, contradictions, notJudged }).toEqual({ seed, contradictions: [], notJudged: [] });
      expect(guaranteed && [ic1, ic2].includes("violated")).toBe(false);
      verdicts.add(`${guaranteed} ${ic1} ${ic2}`);
    }
    // the worlds are not all alike
    expect([...verdicts]).toEqual(
      expect.arrayContaining(["true holds holds", "true holds vacuous", "false violated violated"]),
    );
  });

  it("with one telling changed or left out, is found out by that telling first", () => {
    let tried = 0;
    for (let seed = 0; seed < 400; seed++) {
      const dice = new Dice(seed + 1000);
      const world = drawn(seed);
      const honest = world.tellings.filter(
        ({ from, to }) => !world.traitors.includes(from) && !world.traitors.includes(to),
      );
      if (honest.length === 0) continue;
      const old = dice.pick(honest);
      const told = { ...old, order: dice.pick(ORDERS.filter((order) => order !== old.order)) };
      const isLost = dice.chance(0.3);
      const tellings = world.tellings.flatMap((one) => (one === old ? (isLost ? [] : [told]) : [one]));
      const text = plain({ ...world, tellings });
      const [first = ""] = judgedText(text).contradictions;
      const { from, to, path } = old;
      const who = path.length === 1 ? "the general" : `node ${from}`;
      const where = path.length > 1 ? ` on path ${path.join(".")}` : "";
      const what = `${who}, which is loyal, told node ${to} ${isLost ? "nothing" : `"${told.order}"${where}`}`;
      const round = `in round ${path.length - 1}, but owed "${old.order}"`;
      const missed = `accepted no report of round ${path.length - 1} from ${who}`;
      const line = lineNumber(text, lineOf(told));
      const right = isLost
        ? new RegExp(`^(?:${what} ${round}${where}|node ${to} ${missed})`.toLowerCase())
        : new RegExp(`^line ${line}: ${what} ${round}\\.$`.toLowerCase());
      expect(first.toLowerCase()).toMatch(right);
      tried++;
    }
    expect(tried).toBeGreaterThan(300);
  });

  it("with some of what loyal nodes told traitors left out, is as right", () => {
    let left = 0;
    for (let seed = 0; seed < 200; seed++) {
      const dice = new Dice(seed + 2000);
      const world = drawn(seed);
      const isLeft = ({ from, to }: Telling) =>
        !world.traitors.includes(from) && world.traitors.includes(to) && dice.chance(0.3);
      const tellings = world.tellings.filter((one) => !isLeft(one));
      left += world.tellings.length - tellings.length;
      const { contradictions } = judgedText(plain({ ...world, tellings }));
      expect({ seed, contradictions }).toEqual({ seed, contradictions: [] });
    }
    expect(left).toBeGreaterThan(200);
  });

  it("with another decision, is found out by that", () => {
    for (let seed = 0; seed < 100; seed++) {
      const world = drawn(seed);
      const loyal = [...world.decisions.keys()].filter((id) => !world.traitors.includes(id));
      const dice = new Dice(seed);
      if (loyal.length === 0) continue;
      const id = dice.pick(loyal);
      for (const order of ["undefined", undefined]) {
        const decisions = new Map(world.decisions);
        if (order === undefined) decisions.delete(id);
        else decisions.set(id, order);
        const { contradictions } = judgedText(plain({ ...world, decisions }));
        expect(contradictions).toHaveLength(1);
        expect(contradictions[0]).toMatch(
          order === undefined
            ? new RegExp(`^Node ${id} did not decide, and is neither a traitor nor observed`)
            : new RegExp(`^line \\d+: node ${id}, which is loyal, decided "undefined", but`),
        );
      }
    }
  });
});

const SOUND = `nodes 5
general 1
m 1
order attack
default retreat
traitors 3
1 2 1 attack
1 3 1 attack
1 4 1 attack
1 5 1 attack
2 3 1.2 attack
2 4 1.2 attack
2 5 1.2 attack
3 2 1.3 retreat
3 5 1.3 attack
4 2 1.4 attack
4 3 1.4 attack
4 5 1.4 attack
5 2 1.5 attack
5 3 1.5 attack
5 4 1.5 attack
decide 1 attack
decide 2 attack
decide 4 attack
decide 5 attack
`;

describe("what no node accepts", () => {
  const VOID: readonly (readonly [line: string, why: string])[] = [
    ["4 5 1.4.4 attack", "the last round is 1"],
    ["4 5 1.3 attack", "path 1.3 does not end at its sender, node 4"],
    ["4 5 2.4 attack", "path 2.4 does not start at the general, node 1"],
    ["4 5 1.4 attack", "path 1.4 is told twice"],
    ["4 5 1.4 retreat", "path 1.4 is told twice"],
    ["4 5 1 attack", "in round 0 it owes nothing"],
  ];

  it.each(VOID)("of a loyal node, %s, is wrong", (line, why) => {
    expect(judgedText(SOUND).contradictions).toEqual([]);
    const { contradictions } = judgedText(`${SOUND}${line}\n`);
    expect(contradictions).toHaveLength(1);
    expect(contradictions[0]).toMatch(
      /^line 26: node 4, which is loyal, told node \d .* which no node accepts: /,
    );
    expect(contradictions[0]).toContain(why);
  });

  it.each([
    ["4 9 1.4 attack", `"to" is 9, which is not among the nodes`],
    ["4 0 1.4 attack", `"to" is 0, which is not among the nodes`],
    ["9 4 1.9 attack", `"from" is 9, which is not among the nodes`],
    ["0 4 1.0 attack", `"from" is 0, which is not among the nodes`],
    ["decide 9 attack", `"node" is 9, which is not among the nodes`],
    ["-4 5 1.4 attack", `"-4" is no node's id`],
    ["4 -5 1.4 attack", `"-5" is no node's id`],
    ["4 5 1.-4 attack", `"-4" is no node's id`],
    ["04 5 1.4 attack", `"04" is no node's id`],
    ["4 5 01.4 attack", `"01" is no node's id`],
  ])("of ids that nobody has, %s, is refused with its line", (line, why) => {
    for (const head of [SOUND, SOUND.replace("traitors 3", "traitors 3 4")])
      expect(() => judgedText(`${head}${line}\n`)).toThrow(`line 26: ${why}`);
  });

  it("to oneself may be told by some and left out by others", () => {
    expect(judgedText(`${SOUND}2 2 1.2 attack\n`).contradictions).toEqual([]);
    const [first] = judgedText(`${SOUND}2 2 1.2 retreat\n`).contradictions;
    expect(first).toMatch(/^line 26: node 2, which is loyal, told itself "retreat" on path 1\.2/);
  });

  it.each(VOID)("of a traitor, like %s, is nothing", (line) => {
    const traitors = line.replace(/^4/, "3").replace(/\b4( \w+)$/, "3$1");
    expect(judgedText(`${SOUND}${traitors}\n`).contradictions).toEqual([]);
    // a right node takes the first of two
    expect(judgedText(`${SOUND}3 5 1.3 retreat\n3 4 1.3.3 retreat\n`).contradictions).toEqual([]);
  });

  it("an order that is not listed counts as none", () => {
    const listed = SOUND.replace("default", "orders attack,retreat\ndefault");
    expect(judgedText(listed.replace("3 2 1.3 retreat", "3 2 1.3 dance")).contradictions).toEqual([]);
    expect(judgedText(listed.replace("4 2 1.4 attack", "4 2 1.4 dance")).contradictions[0]).toMatch(
      /^line 17: node 4, which is loyal, told node 2 path 1\.4 in round 1, which no node accepts: "dance" is no order/,
    );
  });

  it("who tells the general too does nothing wrong", () => {
    expect(judgedText(`${SOUND}4 1 1.4 attack\n`).contradictions).toEqual([]);
  });
});

describe("our own runs, with all left out that may be", () => {
  const bare = (line: RecordingLine): object[] => {
    if (line.type === "verdict" || line.type === "fault") return [];
    if (line.type === "report" && line.from === line.to) return [];
    const { at: _, ...rest } = { at: 0, ...line };
    return [
      line.type === "run"
        ? { ...rest, traitors: line.traitors.map(({ id }) => ({ id })), n: undefined }
        : rest,
    ];
  };

  const bareText = (recording: Recording) =>
    linesOf(recording)
      .flatMap(bare)
      .map((line) => `${JSON.stringify(line)}\n`)
      .join("");

  const runs = (["om", "sm", "king", "vector"] as const).map((protocol) => {
    const n = protocol === "sm" ? 5 : 7;
    const ids = Array.from({ length: n }, (_, index) => index + 1);
    const orders = ["retreat", "attack", "wait"];
    const group = { protocol, ids, general: 2, m: 2, orders, defaultOrder: "wait" };
    const traitors = [{ id: 3, strategy: "split" } as const, { id: 5, strategy: "random" } as const];
    const values = Object.fromEntries(ids.map((id) => [id, orders[id % 3] as string]));
    const times = { seed: 3, roundTimeoutMs: 100, startTimeoutMs: 100 };
    const { recording } = simulate({
      group,
      order: "attack",
      traitors,
      ...times,
      ...(protocol === "vector" && { values }),
    });
    return { protocol, recording };
  });

  it.each(runs)("are whole again: $protocol", ({ recording }) => {
    const read = readRecording(bareText(recording), { isForeign: true });
    expect(judged(read)).toMatchObject({ contradictions: [], notJudged: [], guaranteed: true });
    const own = ({ from, to }: { from: number; to: number }) => from === to;
    const said = (one: Recording) =>
      one.reports.filter(own).map(({ round, from, relays }) => ({ round, from, relays }));
    expect(said(read)).toEqual(said({ ...recording, reports: readRecording(textOf(recording)).reports }));
  });

  it.each(runs)("and a changed relay is found: $protocol", ({ recording }) => {
    const group = groupOfRun(recording.run);
    const at = recording.reports.findIndex(
      ({ round, from, to, relays }) =>
        round === 1 && from !== to && ![3, 5].includes(from) && relays!.length > 0,
    );
    const line = recording.reports[at]!;
    const relays = line.relays!.map((one, index) =>
      index === 0 ? { ...one, order: group.orders.find((order) => order !== one.order)! } : one,
    );
    const reports = recording.reports.with(at, { ...line, relays });
    const { contradictions } = judged(
      readRecording(bareText({ ...recording, reports }), { isForeign: true }),
    );
    expect(contradictions[0]).toMatch(
      new RegExp(
        `^line \\d+: node ${line.from}, which is loyal, told node ${line.to} .* in round 1, but owed`,
      ),
    );
    expect(protocolOf(group).name).toBe(recording.run.protocol);
  });

  it("are told as they are, without being judged, where a file of ours is not whole", () => {
    const cut = textOf(record({ n: 4, traitors: { 3: split } }))
      .split("\n")
      .slice(0, 5)
      .join("\n");
    expect(readRecording(`${cut}\n`).reports).toHaveLength(4);
  });
});

describe("the plain form", () => {
  it("names its mistakes with line, cause and fix", () => {
    const errors = [
      "nodes 4\n",
      "nodes 4\ngeneral 1\nm 1\norder attack\n",
      "nodes 4\nnodes 5\n",
      "nodes four\n",
      "nodes 4\ngeneral one\n",
      `${SOUND}hello world\n`,
      `${SOUND}4 2 1.4\n`,
      `${SOUND}4 2 1-4 attack\n`,
      `${SOUND}4 2 1 4 attack\n`,
      `${SOUND}4 -> 2 1.4 attack\n`,
      `Nodes 4\n`,
      `nodes\n${SOUND.replace(/nodes.*\n/, "")}`,
      SOUND.replace(/m \d+/, "m 9"),
      `${SOUND}decide 4\n`,
      `${SOUND}decide 4 attack\n`,
      `${SOUND}round two\n`,
      SOUND.replace("nodes 5", "nodes 500"),
      SOUND.replace("order attack", "order attack at dawn"),
      SOUND.replace("general 1", "general 9"),
      SOUND.replace("nodes 5", "nodes 5\nprotocol vector"),
      SOUND.replace("traitors 3", "traitors 3 8"),
    ].map((text) => {
      try {
        readRecording(text);
        return "accepted";
      } catch (error) {
        return (error as Error).message;
      }
    });
    expect(errors.join("\n")).toMatchInlineSnapshot(`
      "the recording does not say order
        fix: a recording in plain form has lines nodes, general, m, order and default at its head
      the recording does not say default
        fix: a recording in plain form has lines nodes, general, m, order and default at its head
      line 2: nodes is said already, in line 1
        fix: leave one of the two out
      line 1: "four" is no node's id
        fix: ids are whole numbers, e.g. 1 2 3 4
      the recording does not say order
        fix: a recording in plain form has lines nodes, general, m, order and default at its head
      line 26: no line begins with "hello"
        fix: a telling is FROM TO PATH ORDER, e.g. 3 4 1.3 attack; others begin with decide, round, protocol, nodes, general, m, order, orders, default, traitors
      line 26: "4 2 1.4" ends before its order
        fix: a telling is FROM TO PATH ORDER, e.g. 3 4 1.3 attack
      line 26: "1-4" is no path
        fix: a telling is FROM TO PATH ORDER, e.g. 3 4 1.3 attack: with dots between a path's ids
      line 26: "4 2 1 4 attack" is longer than a telling
        fix: a telling is FROM TO PATH ORDER, e.g. 3 4 1.3 attack: with dots between a path's ids
      line 26: "->" is no node's id
        fix: a telling is FROM TO PATH ORDER, e.g. 3 4 1.3 attack
      line 1: "Nodes 4" is neither JSON nor of the plain form's head
        fix: give a file that was written by --record; each of its lines is one JSON object. The plain form begins with a line of its head, e.g. nodes 4 (docs/RECORDING.md)
      line 1: "nodes" has 0 entries; there can be 2 to 33
        fix: write it as docs/RECORDING.md has it
      line 3: "m" is 9 and not a whole number from 0 to 3
        fix: write it as docs/RECORDING.md has it
      line 26: a decision is decide ID ORDER
        fix: e.g. decide 4 attack
      line 26: there is a decision of node 4 already, in line 24
        fix: leave one of the two out
      line 26: round takes one whole number
        fix: e.g. round 1
      line 1: 500 nodes are too many
        fix: name at most 256
      line 4: order takes one word
        fix: write order and one word behind it
      line 2: "general" is 9, which is not among the nodes
        fix: write it as docs/RECORDING.md has it
      line 2: vectors have no plain form
        fix: write this recording as JSON lines
      line 6: "id" is 8, which is not among the nodes
        fix: write it as docs/RECORDING.md has it"
    `);
  });

  it("without a decision is told what is missing, and not that nodes told themselves nothing", () => {
    const { contradictions } = judgedText(SOUND.replaceAll(/decide.*\n/g, ""));
    expect(contradictions[0]).toMatch(/^Node \d did not decide/);
    expect(contradictions.filter((one) => /itself/.test(one))).toEqual([]);
  });

  it("is known at once by its head, whatever remarks stand before it", () => {
    const rule = "#".repeat(9_000);
    // what does not come to an end is ended
    const isKnown = (text: string) =>
      runInNewContext("isPlainText(text)", { isPlainText, text }, { timeout: 10_000 }) as boolean;
    expect(isKnown(`${rule}\nversion: 1\n`)).toBe(false);
    expect(isKnown(`${rule}\r\n  # nodes 3\n\nnodes 4\n`)).toBe(true);
    expect(isKnown("### nodes 4\n")).toBe(false);
  });

  it("has remarks, commas, tabs, carriage returns and a byte order mark", () => {
    const odd = SOUND.replace("nodes 5", "# mine\n\n  nodes\t1,2, 3 4 5 # all").replaceAll("\n", "\r\n");
    expect(judgedText(`\uFEFF${odd}`).contradictions).toEqual([]);
  });

  it("has a line for the round where the path does not say it, as with the phase king", () => {
    const ids = [1, 2, 3, 4];
    const group = {
      protocol: "king",
      ids,
      general: 1,
      m: 1,
      orders: ["no", "yes"],
      defaultOrder: "no",
    } as const;
    const times = { seed: 3, roundTimeoutMs: 100, startTimeoutMs: 100 };
    const { recording } = simulate({ group, order: "yes", traitors: [], ...times });
    const tellings = recording.reports.flatMap(({ round, from, to, relays }) =>
      relays!.map(({ order }) => (from === to ? "" : `round ${round}\n${from} ${to} ${from} ${order}\n`)),
    );
    const head = "protocol king\nnodes 4\ngeneral 1\nm 1\norder yes\ndefault no\n";
    const decided = ids.map((id) => `decide ${id} yes\n`);
    const text = [head, ...tellings, ...decided].join("");
    expect(judgedText(text)).toMatchObject({ contradictions: [], ic1: "holds", ic2: "holds" });
    expect(judgedText(text.replace(/^round 4\n.*\n/m, "")).contradictions[0]).toContain("of round 4");
  });
});
