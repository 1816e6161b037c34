/** The figures about OM(m), by the naive twin (test/oracle/eig.ts), by counting, and by the prover where only it reaches. */
import { check } from "../../../src/check/check.js";
import { groupOf } from "../../../src/check/lieutenants.js";
import { traitorSetsOf } from "../../../src/check/slots.js";
import { playVariant, VARIANTS, type Variant } from "../../check/planted/variants.js";
import { naiveTree, type Tell } from "../../oracle/eig.js";
import { forEveryWorld } from "../../oracle/least.js";

const other = (order: string) => (order === "attack" ? "retreat" : "attack");
const flip: Tell = (_path, honest) => other(honest);
const silent: Tell = () => "retreat";

/** What the loyal lieutenants decide under general 1. */
function decided(n: number, m: number, traitors: readonly number[], tell: Tell, order = "attack"): string[] {
  const group = groupOf(n, m);
  const told: Tell = (path, honest, to) =>
    traitors.includes(path.at(-1) as number) ? tell(path, honest, to) : honest;
  const loyal = group.ids.filter((id) => id !== 1 && !traitors.includes(id));
  return loyal.map((id) => naiveTree(group, order, told, id).decision);
}

const breaksIc1 = (decisions: readonly string[]) => new Set(decisions).size > 1;
const breaksIc2 = (decisions: readonly string[], order = "attack") => decisions.some((it) => it !== order);
const lieutenants = (n: number, size: number) => [...traitorSetsOf(groupOf(n, 1), "loyal", size)];

/** For each m, how many traitors OM(m) survives, all lies considered. */
export function survivedAtSix(): string[] {
  const survived = [0, 1, 2, 3, 4].map((m) => {
    const holds = (traitors: number) => {
      const { ic1, ic2 } = check({ nodes: 6, m, traitors }).conditions;
      return ic1 !== "violated" && ic2 !== "violated";
    };
    return [1, 2, 3].findIndex((traitors) => !holds(traitors));
  });
  return [survived.join(", ")];
}

/** Three of seven silent: sets that break a general's attack, and his retreat. */
export function silentAtSeven(): string[] {
  const sets = lieutenants(7, 3);
  const broken = (order: string) =>
    sets.filter((set) => breaksIc2(decided(7, 2, set, silent, order), order)).length;
  return [`${broken("attack")} of ${sets.length}`, `${broken("retreat")}`];
}

/** The fewest reports of the last round, all to node n, that must be lost at n = 3m. */
export function lostReports(): string[] {
  const fewest = [1, 2, 3].map((m) => {
    const n = 3 * m;
    const lost = (count: number) => {
      const senders = Array.from({ length: count }, (_, index) => index + 2);
      const tell: Tell = (path, honest, to) => (path.length === m + 1 && to === n ? "retreat" : honest);
      return breaksIc2(decided(n, m, senders, tell));
    };
    return Array.from({ length: m + 1 }, (_, count) => count).find(lost);
  });
  return [fewest.join(", ")];
}

/** Runs of two flippers or two silent nodes of six: in how many IC1 holds, and IC2 breaks. */
export function wrongTogether(): string[] {
  const runs = [flip, silent].flatMap((tell) => lieutenants(6, 2).map((set) => decided(6, 2, set, tell)));
  const count = (is: (decisions: readonly string[]) => boolean) => runs.filter(is).length;
  const agreed = count((decisions) => !breaksIc1(decisions));
  return [`${agreed} of ${runs.length}`, `${count(breaksIc2)}`];
}

/** Whether one, two and three flippers of eight break OM(5). */
export function flippers(): string[] {
  const breaks = [[2], [2, 3], [2, 3, 4]].map((set) => breaksIc2(decided(8, 5, set, flip)));
  return [["one", "two", "three"].map((who, at) => `${who} ${said(breaks[at] === true, at > 0)}`).join(", ")];
}

function said(breaks: boolean, areMany: boolean): string {
  return breaks ? (areMany ? "break" : "breaks") : areMany ? "hold" : "holds";
}

