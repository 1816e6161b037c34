/**
 * The state of the page is its address: `#/tree?node=4&path=1.3.2`. What is as it is at first is left out, so that an
 * address says what is special about a picture. Reading one never fails: what cannot be is put right.
 */
import { COMBINES, type Group, type NodeId } from "../../core/group.js";
import type { Path } from "../../core/path.js";
import { protocolOf } from "../../protocols/index.js";
import { PROTOCOLS } from "../../protocols/names.js";
import type { Change } from "./forks.js";
import type { Beat } from "./moments.js";
import { COURSE, mDefaultOf, type Setup } from "./setup.js";
import { soundSetup } from "./sound.js";
import { formatLie, formatTraitors, formatValues, parseLie, parseTraitors, parseValues } from "./traitors.js";

const SCREENS = [
  "stage",
  "tree",
  "nodes",
  "rounds",
  "compare",
  "setup",
  "worlds",
  "check",
  "lessons",
  "live",
] as const;
export type Screen = (typeof SCREENS)[number];

/** With om a node holds a tree; otherwise the screen `nodes` shows what it holds, and there are no trees to compare. */
export function screenOf(screen: Screen, { protocol }: Pick<Setup, "protocol">): Screen {
  if (protocolOf({ protocol }).keepsTree) return screen === "nodes" ? "tree" : screen;
  return screen === "tree" || screen === "compare" ? "nodes" : screen;
}

/** `node`: what one node knows. `all`: what nobody in the run knows. */
export type Mode = "node" | "all";

export interface State {
  readonly screen: Screen;
  readonly setup: Setup;
  /** `sim`: simulated here from the setup; `file`: the opened recording; otherwise the id of a real run. */
  readonly run: string;
  /** 0: the first lieutenant that is loyal, or simply the first */
  readonly node: NodeId;
  /** whom to compare with; 0: the next lieutenant */
  readonly other: NodeId;
  /** the cell or the relay that is looked at; empty for none */
  readonly path: Path;
  /** the top of what is drawn of a large tree; empty for the whole */
  readonly top: Path;
  readonly mode: Mode;
  readonly form: "icicle" | "links";
  /** the scrubber: rounds 0 … m, then the fold's levels; null for the end */
  readonly step: number | null;
  /** of the stage: how many moments have passed (moments.ts) */
  readonly at: number;
  readonly beat: Beat;
  /** the stage alone, as large as the window, for a room */
  readonly isPresented: boolean;
  readonly countLeaves: boolean;
  /** the sender and the round whose relays are listed; 0 for none */
  readonly from: NodeId;
  readonly round: number;
  readonly lesson: number;
  readonly page: number;
  /** relays that are changed in the run, which is then played on (forks.ts) */
  readonly changes: readonly Change[];
}

/** One address changes no more, so that it stays one. */
export const CHANGES_MAX = 200;

export const START: State = {
  screen: "stage",
  setup: COURSE,
  run: "sim",
  node: 0,
  other: 0,
  path: [],
  top: [],
  mode: "node",
  form: "icicle",
  step: null,
  at: 0,
  beat: "message",
  isPresented: false,
  countLeaves: false,
  from: 0,
  round: 0,
  lesson: 0,
  page: 0,
  changes: [],
};

/** What an address says: key, value, and the value that is left out. */
export function fieldsOf(state: State): readonly (readonly [key: string, value: string, first: string])[] {
  const { setup } = state;
  return [
    ["protocol", setup.protocol, COURSE.protocol],
    ["n", String(setup.n), "7"],
    ["m", String(setup.m), String(mDefaultOf(setup))],
    ["general", String(setup.general), "1"],
    ["orders", listText(setup.orders), listText(COURSE.orders)],
    ["default", setup.default, COURSE.default],
    ["order", setup.order, COURSE.order],
    ["values", formatValues(setup.values), ""],
    ["combine", setup.combine ?? "", ""],
    ["traitors", formatTraitors(setup.traitors), formatTraitors(COURSE.traitors)],
    ["seed", String(setup.seed), "1"],
    ["run", state.run, "sim"],
    ["node", String(state.node), "0"],
    ["other", String(state.other), "0"],
    ["path", state.path.join("."), ""],
    ["top", state.top.join("."), ""],
    ["mode", state.mode, "node"],
    ["form", state.form, "icicle"],
    ["step", state.step === null ? "" : String(state.step), ""],
    ["at", String(state.at), "0"],
    ["beat", state.beat, "message"],
    ["present", state.isPresented ? "1" : "", ""],
    ["leaves", state.countLeaves ? "1" : "", ""],
    ["from", String(state.from), "0"],
    ["round", String(state.round), "0"],
    ["lesson", String(state.lesson), "0"],
    ["page", String(state.page), "0"],
    ["changed", state.changes.map(formatLie).join(";"), ""],
  ];
}

