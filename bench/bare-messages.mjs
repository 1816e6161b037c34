// The floor of one agreement by OM(m) of n nodes: as many bare messages over CURVE, as long and in its order, with no protocol; JSON.
// Arguments: n (4 or 7), how many times.
import { curveKeyPair, Dealer, Router } from "zeromq";

const [n, times] = process.argv.slice(2).map(Number);
const rounds = Math.floor((n - 1) / 3);
/** what a member says again: one byte, a name and a number. From 129 on zeromq.js lends its memory, which costs a wake-up more */
const body = Buffer.alloc(11, "a");
const keys = Array.from({ length: n }, () => curveKeyPair());
const routers = await Promise.all(
  keys.map(async ({ secretKey }) => {
    const router = new Router({ curveServer: true, curveSecretKey: secretKey, sendTimeout: 0 });
    await router.bind("tcp://127.0.0.1:*");
    return router;
  }),
);
let left = 0;
let arrived = () => {};
const ids = [...keys.keys()];
const pairs = ids.flatMap((from) => ids.flatMap((to) => (from === to ? [] : [[from, to]])));
const relays = pairs.filter(([from, to]) => from > 0 && to > 0);
for (const [from, to] of pairs) {
  const { publicKey, secretKey } = keys[to];
  const dealer = new Dealer({
    ...{ curveServerKey: keys[from].publicKey, curvePublicKey: publicKey, curveSecretKey: secretKey },
    routingId: `to ${to}`,
  });
  dealer.connect(routers[from].lastEndpoint);
  void hear(dealer);
}
// a message to a link that is not up is lost, so the first ones are sent until all have come
for (let up = false; !up; ) up = await Promise.race([phase(pairs).then(() => true), pause(200)]);
await pause(200);
await agree();
const cpu = process.cpuUsage();
for (let time = 0; time < times; time++) await agree();
const { user, system } = process.cpuUsage(cpu);
process.stdout.write(`${JSON.stringify({ cpuMs: (user + system) / 1000 / times })}\n`);
process.exit(0);

async function agree() {
  await phase(pairs); // READY
  await phase(pairs.filter(([from]) => from === 0));
  for (let round = 1; round <= rounds; round++) await phase(relays);
  await phase(pairs.filter(([from]) => from > 0)); // DONE: the general's goes with his order
}

function phase(sent) {
  left = sent.length;
  return new Promise((resolve) => {
    arrived = resolve;
    for (const [from, to] of sent) void routers[from].send([`to ${to}`, body]);
  });
}

async function hear(dealer) {
  for await (const _ of dealer) if (--left === 0) arrived();
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}
