/**
 * Programs of SM(m) as the paper has it, written down in the plain form: each chain is a message of its own, goes to those who have not
 * signed it, and counts if its signatures are their signers'. Traitors tell any chain, the names of loyal nodes among it, several orders
 * at once, and one twice. What a right program makes of that is right; whoever takes a forged chain is found out.
 *
 * The paper's program tells on every order that is new, that of Dolev and Strong two at the most, which nodes here do as well, and
 * which two, and on which chain of a round, is each program's own: of three orders and more those of the paper were called wrong.
 */
import { describe, expect, it } from "vitest";
import { judged } from "../../../src/explain/audit/audit.js";
import { readRecording } from "../../../src/recording/read.js";
import { Dice } from "../../../src/sim/dice.js";

const ORDERS = ["retreat", "attack", "wait", "hold"];

interface Chain {
  readonly from: number;
  readonly to: number;
  readonly path: readonly number[];
  readonly order: string;
}

interface World {
  readonly text: string;
  /** chains in which a loyal node is named that did not sign */
  readonly forged: number;
  /** chains of one traitor to one node in one round, beyond those that a whole report here has room for */
  readonly tooMany: number;
}

const nameOf = ({ path, order }: Pick<Chain, "path" | "order">) => `${path.join(".")} ${order}`;

type Mistake = "fooled" | "silent" | "again";

/** `fooled`: signatures are not looked at; `silent`: only the first order is told on; `again`: one that is not new, too. */
function drawn(seed: number, mistake?: Mistake): World {
  const dice = new Dice(seed);
  const orders = ORDERS.slice(0, dice.between(2, ORDERS.length));
  const [tellsAll, takesLast] = [dice.pick([true, false]), dice.pick([true, false])];
  const ids = dice.some([2, 3, 4, 7, 9, 30], dice.between(3, 6)).toSorted((a, b) => a - b);
  const m = dice.between(0, ids.length - 2);
  const [general, order] = [dice.pick(ids), dice.pick(orders)];
  const traitors = dice.some(ids, dice.between(1, ids.length - 2));
  const lieutenants = ids.filter((id) => id !== general);
  const isLoyal = (id: number) => !traitors.includes(id);
  const signed = new Set<string>();
  const held = new Map(lieutenants.map((id) => [id, new Set<string>()]));
  const lines: string[] = [];
  let [forged, tooMany] = [0, 0];

  const lies = (from: number, round: number): Chain[] =>
    lieutenants.flatMap((to) => {
      const others = lieutenants.filter((id) => id !== from);
      if (to === from || others.length < round - 1) return [];
      const told = Array.from({ length: dice.between(0, 3) }, (): Chain => {
        const path = round === 0 ? [from] : [general, ...dice.some(others, round - 1), from];
        return { from, to, path, order: dice.pick(orders) };
      });
      const different = [...new Map(told.map((one) => [nameOf(one), one])).values()];
      if (different.length > (round === 0 ? 1 : 2)) tooMany++;
      return different;
    });

  const isGenuine = ({ path, order: told }: Chain) =>
    path.every((id, hop) => {
      const isGiven = signed.has(nameOf({ path: path.slice(0, hop + 1), order: told }));
      return hop === path.length - 1 || !isLoyal(id) || isGiven;
    });

  let owed: Pick<Chain, "path" | "order">[] = isLoyal(general) ? [{ path: [general], order }] : [];
  for (let round = 0; round <= m; round++) {
    for (const chain of owed) signed.add(nameOf(chain));
    const honest = owed.flatMap((chain) =>
      lieutenants
        .filter((to) => !chain.path.includes(to))
        .map((to) => ({ ...chain, from: chain.path.at(-1) as number, to })),
    );
    const liars = traitors.filter((id) => (id === general) === (round === 0));
    const mail = [...honest, ...liars.flatMap((id) => lies(id, round))];
    lines.push(...mail.map(({ from, to, path, order: told }) => `${from} ${to} ${path.join(".")} ${told}\n`));
    owed = [];
    const inTurn = mail.toSorted(
      (a, b) => a.from - b.from || orders.indexOf(a.order) - orders.indexOf(b.order),
    );
    if (takesLast) inTurn.reverse();
    for (const chain of inTurn) {
      const { to, path, order: told } = chain;
      if (!isGenuine(chain)) forged++;
      const before = held.get(to);
      const isNew = !before?.has(told);
      if (!isLoyal(to) || path.includes(to) || !before || !(mistake === "fooled" || isGenuine(chain)))
        continue;
      before.add(told);
      const mostTold = mistake === "silent" ? 1 : tellsAll ? orders.length : 2;
      if (isNew ? before.size <= mostTold : mistake === "again")
        owed.push({ path: [...path, to], order: told });
    }
  }
  for (const id of ids.filter(isLoyal)) {
    const accepted = [...(held.get(id) ?? [])];
    const decision = id === general ? order : accepted.length === 1 ? accepted[0] : "retreat";
    lines.push(`decide ${id} ${decision}\n`);
  }
  const head = `protocol sm\nnodes ${ids.join(" ")}\ngeneral ${general}\nm ${m}\norder ${order}\ndefault retreat\n`;
  const text = `${head}orders ${orders.join(" ")}\ntraitors ${traitors.join(" ")}\n${lines.join("")}`;
  return { text, forged, tooMany };
}

