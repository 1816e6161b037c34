/** Members, views, blocks and times, as sentences on a log name them. */
import type { NodeId } from "../../core/group.js";
import type { Hash } from "../../protocols/simplex/types.js";
import { clipped, type Line, say } from "../text.js";

export function members(ids: readonly NodeId[]): string {
  const sorted = [...new Set(ids)].sort((a, b) => a - b);
  return `${sorted.length === 1 ? "member" : "members"} ${clipped(sorted)}`;
}

export function short(hash: Hash): string {
  return hash.slice(0, 6);
}

/** Milliseconds, to a tenth where there are any. */
export function ms(value: number): string {
  return `${Math.round(value * 10) / 10} ms`;
}

export function viewsText(views: readonly number[]): string {
  return `${views.length === 1 ? "view" : "views"} ${clipped(views)}`;
}

/** `members 1 and 3 at 4 ms`, for each time there is. */
export function byTime(moments: readonly { readonly node: NodeId; readonly atMs: number }[]): Line[] {
  const times = [...new Set(moments.map(({ atMs }) => atMs))].sort((a, b) => a - b);
  return times.map((time) => {
    const who = moments.filter(({ atMs }) => atMs === time).map(({ node }) => node);
    return say`${members(who)} at ${ms(time)}`;
  });
}
