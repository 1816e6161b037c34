/**
 * How many worlds there are. A world is one order for each relay that a traitor owes a loyal lieutenant; a relay
 * that never comes is the default order, so that silence is among them. Two orders: one bit a relay.
 *
 * The numbers are sums of `times · 2^bits`, kept as such: at n = 22, m = 7 the decimal would have 800 million digits.
 */
import { relayCount } from "../core/path.js";

/** Node 1 is the general; `traitors` counts him if he is one. */
export interface Cast {
  readonly n: number;
  readonly m: number;
  readonly general: "loyal" | "traitor";
  readonly traitors: number;
}

export interface Term {
  readonly times: bigint;
  readonly bits: bigint;
}

/** The sum of its terms. */
export type Worlds = readonly Term[];

/** Sums up to this many bits are printed as a decimal. */
const DECIMAL_BITS_MAX = 64n;

export function loyalLieutenants({ n, general, traitors }: Cast): number {
  return general === "loyal" ? n - 1 - traitors : n - traitors;
}

export function lyingLieutenants({ general, traitors }: Cast): number {
  return general === "loyal" ? traitors : traitors - 1;
}

/** How many sets of traitors there are. */
export function traitorSets(cast: Cast): bigint {
  return binomial(cast.n - 1, lyingLieutenants(cast));
}

/** Relays that one lying lieutenant owes one receiver in rounds `first` … `last`. */
function relaysOwed(n: number, first: number, last: number): bigint {
  let relays = 0n;
  for (let round = first; round <= last; round++) relays += BigInt(relayCount(n, round));
  return relays;
}

/** Bits that every loyal lieutenant comes to see: what traitors tell one of them before the last round. */
export function sharedBits(cast: Cast): bigint {
  const toEach = BigInt(lyingLieutenants(cast)) * relaysOwed(cast.n, 1, cast.m - 1);
  return BigInt(loyalLieutenants(cast)) * (toEach + (cast.general === "traitor" ? 1n : 0n));
}

/** Bits that one loyal lieutenant alone sees: what traitors tell it in the last round. */
export function lastBits(cast: Cast): bigint {
  return BigInt(lyingLieutenants(cast)) * relaysOwed(cast.n, Math.max(1, cast.m), cast.m);
}

/** Every world of every set of so many traitors, with both orders where the general is loyal. */
export function worldsOf(cast: Cast): Worlds {
  const bits = sharedBits(cast) + BigInt(loyalLieutenants(cast)) * lastBits(cast);
  return [{ times: traitorSets(cast) * ordersOf(cast), bits }];
}

/** A traitor general has no order that anyone is bound to. */
export function ordersOf({ general }: Cast): bigint {
  return general === "loyal" ? 2n : 1n;
}

export function binomial(n: number, k: number): bigint {
  let result = 1n;
  for (let i = 1; i <= k; i++) result = (result * BigInt(n - k + i)) / BigInt(i);
  return result;
}

/** The number itself, or null where it is too large to write out. */
export function exactly(worlds: Worlds): bigint | null {
  let sum = 0n;
  for (const { times, bits } of worlds) {
    if (bits > DECIMAL_BITS_MAX) return null;
    sum += times << bits;
  }
  return sum;
}

/** A decimal, or a sum of terms like `36·2^861`, the largest first. */
export function formatWorlds(worlds: Worlds): string {
  const exact = exactly(worlds);
  if (exact !== null) return exact.toString();
  return [...worlds]
    .sort((a, b) => (a.bits < b.bits ? 1 : a.bits > b.bits ? -1 : 0))
    .map(({ times, bits }) => (bits <= DECIMAL_BITS_MAX ? (times << bits).toString() : `${times}·2^${bits}`))
    .join(" + ");
}
