/** Exam questions with their solutions, from a seed: what does a node decide, which relay is the first wrong one, who lied. */
import type { NodeId, Order } from "../../core/group.js";
import { formatPath, type Path } from "../../core/path.js";
import { Dice } from "../../sim/dice.js";
import { Held, majorityOf } from "../right.js";
import type { Start } from "../turn.js";

export interface Question {
  readonly number: number;
  readonly kind: "decision" | "relay" | "liar";
  /** the question, as it is set: some lines */
  readonly text: string;
  readonly answer: string;
  /** how one gets there: some lines */
  readonly why: string;
}

const KINDS = [decisionQuestion, liarQuestion, relayQuestion] as const;

/** Three kinds by turns, of OM(1) and of OM(2). */
export function questionsOf(seed: number, count: number): Question[] {
  return Array.from({ length: count }, (_, index) => {
    const make = KINDS[index % KINDS.length] as (typeof KINDS)[number];
    const m = 1 + (Math.floor(index / KINDS.length) % 2);
    return { number: index + 1, ...make(new Dice(seed, index), m) };
  });
}

type Made = Omit<Question, "number">;

function decisionQuestion(dice: Dice, m: number): Made {
  const world = tellOut(dice, m, dice.chance(0.5));
  const id = dice.pick(othersThan(world.traitors, world));
  const held = world.held.get(id) as Held;
  const text = [
    intro(world),
    `Node ${id} was told:`,
    ...linesOf(world.told.filter(({ to }) => to === id)),
    `What does node ${id} decide?`,
  ].join("\n");
  return { kind: "decision", text, answer: held.decision(false), why: foldText(world, held, id).join("\n") };
}

/** Every vote from the bottom up: of each inner path, its own word and what the others' come to. */
function foldText(world: Telling, held: Held, id: NodeId): string[] {
  const inner = [[1], ...(world.m > 1 ? othersThan([id], world).map((one) => [1, one]) : [])];
  return inner.toReversed().map((path) => {
    const votes = held.votes(path, false);
    const all = [...votes].map(([by, order]) => (by === id ? `${order} (its own word)` : `${order} (${by})`));
    const won = majorityOf([...votes.values()]);
    const end = won === null ? `no strict majority, so the default, ${world.default}` : won;
    return `${formatPath(path)}: ${all.join(", ")}; ${end}`;
  });
}

/** Of OM(2): with one round of relays there is little to look for. */
function relayQuestion(dice: Dice): Made {
  const world = tellOut(dice, 2, true);
  const id = dice.pick(othersThan(world.traitors, world));
  const own = world.told.filter(({ from }) => from === id);
  const wrong = dice.some([...own.keys()], 2);
  const tells = own.map((one, at) => (wrong.includes(at) ? { ...one, order: otherThan(one.owed) } : one));
  const first = tells.find(({ order, owed }) => order !== owed) as Told;
  const text = [
    intro(world),
    `Node ${id} was told, in the rounds in which it had to tell it on:`,
    ...linesOf(world.told.filter(({ to, round }) => to === id && round < world.m)),
    `Node ${id} told:`,
    ...linesOf(tells, true),
    "By round, path and receiver: which relay is the first wrong one, and what did it owe there?",
  ].join("\n");
  const above = formatPath(first.path.slice(0, -1));
  return {
    kind: "relay",
    text,
    answer: `In round ${first.round} node ${id} told node ${first.to} ${first.order} on path ${formatPath(first.path)}; it owed ${first.owed}.`,
    why: `It had been told ${first.owed} on ${above}, and has to tell on what it was told.`,
  };
}

function liarQuestion(dice: Dice): Made {
  for (;;) {
    const world = tellOut(dice, 1, dice.chance(0.3));
    const [traitor] = world.traitors as [NodeId];
    const lies = world.told.filter(({ order, owed }) => order !== owed);
    const said = new Set(world.told.filter(({ round }) => round === 0).map(({ order }) => order));
    // a general who tells all the same has told no lie that anybody can see
    if (lies.length === 0 || (traitor === 1 && said.size === 1)) continue;
    const text = [
      intro(world),
      "All that was told:",
      ...linesOf(world.told, true, true),
      "Who lied, and where does it show?",
    ];
    const why =
      traitor === 1
        ? "The general told the lieutenants different orders; every lieutenant told on what it was told."
        : lies
            .map(
              ({ to, path, order, owed }) =>
                `It told node ${to} ${order} on path ${formatPath(path)}; it had been told ${owed}.`,
            )
            .join("\n");
    return { kind: "liar", text: text.join("\n"), answer: `node ${traitor}`, why };
  }
}

