// One mistake: believes what a path says, whoever has sealed it.
import { createInterface } from "node:readline";

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const read = async () => JSON.parse((await lines.next()).value ?? process.exit());

async function play({ id, nodes, general, m, orders, default: fallback, order }) {
  const accepted = []; // orders, as they came
  let toldOn = 0;

  // whether it is a chain that is due now: sealed by all of its path, the general first, the sender last
  function isSound({ from, path, order: what }, round) {
    const isChain =
      path.length === round && path[0] === general && path.at(-1) === from && !path.includes(id);
    const areDistinct = new Set(path).size === path.length && path.every((i) => nodes.includes(i));
    return isChain && areDistinct && orders.includes(what);
  }

  for (let round = 0; round <= m + 1; round++) {
    const chains = {}; // by order: the first chain that showed it
    for (const one of (await read()).heard) {
      if (!isSound(one, round) || accepted.includes(one.order)) continue;
      accepted.push(one.order);
      chains[one.order] = one.path;
    }
    const news = orders.filter((what) => what in chains).slice(0, 2 - toldOn);
    toldOn += news.length;
    const told = round === 0 && id === general ? [[[], order]] : news.map((what) => [chains[what], what]);
    const tell = told.flatMap(([path, what]) => {
      const to = nodes.filter((i) => i !== id && !path.includes(i));
      return to.map((i) => ({ to: i, path: [...path, id], order: what }));
    });
    const decide = id === general ? order : accepted.length === 1 ? accepted[0] : fallback;
    console.log(JSON.stringify(round <= m ? { tell } : { decide }));
  }
}

for (;;) await play(await read());