/** Two of six lie, each the same to all: all worlds, those that break IC1, and the fewest lies that break IC2. */
export function toldToAll(): string[] {
  const [group, traitors] = [groupOf(6, 2), [2, 3]];
  let [worlds, split, fewest] = [0, 0, Infinity];
  forEveryWorld((choose) => {
    const chosen = new Map<string, string>();
    let lies = 0;
    const tell: Tell = (path, honest) => {
      if (!traitors.includes(path.at(-1) as number)) return honest;
      const known = chosen.get(path.join("."));
      if (known !== undefined) return known;
      const told = choose(["retreat", "attack"]);
      if (told !== honest) lies++;
      chosen.set(path.join("."), told);
      return told;
    };
    const decisions = [4, 5, 6].map((id) => naiveTree(group, "attack", tell, id).decision);
    worlds++;
    if (breaksIc1(decisions)) split++;
    if (breaksIc2(decisions)) fewest = Math.min(fewest, lies);
  });
  return [`${worlds}`, `${split}`, `${fewest}`];
}

/** The fewest lies that break OM(m) at n = 3m. */
export function fewestLies(): string[] {
  const least = [1, 2, 3].map((m) => {
    const { cases } = check({ nodes: 3 * m, m, general: "loyal" });
    return Math.min(...cases.flatMap((one) => one.least.map(({ lies }) => lies)));
  });
  return [least.join(", ")];
}

/** Of all worlds of two traitors among four, the share that breaks, with and without the general among them. */
export function shares(): string[] {
  return [share([2, 3], breaksIc2), share([1, 2], breaksIc1)];
}

function share(traitors: readonly number[], breaks: (decisions: readonly string[]) => boolean): string {
  let [worlds, broken] = [0, 0];
  forEveryWorld((choose) => {
    const words = new Map<string, string>();
    const tell: Tell = (path, _honest, to) => {
      const key = `${path.join(".")}>${to}`;
      const word = words.get(key) ?? (traitors.includes(to) ? "attack" : choose(["retreat", "attack"]));
      words.set(key, word);
      return word;
    };
    worlds++;
    if (breaks(decided(4, 1, traitors, tell))) broken++;
  });
  return `1/${worlds / broken}`;
}

/** A traitor general with one accomplice in OM(1): the share of worlds that break IC1. */
export function missingRound(): string[] {
  const percent = (n: number) => `${Math.round(100 * brokenShare(n))} %`;
  return [[4, 5, 6, 7].map(percent).join(", "), percent(40)];
}

/**
 * Among k loyal nodes told attack or retreat by the toss of a coin, the accomplice's word decides where it is pivotal, and
 * nodes differ unless he tells all the same.
 */
function brokenShare(n: number): number {
  const k = n - 2;
  const pivotal = Array.from({ length: k + 1 }, (_, attacks) => attacks).filter(
    (attacks) => attacks * 2 <= n - 1 && (attacks + 1) * 2 > n - 1,
  );
  const isPivotal = pivotal.reduce((sum, attacks) => sum + binomial(k, attacks), 0) / 2 ** k;
  return isPivotal * (1 - 2 / 2 ** k);
}

function binomial(n: number, k: number): number {
  return k === 0 ? 1 : (binomial(n - 1, k - 1) * n) / k;
}

/** The general relays too: two of his own words are lies, one of them is what he says that node 2 said. */
export function generalRelays(): string[] {
  const lies = { ">3": "retreat", ">4": "retreat", "2>3": "retreat", "2>5": "retreat", "2.1>6": "retreat" };
  return variantLies("the general relays from round 2 on", [1, 2], lies);
}

/** A missing relay is no vote: the one witness of node 7's path is the liar. */
export function missingIsNoVote(): string[] {
  const lies = { ">7": "", ">3": "retreat", ">6": "retreat", "7.2>3": "retreat" };
  return variantLies("a missing relay is no vote", [1, 2], lies);
}

/** Whoever sees all alike falls silent: node 4 alone sees two words. */
export function fallsSilent(): string[] {
  return variantLies("whoever sees all alike falls silent", [2], { "2>4": "retreat" });
}

/** How many lies, if they break a variant of OM(2) at seven nodes and leave the paper's alone. */
function variantLies(
  name: keyof typeof VARIANTS,
  traitors: readonly number[],
  lies: Readonly<Record<string, string>>,
): string[] {
  const say = (path: readonly number[], honest: string | undefined, to: number) => {
    const lie = lies[`${path.join(".")}>${to}`];
    return lie === undefined ? honest : lie || undefined;
  };
  const world = { group: groupOf(7, 2), order: "attack", traitors, say };
  const breaks = playVariant(world, VARIANTS[name] as Variant).verdict.ic1 === "violated";
  const isSound = playVariant(world, {}).verdict.ic1 === "holds";
  return [breaks && isSound ? `${Object.keys(lies).length}` : "none"];
}