/** What traitors were told is written down in part, or not at all. */
function leftOut(seed: number, text: string): string {
  const dice = new Dice(seed);
  const share = dice.pick([0, 0.5]);
  const traitors = /^traitors (.*)$/m.exec(text)?.[1]?.split(" ") ?? [];
  const isWritten = (line: string) => {
    const [from = "", to = ""] = line.split(" ");
    return !/^\d/.test(line) || traitors.includes(from) || !traitors.includes(to) || dice.chance(share);
  };
  return text.split("\n").filter(isWritten).join("\n");
}

describe("SM(m) of the paper, in the plain form", () => {
  it("is judged as right by what loyal nodes were told, whatever is left out of what traitors were", () => {
    for (let seed = 0; seed < 200; seed++) {
      const { contradictions, notJudged } = judged(readRecording(leftOut(seed, drawn(seed).text)));
      expect({ seed, contradictions, notJudged }).toEqual({ seed, contradictions: [], notJudged: [] });
    }
  });

  it("is judged as right, whatever traitors tell and forge", () => {
    let [forged, tooMany] = [0, 0];
    for (let seed = 0; seed < 400; seed++) {
      const world = drawn(seed);
      const { contradictions, notJudged } = judged(readRecording(world.text));
      expect({ seed, contradictions, notJudged }).toEqual({ seed, contradictions: [], notJudged: [] });
      forged += world.forged;
      tooMany += world.tooMany;
    }
    expect([forged > 200, tooMany > 50]).toEqual([true, true]);
  });

  // what it owed to traitors alone, or told twice on chains of which each receiver had signed one, does not show
  it.each([
    ["fooled", 1],
    ["silent", 0.9],
    ["again", 0.9],
  ] as const)("is found out where it is %s", (mistake, share) => {
    const worlds = Array.from(
      { length: 200 },
      (_, seed) => [drawn(seed).text, drawn(seed, mistake).text] as const,
    );
    const wrong = worlds.filter(([right, text]) => text !== right);
    const found = wrong.filter(([, text]) => judged(readRecording(text)).contradictions.length > 0);
    expect(wrong.length).toBeGreaterThan(30);
    expect(found.length / wrong.length).toBeGreaterThanOrEqual(share);
  });

  it("takes any chain of the round that showed an order first, one of them, and none that it was not shown", () => {
    const head =
      "protocol sm\nnodes 1 2 3 4 5\ngeneral 1\nm 3\norder attack\ndefault retreat\norders retreat attack\n";
    const shown = "traitors 1 2 5\n1 2 1 attack\n1 5 1 attack\n2 3 1.2 attack\n";
    const too = "5 3 1.5 attack\n";
    const wrongIn = (also: string, ...chains: string[]) => {
      const told = chains.map((chain) => `3 4 ${chain} attack\n`).join("");
      return judged(readRecording(`${head}${shown}${also}${told}decide 3 attack\ndecide 4 attack\n`))
        .contradictions;
    };
    expect([wrongIn(too, "1.2.3"), wrongIn(too, "1.5.3"), wrongIn("", "1.2.3")]).toEqual([[], [], []]);
    const wrong = /node 3, which is loyal, told node 4 "attack" on path 1\.5\.3/;
    expect(wrongIn(too, "1.2.3", "1.5.3").join()).toMatch(wrong);
    expect(wrongIn("", "1.5.3").join()).toMatch(wrong);
    expect(wrongIn(too)).not.toEqual([]);
  });

  it("tells all others of what it tells one of them, though a chain of that round would let it tell nobody", () => {
    const head = "protocol sm\nnodes 1 2 3 4 5\ngeneral 1\nm 3\norder attack\ndefault retreat\n";
    const shown = "traitors 1 2 5\n1 4 1 attack\n1 2 1 attack\n2 3 1.2 attack\n4 3 1.4 attack\n";
    const wrongIn = (...to: number[]) => {
      const told = to.map((id) => `3 ${id} 1.2.3 attack\n`).join("");
      return judged(readRecording(`${head}${shown}${told}decide 3 attack\ndecide 4 attack\n`)).contradictions;
    };
    expect([wrongIn(), wrongIn(4, 5)]).toEqual([[], []]);
    expect(wrongIn(5)).toEqual(["Node 4 accepted no report of round 2 from node 3, though both are loyal."]);
  });

  it("tells on what it was shown first, though a chain that all others have signed comes a round later", () => {
    const head = "protocol sm\nnodes 1 2 3 4\ngeneral 1\nm 2\norder attack\ndefault retreat\n";
    const shown = "traitors 1 2\n1 3 1 attack\n1 4 1 attack\n4 3 1.4 attack\n";
    const wrongIn = (told: string) =>
      judged(readRecording(`${head}${shown}${told}decide 3 attack\ndecide 4 attack\n`)).contradictions;
    expect(wrongIn("3 4 1.3 attack\n")).toEqual([]);
    expect(wrongIn("")).toEqual(["Node 4 accepted no report of round 1 from node 3, though both are loyal."]);
  });

  it("tells on a second order, though a third is shown to it in that round on a chain that all others have signed", () => {
    const head = "protocol sm\nnodes 1 2 3 4 5\ngeneral 1\nm 3\norder attack\ndefault retreat\n";
    const shown =
      "traitors 1 2 5\n1 3 1 attack\n3 4 1.3 attack\n5 3 1.5 wait\n2 4 1.2 hold\n4 3 1.2.4 hold\n";
    const wrongIn = (told: string) =>
      judged(readRecording(`${head}${shown}${told}decide 3 retreat\ndecide 4 retreat\n`)).contradictions;
    expect(wrongIn("3 4 1.5.3 wait\n")).toEqual([]);
    expect(wrongIn("")).toEqual(["Node 4 accepted no report of round 2 from node 3, though both are loyal."]);
  });
});
