// One mistake: takes retreat for the default, whatever it is told.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value ?? process.exit());

async function play({ id, nodes, m, orders, order }) {
  const fallback = "retreat";
  const told = {}; // path: what its last node told me; the first id says whose value it is
  const below = (path) => nodes.filter((i) => !path.includes(i)).map((i) => [...path, i]);
  const level = (length) => (length === 1 ? nodes.map((i) => [i]) : level(length - 1).flatMap(below));

  // what I was told at a leaf; above, the strict majority of what is below, or the default
  function fold(path) {
    if (path.length > m) return told[path] ?? fallback;
    const votes = below(path).map(fold);
    return votes.find((v) => 2 * votes.filter((w) => w === v).length > votes.length) ?? fallback;
  }

  for (let round = 0; round <= m + 1; round++) {
    const paths = round === 0 ? [] : level(round);
    for (const { from, path, order: what } of (await read()).heard) {
      const isSound =
        paths.some((p) => `${p}` === `${path}`) && path.at(-1) === from && orders.includes(what);
      if (isSound) told[path] ??= what;
    }
    const own = paths.filter((path) => !path.includes(id)).map((path) => [path, told[path] ?? fallback]);
    if (round === 0) own.push([[], order]);
    const tell = own.flatMap(([path, what]) => nodes.map((to) => ({ to, path: [...path, id], order: what })));
    const decide = Object.fromEntries(nodes.map((i) => [i, i === id ? order : fold([i])]));
    console.log(JSON.stringify(round <= m ? { tell } : { decide }));
  }
}

for (;;) await play(await read());
