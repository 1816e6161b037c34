/** The figures about signed messages, vectors and the log: by naive twins, by counting, and by planting one wrong rule. */
import { checkVotes } from "../../../src/protocols/simplex/check/votes.js";
import * as shipped from "../../../src/protocols/simplex/rules.js";
import { measureLog } from "../../../src/sim/log/measure.js";
import { forEveryWorld } from "../../oracle/least.js";
import { type NaiveChain, naiveSigned } from "../../oracle/sm.js";
import { naiveMedian, naiveVector } from "../../oracle/vector.js";

/** Relays of OM(4) and of the phase king for m = 4 among 13 nodes, counted hop by hop. */
export function relaysAtThirteen(): string[] {
  const [n, m] = [13, 4];
  let [paths, oral] = [1, n - 1];
  for (let round = 1; round <= m; round++) {
    paths *= n - round;
    oral += paths * (n - 2);
  }
  const phase = 2 * n * (n - 1) + (n - 1);
  return [oral, n - 1 + (m + 1) * phase].map((count) => count.toLocaleString("en"));
}

/** All worlds in which the general alone lies: what he shows each lieutenant, one order, the other or nothing. */
function* generalAlone(n: number): Generator<ReadonlyMap<number, string | undefined>> {
  const words = [undefined, "retreat", "attack"];
  for (let world = 0; world < words.length ** (n - 1); world++) {
    const lieutenants = Array.from({ length: n - 1 }, (_, index) => index + 2);
    yield new Map(lieutenants.map((id, at) => [id, words[Math.floor(world / 3 ** at) % 3]]));
  }
}

/** Decided by the majority of the chains that came in, not by the set of orders in them. */
export function majorityOfChains(): string[] {
  const [ids, loyal] = [
    [1, 2, 3, 4],
    [2, 3, 4],
  ];
  let [worlds, broken] = [0, 0];
  for (const shown of generalAlone(4)) {
    const received = new Map(loyal.map((id) => [id, [] as string[]]));
    play(ids, shown, (to, order) => received.get(to)?.push(order));
    const decisions = loyal.map((id) => {
      const orders = received.get(id) as string[];
      return orders.filter((it) => it === "attack").length * 2 > orders.length ? "attack" : "retreat";
    });
    worlds++;
    if (new Set(decisions).size > 1) broken++;
  }
  return [`${broken} of ${worlds}`];
}

/** SM with loyal lieutenants, hop by hop: `heard` sees each chain that a node takes as proper. */
function play(
  ids: readonly number[],
  shown: ReadonlyMap<number, string | undefined>,
  heard: (to: number, order: string) => void,
): void {
  const V = new Map(ids.slice(1).map((id) => [id, new Set<string>()]));
  let mail = [...shown].flatMap(([to, order]) => (order ? [{ to, order, signers: [1] }] : []));
  for (let round = 0; round < ids.length - 1; round++) {
    const fresh = mail.filter(({ to, order }) => {
      heard(to, order);
      const isNew = !V.get(to)?.has(order);
      V.get(to)?.add(order);
      return isNew;
    });
    mail = fresh.flatMap(({ to: from, order, signers }) =>
      ids
        .filter((id) => id !== from && !signers.includes(id))
        .map((to) => ({ to, order, signers: [...signers, from] })),
    );
  }
}

/** Decided by the first order seen; by the whole set nothing breaks. */
export function firstSeen(): string[] {
  const group = { ids: [1, 2, 3], general: 1, m: 1, defaultOrder: "retreat" };
  let [worlds, first, set] = [0, 0, 0];
  for (const shown of generalAlone(3)) {
    const show = (round: number, _from: number, to: number): NaiveChain[] => {
      const order = shown.get(to);
      return round === 0 && order ? [{ order, signers: [1] }] : [];
    };
    const held = naiveSigned(group, "attack", [1], show);
    // the general's own word comes a round before what the other one passes on
    const firsts = [2, 3].map((id) => shown.get(id) ?? [...(held.get(id)?.orders ?? [])][0] ?? "retreat");
    worlds++;
    if (new Set(firsts).size > 1) first++;
    if (new Set([...held.values()].map(({ decision }) => decision)).size > 1) set++;
  }
  return [`${first} of ${worlds}`, `${set}`];
}

