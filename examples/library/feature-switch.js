/**
 * Four services agree whether a feature is on, although one of them may lie: each is a process of its own, and they agree
 * three times over the same links. Run it with `node examples/library/feature-switch.js`.
 */
import { fork } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { joinGroup, makeKeyPair, parseConfig } from "strategos";

const SWITCHES = ["on", "off", "on"];

if (process.send) process.once("message", (told) => void service(told));
else await startServices();

async function service({ config, id, secretKey }) {
  const group = await joinGroup({ config: parseConfig(config), id, secretKey });
  for (const position of SWITCHES) {
    // service 1 is the general: it wants the switch turned; the others wait for what it says
    const { instance, decision } = await group.agree(id === 1 ? position : undefined);
    console.log(`service ${id}: agreement ${instance}, the switch is ${decision}`);
  }
  await group.close();
  process.disconnect();
}

async function startServices() {
  const keys = Array.from({ length: 4 }, makeKeyPair);
  const ports = await freePorts(4);
  const config = JSON.stringify({
    version: 1,
    orders: ["off", "on"],
    default: "off",
    nodes: keys.map(({ publicKey }, at) => ({
      id: at + 1,
      address: `tcp://127.0.0.1:${ports[at]}`,
      publicKey,
    })),
    traitors: [{ id: 3, strategy: "flip" }], // a laboratory's part: service 3 tells the others the opposite
  });
  for (const [at, { secretKey }] of keys.entries())
    fork(fileURLToPath(import.meta.url)).send({ config, id: at + 1, secretKey });
}

/** Ports on which nobody listens now. */
function freePorts(count) {
  const freePort = () =>
    new Promise((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => {
        const { port } = server.address();
        server.close(() => resolve(port));
      });
    });
  return Promise.all(Array.from({ length: count }, freePort));
}
