/** Measuring on a shared, noisy machine: two things in turn, a warm-up first, and medians of ratios taken pair by pair. */

import type { ChildProcess } from "node:child_process";
import { maxTolerated } from "../src/core/bound.js";
import type { Group } from "../src/core/group.js";

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

export interface Pairs {
  /** ms */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** a / b of each pair */
  readonly ratios: readonly number[];
}

/** A B A B …, after one warm-up of each that is not counted. */
export async function inTurn(pairs: number, a: () => unknown, b: () => unknown): Promise<Pairs> {
  const timesA: number[] = [];
  const timesB: number[] = [];
  for (let pair = 0; pair <= pairs; pair++) {
    timesA.push(await timed(a));
    timesB.push(await timed(b));
  }
  const [countedA, countedB] = [timesA.slice(1), timesB.slice(1)];
  return { a: countedA, b: countedB, ratios: countedA.map((ms, pair) => ms / (countedB[pair] as number)) };
}

/** ms */
async function timed(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

/** Nodes 1 … n, general 1. */
export function groupOf(n: number, m = maxTolerated(n)): Group {
  const ids = Array.from({ length: n }, (_, index) => index + 1);
  return { protocol: "om", ids, general: 1, m, orders: ["retreat", "attack"], defaultOrder: "retreat" };
}

/** What a program says on stdout until it ends; rejects where it fails. */
export function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.on("close", (code) =>
      code === 0 ? resolve(stdout) : reject(new Error(`${child.spawnargs.join(" ")} exited with ${code}`)),
    );
  });
}

/** How many times a second `action` can be done, from at least `minMs` of it. */
export function timesPerSecond(action: () => unknown, minMs = 300): number {
  action();
  const start = performance.now();
  let times = 0;
  while (performance.now() - start < minMs) {
    action();
    times++;
  }
  return (times * 1000) / (performance.now() - start);
}
