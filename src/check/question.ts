/**
 * A condition as a question to a solver: is there a world, under these traitors, in which it is violated? The lieutenants'
 * decisions are the formulas that the shipped code gives when it is probed (formula.ts); smtlib.ts and dimacs.ts write it down.
 */
import { type Group, lieutenantsOf, type NodeId, type Order } from "../core/group.js";
import { cellOf, formatPath, pathsOf, rowBits } from "../core/path.js";
import { type Formula, formulaOf } from "./formula.js";
import { slotsOf } from "./slots.js";

export interface Question {
  readonly group: Group;
  readonly traitors: readonly NodeId[];
  readonly condition: "ic1" | "ic2";
  /** what traitors choose, a bit a relay; those of the rounds before the last come first */
  readonly bits: number;
  readonly sharedBits: number;
  readonly formulas: ReadonlyMap<string, Formula>;
  /** The condition is violated just when all of one of these hold. */
  readonly violations: readonly (readonly Literal[])[];
}

/** That a formula comes to the order that is not the default one, or (`isSet` false) that it does not. */
export interface Literal {
  readonly formula: string;
  readonly isSet: boolean;
}

/** IC1 under a traitor general, for every two loyal lieutenants at once. */
export function ic1Question(group: Group, traitors: readonly NodeId[]): Question {
  // a traitor general gives what his bits say
  const known = freeFormulas(group, traitors, group.defaultOrder, "free");
  const loyal = loyalOf(group, traitors);
  const violations = loyal.flatMap((i) =>
    loyal
      .filter((j) => j !== i)
      .map((j) => [
        { formula: `free${i}`, isSet: true },
        { formula: `free${j}`, isSet: false },
      ]),
  );
  return { group, traitors, condition: "ic1", ...known, violations };
}

/** IC2 under a loyal general, whatever he orders: some loyal lieutenant decides the other order. */
export function ic2Question(group: Group, traitors: readonly NodeId[]): Question {
  const byOrder = group.orders.map((order) => freeFormulas(group, traitors, order, order));
  const formulas = new Map(byOrder.flatMap((one) => [...one.formulas]));
  const violations = group.orders.flatMap((order) =>
    loyalOf(group, traitors).map((id) => [{ formula: `${order}${id}`, isSet: order === group.defaultOrder }]),
  );
  const { bits, sharedBits } = byOrder[0] as (typeof byOrder)[number];
  return { group, traitors, condition: "ic2", bits, sharedBits, formulas, violations };
}

type Formulas = Pick<Question, "bits" | "sharedBits" | "formulas">;

function freeFormulas(group: Group, traitors: readonly NodeId[], order: Order, key: string): Formulas {
  const formulas = new Map<string, Formula>();
  let bits: number | undefined;
  for (const id of loyalOf(group, traitors)) {
    const formula = formulaOf(group, traitors, order, id, "free", bits);
    formulas.set(`${key}${id}`, formula);
    bits = formula.bits;
  }
  return { bits: bits ?? 0, sharedBits: [...formulas.values()][0]?.sharedBits ?? 0, formulas };
}

function loyalOf(group: Group, traitors: readonly NodeId[]): NodeId[] {
  return lieutenantsOf(group).filter((id) => !traitors.includes(id));
}

/** What the file says at its head, a line each: the question, and what each bit is. */
export function headOf(question: Question): string[] {
  const { group, traitors, condition, violations } = question;
  const { length: n } = group.ids;
  const said =
    condition === "ic1" ? "two loyal lieutenants decide differently" : "a loyal lieutenant disobeys";
  return [
    `OM(${group.m}), ${n} nodes, node 1 the general, traitors ${traitors.join(" and ")}: satisfiable just when ${said}`,
    `in one of the 2^${question.bits} worlds, which is ${condition.toUpperCase()} violated (${violations.length} ways)`,
    `a bit is a relay of a traitor to a loyal lieutenant: 1 is ${group.orders[1]}, 0 is ${group.orders[0]}`,
    ...bitNames(question),
  ];
}

function bitNames({ group, traitors }: Question): string[] {
  const loyal = loyalOf(group, traitors);
  const names: string[] = [];
  const name = (to: readonly NodeId[], rounds: readonly [number, number], first: number): number => {
    const { slots, bits } = slotsOf(group, traitors, to, rounds);
    for (const { round, from, to: receiver, offset } of slots) {
      for (const path of round === 0 ? [[from]] : pathsOf(group, round, from)) {
        const { row, bit } = cellOf(group, path);
        const at = first + offset + row * rowBits(group.ids.length, round) + bit;
        names[at] = `b${at}: round ${round}, to node ${receiver}, path ${formatPath(path)}`;
      }
    }
    return first + bits;
  };
  let next = name(loyal, [0, group.m - 1], 0);
  for (const id of loyal) next = name([id], [group.m, group.m], next);
  return names;
}
