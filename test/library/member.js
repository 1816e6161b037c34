/** A member in a process of its own: it agrees until it is killed, from where the others are if it is told to. */
import { GroupError, joinGroup, parseConfig } from "strategos";

process.once("message", (told) => void member(told));

async function member({ config, id, comesBack }) {
  const group = await joinGroup({ config: parseConfig(config), id });
  let instance = comesBack ? await group.currentInstance() : 0;
  for (;;) {
    try {
      const result = await group.agree(undefined, { instance });
      process.send({ instance: result.instance, decision: result.decision });
      instance = group.nextInstance;
    } catch (error) {
      if (!(error instanceof GroupError) || error.reason !== "behind") throw error;
      instance = await group.currentInstance();
    }
  }
}
