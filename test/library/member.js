/** A member in a process of its own, that does what it is told and tells what came of it. */
import { joinGroup, parseConfig } from "strategos";

let group;

process.on("message", ({ tag, join, agree, where, close }) => {
  if (join) void answer(tag, () => begin(join));
  if (agree) void answer(tag, () => group.agree(agree.order, agree.choice));
  if (where) void answer(tag, () => group.currentInstance());
  if (close) void answer(tag, () => group.close()).then(() => process.disconnect());
});

async function begin({ config, id, inFlight }) {
  group = await joinGroup({ config: parseConfig(config), id, inFlight });
  for (const kind of ["behind", "back", "slow", "fault"])
    group.on(kind, (event) => tell({ event: { kind, ...event } }));
}

async function answer(tag, act) {
  try {
    tell({ tag, result: (await act()) ?? null });
  } catch (error) {
    tell({ tag, error: { reason: error.reason, message: error.message } });
  }
}

function tell(message) {
  if (process.connected) process.send(message, () => undefined); // its parent may be gone
}