export function formatState(state: State): string {
  const query = fieldsOf(state)
    .filter(([, value, first]) => value !== first)
    .map(
      ([key, value]) =>
        `${key}=${value
          .split(/([:,.;=])/)
          .map(unitText)
          .join("")}`,
    )
    .join("&");
  return `#/${state.screen}${query === "" ? "" : `?${query}`}`;
}

/** Signs that part lists stay readable; everything else is escaped. */
function unitText(unit: string): string {
  return /^[:,.;=]$/.test(unit) ? unit : encodeURIComponent(unit);
}

function listText(orders: readonly string[]): string {
  return orders.map(encodeURIComponent).join(",");
}

export function parseState(hash: string): State {
  const [, screen = "", query = ""] = /^#?\/?([a-z]*)\??(.*)$/s.exec(hash) ?? [];
  const given = new URLSearchParams(query);
  const text = (key: string, first: string) => given.get(key) ?? first;
  const whole = (key: string, first: number) =>
    /^\d{1,9}$/.test(text(key, "")) ? Number(given.get(key)) : first;
  const n = whole("n", START.setup.n);
  const protocol = PROTOCOLS.find((one) => one === given.get("protocol")) ?? COURSE.protocol;
  const setup = soundSetup({
    protocol,
    n,
    m: whole("m", mDefaultOf({ protocol, n })),
    general: whole("general", 1),
    orders: given.has("orders") ? ordersFrom(text("orders", "")) : COURSE.orders,
    default: text("default", COURSE.default),
    order: text("order", COURSE.order),
    values: parseValues(text("values", "")),
    combine: COMBINES.find((one) => one === given.get("combine")) ?? null,
    traitors: given.has("traitors") ? parseTraitors(text("traitors", "")) : COURSE.traitors,
    seed: whole("seed", 1),
  });
  return {
    screen: SCREENS.find((one) => one === screen) ?? "stage",
    setup,
    run: text("run", "sim").slice(0, 64),
    node: whole("node", 0),
    other: whole("other", 0),
    path: pathFrom(text("path", "")),
    top: pathFrom(text("top", "")),
    mode: text("mode", "node") === "all" ? "all" : "node",
    form: text("form", "icicle") === "links" ? "links" : "icicle",
    step: given.has("step") ? whole("step", 0) : null,
    at: whole("at", 0),
    beat: text("beat", "message") === "round" ? "round" : "message",
    isPresented: text("present", "") === "1",
    countLeaves: text("leaves", "") === "1",
    from: whole("from", 0),
    round: whole("round", 0),
    lesson: whole("lesson", 0),
    page: whole("page", 0),
    changes: text("changed", "").split(";").flatMap(parseLie).slice(0, CHANGES_MAX),
  };
}

function pathFrom(text: string): Path {
  return /^\d{1,10}(\.\d{1,10}){0,31}$/.test(text) ? text.split(".").map(Number) : [];
}

function ordersFrom(text: string): string[] {
  const names = text.split(",").map((name) => {
    try {
      return decodeURIComponent(name).slice(0, 64);
    } catch {
      return "";
    }
  });
  return [...new Set(names.filter((name) => name !== ""))].slice(0, 16);
}

/** Whether a path of the address is one of this group's trees. */
export function isPathOf(group: Group, path: Path): boolean {
  return (
    path.length > 0 &&
    path.length <= group.m + 1 &&
    path[0] === group.general &&
    new Set(path).size === path.length &&
    path.every((id) => group.ids.includes(id))
  );
}
