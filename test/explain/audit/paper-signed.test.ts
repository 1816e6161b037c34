/**
 * Programs of SM(m) as the paper has it, written down in the plain form: each chain is a message of its own, goes to those who have not
 * signed it, and counts if its signatures are their signers'. Traitors tell any chain, the names of loyal nodes among it, several orders
 * at once, and one twice. What a right program makes of that is right; whoever takes a forged chain is found out.
 */
import { describe, expect, it } from "vitest";
import { judged } from "../../../src/explain/audit/audit.js";
import { readRecording } from "../../../src/recording/read.js";
import { Dice } from "../../../src/sim/dice.js";

const ORDERS = ["retreat", "attack"];

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

/** `isFooled`: signatures are not looked at. */
function drawn(seed: number, isFooled = false): World {
  const dice = new Dice(seed);
  const ids = dice.some([2, 3, 4, 7, 9, 30], dice.between(3, 6)).toSorted((a, b) => a - b);
  const m = dice.between(0, ids.length - 2);
  const [general, order] = [dice.pick(ids), dice.pick(ORDERS)];
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
        return { from, to, path, order: dice.pick(ORDERS) };
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
      (a, b) => a.from - b.from || ORDERS.indexOf(a.order) - ORDERS.indexOf(b.order),
    );
    for (const chain of inTurn) {
      const { to, path, order: told } = chain;
      if (!isGenuine(chain)) forged++;
      if (!isLoyal(to) || path.includes(to) || held.get(to)?.has(told) || !(isFooled || isGenuine(chain)))
        continue;
      held.get(to)?.add(told);
      owed.push({ path: [...path, to], order: told });
    }
  }
  for (const id of ids.filter(isLoyal)) {
    const orders = [...(held.get(id) ?? [])];
    const decision = id === general ? order : orders.length === 1 ? orders[0] : "retreat";
    lines.push(`decide ${id} ${decision}\n`);
  }
  const head = `protocol sm\nnodes ${ids.join(" ")}\ngeneral ${general}\nm ${m}\norder ${order}\ndefault retreat\n`;
  const text = `${head}orders ${ORDERS.join(" ")}\ntraitors ${traitors.join(" ")}\n${lines.join("")}`;
  return { text, forged, tooMany };
}

describe("SM(m) of the paper, in the plain form", () => {
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

  it("is found out where it looks at no signatures", () => {
    let found = 0;
    for (let seed = 0; seed < 400; seed++) {
      const [right, fooled] = [drawn(seed), drawn(seed, true)];
      if (right.text === fooled.text) continue;
      expect({ seed, found: judged(readRecording(fooled.text)).contradictions.length > 0 }).toEqual({
        seed,
        found: true,
      });
      found++;
    }
    expect(found).toBeGreaterThan(50);
  });
});
