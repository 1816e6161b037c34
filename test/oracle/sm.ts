/**
 * SM(m) as the paper states it (Lamport, Shostak and Pease 1982, §4), one lieutenant at a time and by sets of orders; a
 * message "v:0:j1:…:jk" is an order and the list of who signed it. What is unsigned or forged cannot be written down
 * here. Shares no code with src/.
 */
export interface NaiveSigned {
  readonly ids: readonly number[];
  readonly general: number;
  readonly m: number;
  readonly defaultOrder: string;
}

/** A message "v:0:j1:…:jk". */
export interface NaiveChain {
  readonly order: string;
  readonly signers: readonly number[];
}

/** What the traitor `from` sends `to` in a round; `known` is all that traitors could copy or sign on. */
export type Show = (
  round: number,
  from: number,
  to: number,
  known: readonly NaiveChain[],
) => readonly NaiveChain[];

/** What each loyal lieutenant ends with: its set V, and choice(V). */
export function naiveSigned(
  { ids, general, m, defaultOrder }: NaiveSigned,
  order: string,
  traitors: readonly number[],
  show: Show,
): Map<number, { readonly orders: ReadonlySet<string>; readonly decision: string }> {
  const lieutenants = ids.filter((id) => id !== general);
  const loyal = lieutenants.filter((id) => !traitors.includes(id));
  const V = new Map(loyal.map((id) => [id, new Set<string>()]));
  let fresh = new Map<number, NaiveChain[]>(loyal.map((id) => [id, []]));
  const known: NaiveChain[] = [];
  for (let round = 0; round <= m; round++) {
    const mail: { from: number; to: number; chain: NaiveChain }[] = [];
    const send = (from: number, to: number, chain: NaiveChain) => {
      mail.push({ from, to, chain });
      if (traitors.includes(to)) known.push(chain);
    };
    const before = [...known];
    for (const from of round === 0 ? [general] : lieutenants) {
      for (const to of lieutenants.filter((id) => id !== from)) {
        if (traitors.includes(from)) for (const chain of show(round, from, to, before)) send(from, to, chain);
        else if (round === 0) send(from, to, { order, signers: [general] });
        else
          for (const chain of fresh.get(from)!)
            send(from, to, { ...chain, signers: [...chain.signers, from] });
      }
    }
    const next = new Map<number, NaiveChain[]>(loyal.map((id) => [id, []]));
    for (const { from, to, chain } of mail) {
      const { signers } = chain;
      const isProper =
        signers.length === round + 1 &&
        new Set(signers).size === signers.length &&
        signers[0] === general &&
        signers.at(-1) === from;
      const orders = V.get(to);
      if (!isProper || !orders || orders.has(chain.order) || signers.includes(to)) continue;
      orders.add(chain.order);
      next.get(to)!.push(chain);
    }
    fresh = next;
  }
  return new Map(
    [...V].map(([id, orders]) => [
      id,
      { orders, decision: orders.size === 1 ? [...orders][0]! : defaultOrder },
    ]),
  );
}
