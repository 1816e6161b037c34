/**
 * Four sensors measure the same temperature, and one of them lies. Each tells its reading as the general of an agreement
 * of its own; so all loyal ones hold the same four readings, and the middle of them is no lie's.
 * Run it with `node examples/library/sensors.js PORT`; it listens on PORT and the three after it.
 */
import { joinGroup, parseConfig } from "strategos";

const PORT = Number(process.argv[2] ?? 7401);
const READINGS = { 1: "20", 2: "21", 3: "22", 4: "35" }; // sensor 4 is broken, and tells each peer something else
const ids = Object.keys(READINGS).map(Number);

const config = parseConfig(
  JSON.stringify({
    version: 1,
    nodes: ids.map((id) => ({ id, address: `tcp://127.0.0.1:${PORT + id - 1}` })),
    orders: ["0", "19", "20", "21", "22", "35"],
    default: "0",
    traitors: [{ id: 4, strategy: "split" }],
  }),
);

async function sensor(id) {
  const group = await joinGroup({ config, id });
  const readings = [];
  for (const general of ids) {
    const { decision } = await group.agree(id === general ? READINGS[id] : undefined, { general });
    readings.push(decision);
  }
  await group.close();
  const sorted = readings.map(Number).toSorted((a, b) => a - b);
  return { id, readings, middle: sorted[Math.floor((sorted.length - 1) / 2)] };
}

for (const { id, readings, middle } of await Promise.all(ids.map(sensor)))
  console.log(`sensor ${id} holds ${readings.join(", ")} and takes ${middle}`);
