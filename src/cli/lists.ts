/** Flags that take lists, and lists that were written in another way than with commas. */
import type { Group } from "../core/group.js";

/** What one item of each flag's list looks like, so that items behind spaces are told from operands. */
export const LIST_ITEMS: ReadonlyMap<string, RegExp> = new Map([
  ["traitors", /^,?\d+(?:[:=.–-].*)?$/u],
  ["orders", /^,?[^./\\=]+$/u],
  ["value", /^,?\d+=/u],
  ["protocols", /^,?[a-z]+,?$/u],
]);

/** More ids than this are not written out. */
const IDS_MAX = 256;

export interface Traitors {
  readonly list: string;
  readonly cause: string | null;
}

/** `2-4`, `all`, `2=flip` and `[2,3]` as the flag has them; `ids` are all nodes there are. */
export function traitorsMeant(typed: string, ids: readonly number[]): Traitors {
  const said: string[] = [];
  const bare = typed.replace(/^[[({]\s*(.*?)\s*[\])}]$/su, "$1");
  if (bare !== typed) said.push("a list has no brackets");
  const items = bare.split(",").map((written) => {
    const item = written.trim();
    const [, from, to, strategy = ""] =
      /^(\d{1,5})\s*(?:-|–|\.{2,3})\s*(\d{1,5})((?:[:=].*)?)$/su.exec(item) ?? [];
    if (from !== undefined && Number(from) < Number(to) && Number(to) - Number(from) < IDS_MAX) {
      said.push(`a range such as ${from}-${to} is not read: each traitor is named`);
      return idsFrom(Number(from), Number(to))
        .map((id) => withStrategy(id, strategy))
        .join(",");
    }
    const [, all] = /^all((?:[:=].*)?)$/isu.exec(item) ?? [];
    if (all !== undefined) {
      said.push("all is no id: each traitor is named");
      return ids.map((id) => withStrategy(id, all)).join(",");
    }
    const [, before, behind] = /^([a-z]+)[:=](\d{1,5})$/isu.exec(item) ?? [];
    if (behind !== undefined) {
      said.push("the id stands before its strategy");
      return `${behind}:${before}`;
    }
    const [, id, word] = /^(\d{1,5})=(.+)$/su.exec(item) ?? [];
    if (id === undefined || word === undefined) return item;
    said.push("a strategy stands behind a colon");
    return `${id}:${word}`;
  });
  return { list: items.join(","), cause: said[0] ?? null };
}

function withStrategy(id: number, strategy: string): string {
  return strategy === "" ? String(id) : `${id}:${strategy.slice(1)}`;
}

export function idsFrom(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/**
 * `142`, `1,4,2`, `<1, 4, 2>`, `1/4/2` or `01.4.2` as a path, `1.4.2`; the text itself where it already is one, as the id of
 * one of these nodes is, or nothing like it.
 */
export function pathMeant(typed: string, ids: readonly number[] = []): string {
  if (ids.includes(Number(typed))) return typed;
  if (/^[1-9]{2,}$/.test(typed)) return Array.from(typed).join(".");
  const bare = typed.replace(/^[\s<([{.]+|[\s>)\]}.]+$/g, "");
  if (!/^\d{1,10}(?:[\s.,/>-]+\d{1,10})*$/.test(bare)) return typed;
  return bare
    .split(/[\s.,/>-]+/)
    .map(Number)
    .join(".");
}

/** A node that is told along the path. */
export function nodeBeside(path: string, group: Pick<Group, "ids" | "general"> | null): string {
  const hops = path.split(".").map(Number);
  const ids = group?.ids.filter((id) => id !== group.general) ?? idsFrom(2, hops.length + 2);
  return String(ids.find((id) => !hops.includes(id)) ?? group?.general ?? 1);
}
