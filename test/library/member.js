/** A member in a process of its own, that does what it is told and tells what came of it. */
import { joinGroup, parseConfig } from "strategos";

let group;

process.on("message", ({ join, agree, where, close, ...question }) => {
  if (join) void answer(question, () => begin(join));
  if (agree) void answer(question, () => group.agree(agree.order, agree.choice));
  if (where) void answer(question, () => group.currentInstance());
  if (close) void answer(question, () => group.close()).then(() => process.disconnect());
});

async function begin({ config, id, inFlight }) {
  group = await joinGroup({ config: parseConfig(config), id, inFlight });
  for (const kind of ["behind", "back", "slow", "fault"])
    group.on(kind, (event) => tell({ event: { kind, ...event } }));
}

async function answer({ tag, askedAtMs }, act) {
  const waitedMs = Number(process.hrtime.bigint()) / 1e6 - askedAtMs;
  try {
    tell({ tag, waitedMs, result: (await act()) ?? null });
  } catch (error) {
    tell({ tag, waitedMs, error: { reason: error.reason, message: error.message } });
  }
}

function tell(message) {
  if (process.connected) process.send(message, () => undefined); // its parent may be gone
}
