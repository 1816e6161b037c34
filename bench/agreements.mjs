// A standing group of n members in one process that agrees `count` times, `inFlight` at once; what one agreement costs, as JSON.
// Arguments: the library's address, n, count, inFlight. Also for builds that have no agreements in flight.
import { createServer } from "node:net";

const [face, n, count, inFlight] = process.argv.slice(2).map((text, at) => (at === 0 ? text : Number(text)));
const { joinGroup, makeKeyPair, parseConfig } = await import(face);

const keys = Array.from({ length: n }, () => makeKeyPair());
const nodes = [];
for (const [at, { publicKey }] of keys.entries())
  nodes.push({ id: at + 1, address: `tcp://127.0.0.1:${await freePort()}`, publicKey });
const config = parseConfig(JSON.stringify({ version: 1, nodes }));
const group = await Promise.all(
  keys.map(({ secretKey }, at) =>
    joinGroup({ config, id: at + 1, secretKey, ...(inFlight > 1 && { inFlight }) }),
  ),
);
// what its program feels: V8 has compiled nothing yet
await agree(inFlight > 1 ? inFlight : 5);
const { cpuMs: freshCpuMs } = await costOf(inFlight > 1 ? 200 : 100);
// a group that stands for long: what Node.js compiles in its first hundreds of agreements is none of it
await agree(2 * count);
const figures = { ...(await costOf(count)), freshCpuMs, residentMB: process.memoryUsage().rss / 1e6 };
process.stdout.write(`${JSON.stringify(figures)}\n`);
await Promise.all(group.map((member) => member.close()));

async function costOf(times) {
  const [beganMs, cpu] = [performance.now(), process.cpuUsage()];
  const took = (await agree(times)).toSorted((a, b) => a - b);
  const wallMs = performance.now() - beganMs;
  const { user, system } = process.cpuUsage(cpu);
  return {
    ...{ cpuMs: (user + system) / 1000 / times, perS: (times * 1000) / wallMs },
    p50Ms: took[Math.floor(times / 2)],
  };
}

/** Resolves with what each took, ms. */
async function agree(times) {
  const each = [];
  let left = times;
  const stream = async () => {
    while (left-- > 0) {
      const startMs = performance.now();
      const results = await Promise.all(group.map((one, at) => one.agree(at === 0 ? "attack" : undefined)));
      if (results.some(({ decision }) => decision !== "attack")) throw new Error("not as ordered");
      each.push(performance.now() - startMs);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, stream));
  return each;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
