// One mistake: it counts all that it was told in any round, instead of folding the leaves.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value ?? process.exit());

async function play({ id, nodes, general, m, orders, default: fallback, order }) {
  const told = {}; // path: what its last node told me
  const below = (path) => nodes.filter((i) => i !== general && !path.includes(i)).map((i) => [...path, i]);
  const level = (length) => (length === 1 ? [[general]] : level(length - 1).flatMap(below));

  function majority(votes) {
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
    if (round === 0 && id === general) own.push([[], order]);
    const tell = own.flatMap(([path, what]) => nodes.map((to) => ({ to, path: [...path, id], order: what })));
    const decide = id === general ? order : majority(Object.values(told));
    console.log(JSON.stringify(round <= m ? { tell } : { decide }));
  }
}

for (;;) await play(await read());
