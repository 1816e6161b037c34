/**
 * How a node of OM(m) goes about it, taken apart into habits. A right node's are below; a mistake is another habit in the place
 * of one of them, so that models of mistakes differ from a right node in nothing else, and two mistakes can be put together.
 *
 * Two right nodes need not be alike: see the two styles in turn.ts's contract (docs/TEST-YOUR-OWN.md). Telling echoes and letting
 * them vote are habits of their own, since a node may hear echoes and ignore them.
 */
import type { Order } from "../../core/group.js";
import type { Start } from "../turn.js";
import type { Mind } from "./mind.js";
import type { Place } from "./places.js";
import { type Settle, strictMajority } from "./votes.js";

export interface Habits {
  /** tells also those who are on the path */
  readonly tellsEchoes: boolean;
  /** lets paths that hold it already vote */
  readonly foldsEchoes: boolean;
  /** believes a path that does not end with who tells it */
  readonly believesAnyone: boolean;
  /** what becomes of a relay of the next round: nothing; it is taken; it is taken and told on at once; the node ends */
  readonly early: "ignored" | "taken" | "told" | "fatal";
  /** what a relay is kept under, and whether a later one takes its place */
  readonly slot: (place: Place) => string;
  readonly keepsLatest: boolean;
  /** the last round in which it tells, and the last level of which it folds */
  readonly tellsUntil: (m: number) => number;
  readonly foldsUntil: (m: number) => number;
  /** stands for a relay that is missing, and for votes without a majority */
  readonly missing: (start: Start) => Order;
  readonly undecided: (start: Start) => Order;
  /** what it says of a place; nothing, where that is undefined */
  readonly says: (mind: Mind, place: Place) => Order | undefined;
  /** which paths that hold it already it tells on all the same, and whether the general does so too */
  readonly returning: "none" | "all" | "others" | "heard";
  readonly generalReturns: boolean;
  /** how often its own vote counts at an inner place; `again`: once, and what it was told there once more */
  readonly own: "never" | "once" | "twice" | "again";
  /** whether its own vote is what it was told there, or what it told on */
  readonly ownIs: "told" | "tells";
  /** whether it votes at places that hold it already, too */
  readonly votesAtEchoes: boolean;
  /** where its own vote stands among the others */
  readonly ownStands: "in place" | "first" | "last";
  /** what is no vote when it is missing: a leaf, its own word, a place with no votes below */
  readonly leavesOut: { readonly leaf: boolean; readonly own: boolean; readonly empty: boolean };
  readonly settle: Settle;
  readonly decides: (mind: Mind) => Order;
}

export const RIGHT: Habits = {
  tellsEchoes: true,
  foldsEchoes: true,
  believesAnyone: false,
  early: "ignored",
  slot: ({ key }) => key,
  keepsLatest: false,
  tellsUntil: (m) => m,
  foldsUntil: (m) => m,
  missing: (start) => start.default,
  undecided: (start) => start.default,
  says: (mind, place) => mind.orderAt(place),
  returning: "none",
  generalReturns: false,
  own: "once",
  ownIs: "told",
  votesAtEchoes: false,
  ownStands: "in place",
  leavesOut: { leaf: false, own: false, empty: false },
  settle: strictMajority,
  decides: (mind) => mind.fold(),
};

export const BOTH = [true, false];

/** The two right styles, and their mixtures: echoes that are told and ignored, or heeded and not told. */
export const STYLES = BOTH.flatMap((tellsEchoes) =>
  [tellsEchoes, !tellsEchoes].map((foldsEchoes) => ({ tellsEchoes, foldsEchoes })),
);