function intro({ n, m, default: fallback }: Telling): string {
  const many = m === 1 ? "one traitor" : `${m} traitors`;
  return `OM(${m}), nodes 1 to ${n}, the general is node 1, at most ${many}; the default order is ${fallback}.`;
}

/** One line a telling: `round 1  1.3   attack`, and to whom and by whom where that is asked for. */
function linesOf(told: readonly Told[], withReceiver = false, withSender = false): string[] {
  return told.map(({ round, from, to, path, order }) => {
    const who = `${withSender ? `  node ${from}` : ""}${withReceiver ? `  to ${to}` : ""}`;
    return `  round ${round}${who}  ${formatPath(path).padEnd(6)} ${order}`;
  });
}

/** Lieutenants but for these. */
function othersThan(ids: readonly NodeId[], { n }: Telling): NodeId[] {
  return Array.from({ length: n - 1 }, (_, index) => index + 2).filter((id) => !ids.includes(id));
}

/** One line of a transcript. */
interface Told {
  readonly round: number;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly path: Path;
  readonly order: Order;
  /** what it owed; another order than that is a lie */
  readonly owed: Order;
}

interface Telling {
  readonly n: number;
  readonly m: number;
  readonly orders: readonly Order[];
  readonly default: Order;
  /** what the general ordered, or, as a traitor, was to order */
  readonly order: Order;
  readonly traitors: readonly NodeId[];
  readonly told: readonly Told[];
  readonly held: ReadonlyMap<NodeId, Held>;
}

const GENERAL = 1;
const ORDERS: readonly Order[] = ["retreat", "attack"];

/** A small world of OM(m), as on paper: without echoes, with m traitors, each of whose tellings is a lie as often as not; `general`: whether he is one of them. */
function tellOut(dice: Dice, m: number, general: boolean): Telling {
  const n = 3 * m + 1;
  const nodes = Array.from({ length: n }, (_, index) => index + 1);
  const lieutenants = nodes.slice(1);
  const traitors = general ? [GENERAL, ...dice.some(lieutenants, m - 1)] : dice.some(lieutenants, m);
  const fallback = dice.pick(ORDERS);
  const order = dice.pick(ORDERS);
  const startOf = (id: NodeId): Start => ({
    ...{ id, nodes, general: GENERAL, m, orders: ORDERS, default: fallback },
    order: id === GENERAL ? order : null,
  });
  const held = new Map(nodes.map((id) => [id, new Held(startOf(id))]));
  const told: Told[] = [];
  for (let round = 0; round <= m; round++) {
    const now = tellingsOf(round, nodes, held, order).map((one) => {
      const lies = traitors.includes(one.from) && dice.chance(0.5);
      return lies ? { ...one, order: otherThan(one.owed) } : one;
    });
    for (const { from, to, path, order: what } of now)
      held.get(to)?.hear(round, [{ from, path, order: what }]);
    told.push(...now);
  }
  return { ...{ n, m, orders: ORDERS, default: fallback, order, traitors, told, held } };
}

/** All that is owed in a round, as the honest tell it. */
function tellingsOf(
  round: number,
  nodes: readonly NodeId[],
  held: ReadonlyMap<NodeId, Held>,
  order: Order,
): Told[] {
  const speakers = nodes.filter((id) => (id === GENERAL) === (round === 0));
  return speakers.flatMap((from) => {
    const owed = round === 0 ? [{ path: [from], order }] : (held.get(from) as Held).owed(round);
    return owed.flatMap(({ path, order: what }) =>
      nodes
        .filter((to) => !path.includes(to))
        .map((to) => ({ round, from, to, path, order: what, owed: what })),
    );
  });
}

function otherThan(order: Order): Order {
  return ORDERS.find((one) => one !== order) as Order;
}
