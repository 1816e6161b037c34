/** `check` of flooding: every crash of every set of nodes, played out. Whoever crashes in a round reaches some of its receivers. */
import type { Sizes } from "../../../../src/check/check.js";
import type { Proved, ProvedCase, Prover } from "../../../../src/check/prover.js";
import type { Group, NodeId } from "../../../../src/core/group.js";
import { playInStep, type Tell } from "../../../../src/core/in-step.js";
import type { Protocol } from "../../../../src/core/protocol.js";
import { judge } from "../../../../src/recording/verdict.js";
import { type FloodReport, flooding } from "../rules.js";

export const prover: Prover<Proved> = {
  rounds: () => 2,
  refusal: ({ nodes, traitors }) => (nodes > 5 || traitors > 2 ? "at most 5 nodes, of which 2 crash" : null),
  prove: (sizes) => proveFlooding(sizes),
  by: ", each of which is a crash",
  bound: ({ n, m }) => flooding.bound.said(n, m),
  effort: ({ worlds: { evaluated } }) => `evaluated ${evaluated}`,
};

/** `rules`: the shipped ones, or with a mistake in them. */
export function proveFlooding({ nodes: n, m, traitors, rounds }: Sizes, rules = flooding): Proved {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  const { name: protocol } = rules;
  const group: Group = {
    protocol,
    ids,
    general: 1,
    m,
    orders: ["retreat", "attack"],
    defaultOrder: "retreat",
  };
  const cases = new Map<string, ProvedCase>();
  for (const crashing of subsetsOf(ids).filter((some) => some.length <= traitors)) {
    const general = crashing.includes(1) ? "traitor" : "loyal";
    const key = `${general} ${crashing.length}`;
    const verdicts = worldsOf(group, crashing).map((tell) => verdictOf(rules, group, crashing, tell));
    const before = cases.get(key);
    const isViolated = (it: "ic1" | "ic2") =>
      before?.[it] === "violated" || verdicts.some((verdict) => verdict[it] === "violated");
    cases.set(key, {
      ...{ general, traitors: crashing.length, least: [] },
      covered: String(Number(before?.covered ?? 0) + verdicts.length),
      ic1: isViolated("ic1") ? "violated" : "holds",
      ic2: general === "traitor" ? "vacuous" : isViolated("ic2") ? "violated" : "holds",
    });
  }
  const all = [...cases.values()];
  const covered = String(all.reduce((sum, one) => sum + Number(one.covered), 0));
  const overall = (it: "ic1" | "ic2") => (all.some((one) => one[it] === "violated") ? "violated" : "holds");
  return {
    ...{ n, m, traitors, rounds, cases: all, counterexample: null },
    conditions: { ic1: overall("ic1"), ic2: overall("ic2") },
    worlds: { covered, evaluated: covered },
  };
}

/** Every way for these to crash: in which round each, and whom it still reaches in that. */
function worldsOf({ ids }: Group, crashing: readonly NodeId[]): Tell<FloodReport>[] {
  return crashing.reduce<Tell<FloodReport>[]>(
    (worlds, by) =>
      worlds.flatMap((world) =>
        [0, 1].flatMap((last) =>
          subsetsOf(ids.filter((id) => id !== by)).map(
            (reached): Tell<FloodReport> =>
              (honest, round, to) => {
                const isSent = round < last || (round === last && reached.includes(to));
                return honest.from !== by || isSent ? world(honest, round, to) : null;
              },
          ),
        ),
      ),
    [(honest) => honest],
  );
}

function verdictOf(
  rules: Protocol<FloodReport>,
  group: Group,
  traitors: readonly NodeId[],
  tell: Tell<FloodReport>,
) {
  const order = "attack";
  const parties = new Map(group.ids.map((self) => [self, rules.make({ group, self, order })]));
  playInStep(rules, group, parties, tell);
  const decisions = new Map([...parties].map(([id, party]) => [id, party.decide()]));
  return judge({ group, order, traitors, observed: [], decisions });
}

function subsetsOf(ids: readonly NodeId[]): NodeId[][] {
  return Array.from({ length: 2 ** ids.length }, (_, set) => ids.filter((_id, at) => (set >>> at) & 1));
}
