/**
 * A deliberately naive twin of the message tree: a map from path to order, and the fold by recursion as one
 * writes it down from Lynch 1996, §6.2.3. It shares no code with src/ but the types.
 */
export type Tell = (path: readonly number[], honest: string, to: number) => string;

export interface NaiveGroup {
  readonly ids: readonly number[];
  readonly general: number;
  readonly m: number;
  readonly defaultOrder: string;
}

const nameOf = (path: readonly number[]) => path.join(".");

/**
 * What lieutenant `to` is told along `path`: recursively, what the path's last node was told along the path
 * before, as that node tells it. `tell` is called for what one node tells another, never for itself.
 */
function heard(
  group: NaiveGroup,
  order: string,
  tell: Tell,
  path: readonly number[],
  to: number,
  memo: Map<string, string>,
): string {
  const key = `${nameOf(path)}>${to}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  const teller = path.at(-1) as number;
  const honest = path.length === 1 ? order : heard(group, order, tell, path.slice(0, -1), teller, memo);
  const told = teller === to ? honest : tell(path, honest, to);
  memo.set(key, told);
  return told;
}

export interface NaiveTree {
  readonly told: ReadonlyMap<string, string>;
  readonly folded: ReadonlyMap<string, string>;
  readonly decision: string;
}

export function naiveTree(group: NaiveGroup, order: string, tell: Tell, self: number): NaiveTree {
  const memo = new Map<string, string>();
  const told = new Map<string, string>();
  const folded = new Map<string, string>();
  const visit = (path: readonly number[]): string => {
    const own = heard(group, order, tell, path, self, memo);
    told.set(nameOf(path), own);
    let result = own;
    if (path.length <= group.m) {
      const children = group.ids.filter((id) => !path.includes(id)).map((id) => visit([...path, id]));
      const counts = new Map<string, number>();
      for (const child of children) counts.set(child, (counts.get(child) ?? 0) + 1);
      const winner = [...counts].find(([, count]) => count > children.length / 2);
      result = winner ? winner[0] : group.defaultOrder;
    }
    folded.set(nameOf(path), result);
    return result;
  };
  const decision = visit([group.general]);
  return { told, folded, decision };
}

/**
 * The fold alone, of what is `told` along each path, by the same recursion but without a map: for trees too large
 * for one. `visit` sees every path with what it folds to, children first. Returns the decision.
 */
export function naiveFold(
  group: NaiveGroup,
  told: (path: readonly number[]) => string,
  visit: (path: readonly number[], folded: string) => void,
): string {
  const path = [group.general];
  const fold = (): string => {
    if (path.length > group.m) {
      const leaf = told(path);
      visit(path, leaf);
      return leaf;
    }
    const counts = new Map<string, number>();
    const children = group.ids.filter((id) => !path.includes(id));
    for (const id of children) {
      path.push(id);
      const child = fold();
      counts.set(child, (counts.get(child) ?? 0) + 1);
      path.pop();
    }
    const winner = [...counts].find(([, count]) => count * 2 > children.length);
    const folded = winner ? winner[0] : group.defaultOrder;
    visit(path, folded);
    return folded;
  };
  return fold();
}
