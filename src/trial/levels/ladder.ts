/** The ladder that all protocols share. What is worst in a protocol it puts first: its own file beside this one says what. */
import { type Group, lieutenantsOf, type NodeId } from "../../core/group.js";
import { protocolOf } from "../../protocols/index.js";
import { RULES } from "../rules/protocols.js";
import type { World } from "../world.js";
import { anyStyle, cellsOf, type Style, silence } from "./lies.js";
import { Draw, endless, idsUpTo, type Level, type Plan, type Shape } from "./plan.js";
import { RUDE, rudeLies } from "./rude.js";

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
  readonly style?: Style;
}

type Begun = (plan: Plan) => Iterable<World>;

const NONE: Begun = () => [];

export function ladder(
  shapes: Shapes,
  { trap: worst, about, oneLiar: first, traitorGeneral: general = NONE, kinds, style }: Worst,
): readonly Level[] {
  return [
    speak(shapes),
    relay(shapes),
    loyal(shapes),
    oneLiar(shapes, first),
    ...(general ? [traitorGeneral(shapes, general)] : []),
    trap(shapes, worst, about),
    silent(shapes),
    rude(shapes, kinds),
    orders(shapes, style),
    sizes(shapes),
  ];
}

/** Worlds in which nobody can fail for his fold, or for having been lucky, come in these numbers at most. */
const PLAIN_WORLDS = 8;

export function speak({ small }: Shapes): Level {
  return {
    name: "speak",
    about: "starts, answers each round and decides",
    *worlds(plan) {
      for (let number = 0; number < PLAIN_WORLDS / 2; number++) {
        const draw = new Draw(plan, "speak", number);
        yield draw.world(draw.group({ ...small, default: "retreat" }), { judged: "turns" });
      }
    },
  };
}

function relay({ small, large }: Shapes): Level {
  return {
    name: "relay",
    about: "tells exactly what it owes",
    worlds: (plan) =>
      endless([], (number) => {
        const draw = new Draw(plan, "relay", number);
        const group = draw.group(number % 2 === 0 ? small : large);
        return { ...lyingWorld(draw, group, anyStyle, draw.isOneIn(2)), judged: "relays" };
      }),
  };
}

export function loyal({ small }: Shapes): Level {
  return {
    name: "loyal",
    about: "agrees where nobody lies",
    *worlds(plan) {
      for (let number = 0; number < PLAIN_WORLDS; number++) {
        const draw = new Draw(plan, "loyal", number);
        const group = draw.group({ ...small, default: number < 4 ? "retreat" : "attack" });
        yield draw.world(group, { order: number % 2 === 0 ? "attack" : "retreat" });
      }
    },
  };
}

/** One lieutenant lies; `first` are worlds to begin with. */
function oneLiar({ small }: Shapes, first: Begun = NONE): Level {
  return {
    name: "one-liar",
    about: "agrees though one lieutenant lies",
    worlds: (plan) =>
      endless(first(plan), (number) => {
        const draw = new Draw(plan, "one-liar", number);
        const group = draw.group(small);
        const traitors = traitorsIn(draw, group, false, 1);
        return draw.world(group, { traitors, lies: anyStyle(draw, group, cellsOf(group, traitors)) });
      }),
  };
}

/** The general lies, and others with him where m allows it. */
function traitorGeneral({ small, large }: Shapes, first: Begun = NONE): Level {
  return {
    name: "traitor-general",
    about: "agrees though the general lies",
    worlds: (plan) =>
      endless(first(plan), (number) => {
        const draw = new Draw(plan, "traitor-general", number);
        return lyingWorld(draw, draw.group(number % 2 === 0 ? large : small), anyStyle, true);
      }),
  };
}

/** As many lie as may. */
function trap({ large }: Shapes, first: Begun, about: string): Level {
  return {
    name: "trap",
    about,
    worlds: (plan) =>
      endless(first(plan), (number) => {
        const draw = new Draw(plan, "trap", number);
        return lyingWorld(draw, draw.group(large), anyStyle, draw.isOneIn(2));
      }),
  };
}

function silent({ small, large }: Shapes): Level {
  return {
    name: "silent",
    about: "counts what is missing as the default",
    worlds: (plan) =>
      endless([], (number) => {
        const draw = new Draw(plan, "silent", number);
        return lyingWorld(draw, draw.group(number % 2 === 0 ? small : large), silence, draw.isOneIn(2));
      }),
  };
}

/** `kinds`: of rudeness, where not all are (rude.ts). */
function rude({ small, large }: Shapes, kinds = RUDE): Level {
  return {
    name: "rude",
    about: "ignores what is unsound",
    worlds: (plan) =>
      endless([], (number) => {
        const draw = new Draw(plan, "rude", number);
        const group = draw.group(number % 2 === 0 ? large : small);
        const traitors = traitorsIn(draw, group, number % 4 === 3, group.m);
        return draw.world(group, { traitors, lies: rudeLies(draw, group, traitors, kinds, number) });
      }),
  };
}

const MORE_ORDERS = ["attack", "retreat", "siege", "feint", "parley"] as const;

/** Three or more orders, ids with gaps, a general who is not the first. */
function orders({ small, large }: Shapes, style?: Style): Level {
  return {
    name: "orders",
    about: "takes any orders, ids and general",
    worlds: (plan) =>
      endless([], (number) => {
        const draw = new Draw(plan, "orders", number);
        const shape = number % 2 === 0 ? small : large;
        const ids = draw.some(idsUpTo(63), plan.nodes ?? shape.n);
        const listed = draw.some(MORE_ORDERS, 3 + draw.below(3));
        const group = draw.group({ ...shape, ids, orders: listed, general: draw.of(ids.slice(1)) });
        return lyingWorld(draw, group, style ?? draw.of([anyStyle, silence]), draw.isOneIn(2));
      }),
  };
}

function sizes({ sizes: shapes }: Shapes): Level {
  return {
    name: "sizes",
    about: `agrees in groups of ${shapes.map(({ n }) => n).join(", ")}`,
    worlds: (plan) =>
      endless([], (number) => {
        const draw = new Draw(plan, "sizes", number);
        const shape = shapes[number % shapes.length] as Shape;
        const most = protocolOf(plan).bound.mMax(shape.n);
        const m = number % 5 === 4 ? draw.below(most + 1) : (shape.m ?? most);
        return lyingWorld(draw, draw.group({ ...shape, m }), draw.of([anyStyle, silence]), draw.isOneIn(2));
      }),
  };
}

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