/** The lower median of n entries of 0 to 3, k of them liars': outside of the loyal values in how many cases. */
export function medians(): string[] {
  return [
    [3, 1],
    [4, 1],
    [5, 2],
    [4, 2],
  ].map(([n, k]) => `${outside(n as number, k as number)}`);
}

function outside(n: number, k: number): number {
  let cases = 0;
  forEveryWorld((choose) => {
    const entries = Array.from({ length: n }, () => choose([0, 1, 2, 3]));
    const loyal = entries.slice(k);
    const median = naiveMedian(entries.map(String)) as number;
    if (median < Math.min(...loyal) || median > Math.max(...loyal)) cases++;
  });
  return cases;
}

/** Clocks 0, 1 and 1 and one liar who tells each node its own: a hundred rounds of plain medians, then how far apart. */
export function unrelayed(): string[] {
  let clocks = [0, 1, 1];
  for (let round = 0; round < 100; round++)
    clocks = clocks.map((own) => naiveMedian([...clocks, own].map(String)) as number);
  return [`${Math.max(...clocks) - Math.min(...clocks)}`];
}

/** Two loyal clocks of 100 and 110 and a liar, who tells each what he likes, without relays and with OM(1): worlds outside. */
export function threeClocks(): string[] {
  const words = ["0", "50", "100", "105", "110", "200"];
  const isOutside = (found: readonly (number | null)[]) =>
    found.some((it) => it === null || it < 100 || it > 110);
  const plain = { worlds: 0, outside: 0 };
  const relayed = { worlds: 0, outside: 0 };
  const group = { ids: [1, 2, 3], m: 1, defaultOrder: "0" };
  forEveryWorld((choose) => {
    const told = [choose(words), choose(words)];
    plain.worlds++;
    if (isOutside(told.map((word) => naiveMedian(["100", "110", word])))) plain.outside++;
  });
  forEveryWorld((choose) => {
    const said = new Map([">1", ">2", "1>2", "2>1"].map((key) => [key, choose(words)]));
    const tell = (path: readonly number[], honest: string, to: number) =>
      path.at(-1) === 3 ? (said.get(`${path.length === 1 ? "" : path[0]}>${to}`) ?? honest) : honest;
    const values = { 1: "100", 2: "110", 3: "0" };
    relayed.worlds++;
    if (isOutside([1, 2].map((self) => naiveMedian(Object.values(naiveVector(group, values, tell, self))))))
      relayed.outside++;
  });
  return [plain, relayed].map(({ worlds, outside: count }) => `${count} of ${worlds}`);
}

/** Members that may lie and quorums, from four members to seven. */
export function quorums(): string[] {
  const sizes = [4, 5, 6, 7];
  return [sizes.map(shipped.faultyMax).join(", "), sizes.map(shipped.quorumOf).join(", ")];
}

/** How many of four to seven may be silent, so that the others are a quorum. */
export function silentMembers(): string[] {
  return [[4, 5, 6, 7].map((n) => n - shipped.quorumOf(n)).join(", ")];
}

/** What breaks first where quorums of six are 2f + 1 = 3. */
export function smallQuorum(): string[] {
  return brokenWith(6, { quorumOf: (n) => 2 * shipped.faultyMax(n) + 1 });
}

/** What breaks first where a member that gave up a view may still finalize a block of it. */
export function lateFinalize(): string[] {
  return brokenWith(4, { mayFinalize: (given) => given.finalize === undefined });
}

/** Half of 30 commands are final after so long, with 4 and with 13 members between regions. */
export function finalAfter(): string[] {
  return [4, 13].map((n) => {
    const world = { n, commands: 30, links: "regions", deltaMs: 500, traitors: new Map() } as const;
    return `${((measureLog(world).finalityMs?.p50 ?? Infinity) / 1000).toFixed(1)} s`;
  });
}

function brokenWith(n: number, wrong: Partial<shipped.Rules>): string[] {
  const { broken } = checkVotes(n, 2, { ...shipped.RULES, ...wrong });
  return [broken?.what ?? "nothing"];
}