/** The leaves of a loyal lieutenant's tree where nodes 6 and 7 always say retreat. */
export function leaves(): string[] {
  const tell: Tell = (path, honest) => ([6, 7].includes(path.at(-1) as number) ? "retreat" : honest);
  const { told, decision } = naiveTree(groupOf(7, 2), "attack", tell, 2);
  const last = [...told].filter(([path]) => path.split(".").length === 3).map(([, order]) => order);
  const count = (order: string) => last.filter((it) => it === order).length;
  return [`${count("attack")}`, `${count("retreat")}`, decision];
}

/** OM(2) at seven nodes: messages by the paper's recursion, relays with echoes, reports. */
export function messages(): string[] {
  const recursion = (n: number, m: number): number => n - 1 + (m > 0 ? (n - 1) * recursion(n - 1, m - 1) : 0);
  const n = 7;
  const paths = [1, n - 1, (n - 1) * (n - 2)] as const; // a relay along each of the last two goes to all lieutenants but its teller
  const relays = n - 1 + (paths[1] + paths[2]) * (n - 2);
  const reports = n - 1 + 2 * (n - 1) * (n - 2);
  return [recursion(n, 2), relays, reports].map(String);
}

/** How many of six may miss a loyal general's attack so that all attack nevertheless; one more, and all retreat. */
export function missedGeneral(): string[] {
  const decisions = (missing: number) =>
    decided(7, 2, [1], (path, honest, to) => (path.length === 1 && to <= missing + 1 ? "retreat" : honest));
  const most = [0, 1, 2, 3, 4, 5].findLast((missing) => !breaksIc2(decisions(missing))) as number;
  return [`${most} of 6`, new Set(decisions(most + 1)).size === 1 ? `${most + 1}` : "none"];
}

/** One loyal node with another default order: the fewest lies that break IC1 or IC2 at n = 4 and 5. */
export function otherDefault(): string[] {
  return [4, 5].map((n) => {
    const found = lieutenants(n, 1)
      .concat([[1]])
      .map((traitors) => fewestWithOtherDefault(n, traitors));
    const fewest = Math.min(...found);
    return fewest === Infinity ? "none" : `${fewest}`;
  });
}

function fewestWithOtherDefault(n: number, traitors: readonly number[]): number {
  const group = groupOf(n, 1);
  const loyal = group.ids.filter((id) => id !== 1 && !traitors.includes(id));
  let fewest = Infinity;
  for (const odd of loyal) {
    forEveryWorld((choose) => {
      const words = new Map<string, string>();
      let lies = 0;
      const tell: Tell = (path, honest, to) => {
        if (!traitors.includes(path.at(-1) as number) || traitors.includes(to)) return honest;
        const key = `${path.join(".")}>${to}`;
        const word = words.get(key) ?? choose(["retreat", "attack"]);
        if (!words.has(key) && word !== honest) lies++;
        words.set(key, word);
        return word;
      };
      const decisions = loyal.map((id) => {
        const own = { ...group, defaultOrder: id === odd ? "attack" : "retreat" };
        return naiveTree(own, "attack", tell, id).decision;
      });
      const isBroken = breaksIc1(decisions) || (!traitors.includes(1) && breaksIc2(decisions));
      if (isBroken) fewest = Math.min(fewest, lies);
    });
  }
  return fewest;
}

/** What lieutenant 2 of four can hold in OM(1), and in how much of it the general must be the liar. */
export function provenLiars(): string[] {
  const orders = ["retreat", "attack"];
  const trees = orders.flatMap((own) => orders.flatMap((three) => orders.map((four) => [own, three, four])));
  const proving = trees.filter(([own, three, four]) => three !== own && four !== own); // else one lieutenant's lie explains it
  return [`${trees.length}`, `${proving.length}`];
}

/** The fewest lies that break OM(2) at six nodes where the general orders the default. */
export function defaultOrder(): string[] {
  const { cases } = check({ nodes: 6, m: 2, general: "loyal" });
  const least = cases.flatMap((one) => one.least);
  return [
    ["retreat", "attack"].map((order) => least.find((it) => it.order === order)?.lies ?? "none").join(", "),
  ];
}
