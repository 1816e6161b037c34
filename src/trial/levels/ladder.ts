/** The ladder that all protocols share. What is worst in a protocol it puts first: its own file beside this one says what. */
import { type Group, lieutenantsOf, type NodeId } from "../../core/group.js";
import { protocolOf } from "../../protocols/index.js";
import { RULES } from "../rules/protocols.js";
import type { World } from "../world.js";
import { anyStyle, cellsOf, type Style, silence } from "./lies.js";
import { Draw, idsUpTo, type Level, type Plan, type Shape } from "./plan.js";
import { isGeneralRude, RUDE, rudeLies, worldsOfOneKind } from "./rude.js";

/** The shapes that levels take. */
export interface Shapes {
  /** of the first levels */
  readonly small: Shape;
  /** where more than one may lie */
  readonly large: Shape;
  readonly sizes: readonly Shape[];
}

/** What is worst in a protocol, and how it is rude there. */
interface Worst {
  /** the level in which as many lie as may: its first worlds, and what it is about */
  readonly trap: Begun;
  readonly about: string;
  readonly oneLiar?: Begun;
  /** null: no node is the general */
  readonly traitorGeneral?: Begun | null;
  /** of rudeness, where not all are */
  readonly kinds?: typeof RUDE;
  /** behind the worlds of one kind each */
  readonly rude?: Begun;
  readonly style?: Style;
  /** of the level with any ids, where what a node holds is by path */
  readonly orders?: Begun;
}

type Begun = (plan: Plan) => Iterable<World>;

const NONE: Begun = () => [];

/** A level whose worlds are those that it begins with, and then one drawn for each number; others may stand before one of these. */
function level(
  name: string,
  about: string,
  next: (draw: Draw, number: number) => World,
  {
    first = NONE,
    count = Number.POSITIVE_INFINITY,
    before,
  }: {
    first?: Begun | undefined;
    count?: number;
    before?: { readonly number: number; readonly worlds: Begun };
  } = {},
): Level {
  return {
    name,
    about,
    *worlds(plan) {
      yield* first(plan);
      for (let number = 0; number < count; number++) {
        if (number === before?.number) yield* before.worlds(plan);
        yield next(new Draw(plan, name, number), number);
      }
    },
  };
}

export function ladder(
  shapes: Shapes,
  { trap, about, oneLiar, traitorGeneral = NONE, kinds = RUDE, rude = NONE, style, orders }: Worst,
): readonly Level[] {
  const { small, large, sizes } = shapes;
  /** of one shape and the other in turn */
  const inTurn = (draw: Draw, number: number, one: Shape, other: Shape) =>
    draw.group(number % 2 === 0 ? one : other);
  return [
    speak(shapes),
    level("relay", "tells exactly what it owes", (draw, number) => {
      const group = inTurn(draw, number, small, large);
      return { ...lyingWorld(draw, group, anyStyle, draw.isOneIn(2)), judged: "relays" };
    }),
    loyal(shapes),
    level(
      "one-liar",
      "agrees though one lieutenant lies",
      (draw) => {
        const group = draw.group(small);
        const traitors = traitorsIn(draw, group, false, 1);
        return draw.world(group, { traitors, lies: anyStyle(draw, group, cellsOf(group, traitors)) });
      },
      { first: oneLiar },
    ),
    ...(traitorGeneral
      ? [
          level(
            "traitor-general",
            "agrees though the general lies",
            (draw, number) => lyingWorld(draw, inTurn(draw, number, large, small), anyStyle, true),
            { first: traitorGeneral },
          ),
        ]
      : []),
    level("trap", about, (draw) => lyingWorld(draw, draw.group(large), anyStyle, draw.isOneIn(2)), {
      first: trap,
    }),
    level("silent", "counts what is missing as the default", (draw, number) =>
      lyingWorld(draw, inTurn(draw, number, small, large), silence, draw.isOneIn(2)),
    ),
    level(
      "rude",
      "ignores what is unsound",
      (draw, number) => {
        const group = inTurn(draw, number, large, small);
        const traitors = traitorsIn(draw, group, isGeneralRude(kinds, number), group.m);
        return draw.world(group, { traitors, lies: rudeLies(draw, group, traitors, kinds, number) });
      },
      { before: { number: worldsOfOneKind(kinds), worlds: rude } },
    ),
    // three orders or more, ids with gaps, a general who is not the first
    level(
      "orders",
      "takes any orders, ids and general",
      (draw, number) => {
        const shape = number % 2 === 0 ? small : large;
        const ids = draw.some(idsUpTo(63), draw.plan.nodes ?? shape.n);
        const listed = draw.some(MORE_ORDERS, 3 + draw.below(3));
        const group = draw.group({ ...shape, ids, orders: listed, general: draw.pick(ids.slice(1)) });
        return lyingWorld(draw, group, style ?? draw.pick([anyStyle, silence]), draw.isOneIn(2));
      },
      { first: orders },
    ),
    level("sizes", `agrees in groups of ${sizes.map(({ n }) => n).join(", ")}`, (draw, number) => {
      const shape = sizes[number % sizes.length] as Shape;
      const most = protocolOf(draw.plan).bound.mMax(shape.n);
      const m = number % 5 === 4 ? draw.below(most + 1) : (shape.m ?? most);
      return lyingWorld(draw, draw.group({ ...shape, m }), draw.pick([anyStyle, silence]), draw.isOneIn(2));
    }),
  ];
}

/** Worlds in which nobody can fail for his fold, or for having been lucky, come in these numbers at most. */
const PLAIN_WORLDS = 8;

export function speak({ small }: Shapes): Level {
  return level(
    "speak",
    "starts, answers each round and decides",
    (draw) => draw.world(draw.group({ ...small, default: "retreat" }), { judged: "turns" }),
    { count: PLAIN_WORLDS / 2 },
  );
}

export function loyal({ small }: Shapes): Level {
  return level(
    "loyal",
    "agrees where nobody lies",
    (draw, number) => {
      const group = draw.group({ ...small, default: number < 4 ? "retreat" : "attack" });
      return draw.world(group, { order: number % 2 === 0 ? "attack" : "retreat" });
    },
    { count: PLAIN_WORLDS },
  );
}

const MORE_ORDERS = ["attack", "retreat", "siege", "feint", "parley"] as const;

/** Traitors up to m, as many as may in most worlds, and what they tell. */
function lyingWorld(draw: Draw, group: Group, style: Style, withGeneral: boolean): World {
  const count = draw.isOneIn(4) ? draw.below(group.m + 1) : group.m;
  const traitors = traitorsIn(draw, group, withGeneral, count);
  const cells = cellsOf(group, traitors);
  return draw.world(group, { traitors, lies: cells.length > 0 ? style(draw, group, cells) : [] });
}

/** So many traitors of those that may be, the general among them if asked for and possible. */
function traitorsIn(draw: Draw, group: Group, withGeneral: boolean, count: number): NodeId[] {
  const isEveryone = RULES[group.protocol].vector === true;
  const general = withGeneral && !isEveryone && count > 0 ? draw.suspects(group, [group.general]) : [];
  const others = draw.suspects(group, isEveryone ? group.ids : lieutenantsOf(group));
  return [...general, ...draw.some(others, count - general.length)].toSorted((a, b) => a - b);
}
