/** What counts of all that a program of another prints, and when it is over. */
import { expect, it, onTestFinished } from "vitest";
import { type ProgramEnd, ProgramNode } from "../../src/cluster/program.js";
import type { LaunchedMessage } from "../../src/node/launched.js";
import { runLineOf } from "../../src/recording/recording.js";

const GROUP = {
  ...{ protocol: "om" as const, ids: [1, 2, 3, 4], general: 1, m: 1 },
  ...{ orders: ["retreat", "attack"], defaultOrder: "retreat" },
};

/** What was heard of node 2 as this script, without times, and how it ended. */
async function heard(script: string, onSaid: (text: string) => void = () => {}) {
  const messages: LaunchedMessage[] = [];
  const onMessage = (message: LaunchedMessage) => {
    messages.push(message);
    if (message.type === "said") onSaid(message.text);
  };
  const order = { command: [process.execPath, "-e", script], folder: ".", env: {} };
  const end = await new Promise<ProgramEnd>((onEnd) => {
    const run = runLineOf(GROUP, "attack", []);
    const { pid } = new ProgramNode(2, { ...order, run }, { onMessage, onEnd });
    expect(pid).toBeGreaterThan(0);
  });
  const said = messages.flatMap((message) => (message.type === "said" ? [message.text] : []));
  const events = messages.flatMap((message) => {
    if (message.type !== "event") return [];
    const { atMs: _, ...event } = message.event;
    return event.kind === "up" ? [] : [event];
  });
  return { said, events, end };
}

const deciding = (order: string, more: object = {}) => JSON.stringify({ id: 2, order, ...more });

it("the first decision on standard output, and what it holds against others by kind; all else is shown", async () => {
  const fault = { kind: "badPath", from: 3, round: 1, detail: "path 1.3.3" };
  const own = { kind: "rude", from: 3 };
  const decision = deciding("attack", { faults: [{ ...fault, path: [1, 3] }, own] });
  const script = [
    `console.error(${JSON.stringify(deciding("retreat"))})`,
    `console.log(${JSON.stringify(`${decision}\n${deciding("retreat")}`)})`,
  ];
  expect(await heard(script.join(";"))).toEqual({
    said: [deciding("retreat"), deciding("retreat")],
    events: [
      { kind: "fault", fault },
      { kind: "decide", order: "attack" },
    ],
    end: {},
  });
});

it("is over when it has ended, though what left its group holds its pipes", async () => {
  const script = `
    const { spawn } = require("node:child_process");
    const child = spawn("sleep", ["60"], { detached: true, stdio: "inherit" });
    child.unref();
    console.log(child.pid);
  `;
  const { end } = await heard(script, (pid) => {
    onTestFinished(() => void process.kill(Number(pid), "SIGKILL"));
  });
  expect(end).toEqual({ why: "ended with exit status 0 before it decided" });
});
