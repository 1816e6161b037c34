/**
 * What one node told in one turn, held against what it owed: all that differs, is missing or is one too many. Nearly always that is
 * nothing, which is quick to see; only where it is not, the slower look says what is wrong.
 */
import type { NodeId, Order } from "../core/group.js";
import { groupedBy } from "../core/grouped.js";
import { formatPath, type Path } from "../core/path.js";
import { keyOf as keyOfPath, keyTo, type PathKey } from "./path-key.js";
import type { Debt } from "./rules/rules.js";
import type { Tell } from "./turn.js";

export interface WrongRelay {
  readonly path: Path;
  readonly to: NodeId;
  readonly told: Order | null;
  readonly owed: Order | null;
  readonly why?: "again" | "nobody" | "echo missing" | "echo told";
}

/** Whether a node tells those on the path too: as it did where it first could. */
export class Style {
  echoes: boolean | undefined;
}

/** Whether one of these tellings is an echo of what is owed. */
export function hasEcho(tells: readonly Tell[], owed: readonly Debt[]): boolean {
  const echoes = new Set(owed.flatMap(({ path, echoes: all }) => all.map((to) => keyTo(to, path))));
  return tells.some(({ to, path }) => echoes.has(keyTo(to, path)));
}

/** The earliest first, by path and receiver. */
export function wrongRelays(
  tells: readonly Tell[],
  owed: readonly Debt[],
  ids: readonly NodeId[],
  style: Style,
): WrongRelay[] {
  if (isExact(tells, owed, style)) return [];
  return allWrong(tells, owed, ids, style).toSorted((a, b) => byPath(a.path, b.path) || a.to - b.to);
}

/** Whether this is all that is owed and nothing else. */
function isExact(tells: readonly Tell[], owed: readonly Debt[], style: Style): boolean {
  const debts = new Map(owed.map((debt) => [keyOfPath(debt.path), debt]));
  if (debts.size < owed.length) return false; // under seals two orders can be owed along one path
  const told = new Set<PathKey>();
  let due = 0;
  let echoes = 0;
  for (const { to, path, order } of tells) {
    const debt = debts.get(keyOfPath(path));
    if (order !== debt?.order) return false;
    if (debt.to.includes(to)) due++;
    else if (debt.echoes.includes(to)) echoes++;
    else if (!debt.free.includes(to)) return false;
    told.add(keyTo(to, path));
  }
  if (told.size < tells.length || due < countOf(owed, "to")) return false;
  const echoesMax = countOf(owed, "echoes");
  if (echoesMax === 0) return true;
  if (echoes > 0 && echoes < echoesMax) return false;
  style.echoes ??= echoes > 0;
  return style.echoes === echoes > 0;
}

function countOf(owed: readonly Debt[], whom: "to" | "echoes"): number {
  return owed.reduce((sum, debt) => sum + debt[whom].length, 0);
}

function allWrong(
  tells: readonly Tell[],
  owed: readonly Debt[],
  ids: readonly NodeId[],
  style: Style,
): WrongRelay[] {
  const wrong: WrongRelay[] = [];
  // along one path one order is owed; under seals two can be, where a liar has told both
  const debts = groupedBy(owed, ({ path }) => formatPath(path));
  const told = new Set<string>();
  for (const { to, path, order } of tells) {
    const name = formatPath(path);
    const there = debts.get(name) ?? [];
    const debt = there.find((one) => one.order === order) ?? there[0];
    const key = keyOf(to, name, there.length > 1 ? order : undefined);
    if (!debt || !ids.includes(to) || !isReceiver(debt, to))
      wrong.push({ path, to, told: order, owed: null, ...(!ids.includes(to) && { why: "nobody" }) });
    else if (told.has(key)) wrong.push({ path, to, told: order, owed: debt.order, why: "again" });
    else if (order !== debt.order) wrong.push({ path, to, told: order, owed: debt.order });
    told.add(key);
  }
  for (const [name, there] of debts)
    for (const { path, order, to } of there)
      for (const receiver of to)
        if (!told.has(keyOf(receiver, name, there.length > 1 ? order : undefined)))
          wrong.push({ path, to: receiver, told: null, owed: order });
  return [...wrong, ...brokenStyle(owed, told, style)];
}

/** What has been told to whom: with its order where several are owed. */
function keyOf(to: NodeId, name: string, order?: Order): string {
  return order === undefined ? `${to} ${name}` : `${to} ${name} ${order}`;
}

function isReceiver({ to, echoes, free }: Debt, id: NodeId): boolean {
  return to.includes(id) || echoes.includes(id) || free.includes(id);
}

/** Echoes on some paths only. */
function brokenStyle(owed: readonly Debt[], told: ReadonlySet<string>, style: Style): WrongRelay[] {
  const echoes = owed.flatMap(({ path, order, echoes: to }) =>
    to.map((receiver) => ({
      path,
      to: receiver,
      order,
      isTold: told.has(keyOf(receiver, formatPath(path))),
    })),
  );
  if (echoes.length === 0) return [];
  style.echoes ??= echoes.some(({ isTold }) => isTold);
  const other = echoes.filter(({ isTold }) => isTold !== style.echoes);
  return other.map(({ path, to, order, isTold }) => ({
    ...{ path, to, told: isTold ? order : null, owed: isTold ? null : order },
    why: isTold ? "echo told" : "echo missing",
  }));
}

export function byPath(a: Path, b: Path): number {
  for (let place = 0; place < Math.max(a.length, b.length); place++) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
