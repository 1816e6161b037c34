/**
 * The phase king as the paper states it (Berman, Garay and Perry, FOCS 1989), for all nodes at once and by lists of what
 * each was told. Shares no code with src/.
 */
export interface NaiveKings {
  readonly ids: readonly number[];
  readonly general: number;
  readonly m: number;
  readonly orders: readonly string[];
  readonly defaultOrder: string;
}

/** What `from` tells `to` in a round in the place of `honest`; undefined for no message, null for no proposal. */
export type TellWord = (
  round: number,
  from: number,
  to: number,
  honest: string | null,
) => string | null | undefined;

/** What every node decides. */
export function naiveKings(group: NaiveKings, order: string, tell: TellWord): Map<number, string> {
  const { ids, general, m, orders, defaultOrder } = group;
  const n = ids.length;
  const said = (round: number, from: number, to: number, honest: string | null) =>
    from === to ? honest : tell(round, from, to, honest);
  const count = (list: readonly unknown[], value: unknown) => list.filter((it) => it === value).length;
  let value = new Map(
    ids.map((id) => [id, id === general ? order : (said(0, general, id, order) ?? defaultOrder)]),
  );
  for (let phase = 1; phase <= m + 1; phase++) {
    const round = 3 * phase - 2;
    const heard = ids.map((i) => ids.map((j) => said(round, j, i, value.get(j)!) ?? defaultOrder));
    const proposal = new Map(
      ids.map((i, at) => [i, orders.find((y) => count(heard[at]!, y) >= n - m) ?? null]),
    );
    const proposed = ids.map((i) => ids.map((j) => said(round + 1, j, i, proposal.get(j)!) ?? null));
    const taken = new Map(
      ids.map((i, at) => [i, orders.find((z) => count(proposed[at]!, z) > m) ?? value.get(i)!]),
    );
    const king = ids[phase - 1]!;
    value = new Map(
      ids.map((i, at) => {
        const own = taken.get(i)!;
        if (count(proposed[at]!, own) >= n - m) return [i, own];
        return [i, said(round + 2, king, i, taken.get(king)!) ?? defaultOrder];
      }),
    );
  }
  return new Map(ids.map((id) => [id, id === general ? order : value.get(id)!]));
}
