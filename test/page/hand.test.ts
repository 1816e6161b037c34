/** Lies told by hand, relay by relay: each can be turned alone, is counted, and goes into a configuration that the program takes. */
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parse.js";
import { Run as ConfiguredRun } from "../../src/config/run.js";
import { formatPath } from "../../src/core/path.js";
import { configOf } from "../../src/page/model/configs.js";
import type { Change } from "../../src/page/model/forks.js";
import {
  messageAtHand,
  othersOf,
  puzzleOf,
  setupOfRun,
  turned,
  withoutHand,
} from "../../src/page/model/hands.js";
import { type Message, type Moment, momentsOf } from "../../src/page/model/moments.js";
import { playedOn, type Run, simulatedRun } from "../../src/page/model/runs.js";
import { formatState, parseState, START } from "../../src/page/model/state.js";
import { PROTOCOLS } from "../../src/protocols/names.js";
import { simulate } from "../../src/sim/network.js";

const isMessage = (one: Moment): one is Message => one.kind === "message";

function traitorsMessages(run: Run): Message[] {
  return momentsOf(run, null)
    .filter(isMessage)
    .filter(({ from, relays }) => run.facts.isTraitor(from) && relays.length > 0);
}

function sameIn(run: Run, { round, from, to }: Message): Message {
  const isIt = (one: Message) => one.round === round && one.from === from && one.to === to;
  return momentsOf(run, null).filter(isMessage).find(isIt) as Message;
}

const told = ({ relays }: Message) => relays.map(({ path, order }) => `${formatPath(path)} ${order}`);

const GROUPS = PROTOCOLS.flatMap((protocol) => [3, 4, 5, 6, 7].map((n) => ({ protocol, n })));

describe.each(GROUPS)("$n nodes, $protocol", ({ protocol, n }) => {
  const first = simulatedRun(puzzleOf({ protocol }, n, 1));

  it("a relay is turned, held back and told as it was again, and those beside it stay as they are", () => {
    const message = traitorsMessages(first).toSorted(
      (a, b) => b.relays.length - a.relays.length,
    )[0] as Message;
    const relay = message.relays.at(-1);
    if (!relay) throw new Error("no traitor tells anything");
    let changes: readonly Change[] = [];
    const seen: (string | null)[] = [];
    do {
      const now = sameIn(playedOn(first, changes), message);
      expect(withoutHand(first, changes, now)).toEqual(message.relays);
      changes = turned(first, changes, now, [relay]) ?? [];
      const after = told(sameIn(playedOn(first, changes), message));
      expect(after).toEqual(expect.arrayContaining(told(message).slice(0, -1)));
      seen.push(...changes.map((one) => one.order));
    } while (changes.length > 0 && seen.length < 9);
    expect(seen).toEqual(othersOf(first.group, [relay], relay.order));
  });

  it("lies in several relays are a configuration that the program plays alike", () => {
    let changes: readonly Change[] = [];
    for (const message of traitorsMessages(first).slice(0, 5)) {
      const now = sameIn(playedOn(first, changes), message);
      const relays = withoutHand(first, changes, now);
      const one = relays[changes.length % relays.length];
      if (one) changes = turned(first, changes, now, [one]) ?? changes;
    }
    expect(changes.length).toBeGreaterThan(0);
    const run = playedOn(first, changes);
    expect(outcomeOfConfig(run)).toEqual(outcomeOf(run.recording));
    const address = formatState({ ...START, setup: puzzleOf({ protocol }, n, 1), changes });
    expect(parseState(address).changes).toEqual(changes);
  });
});

type Told = Pick<Run["recording"], "decisions" | "verdict" | "reports">;

function outcomeOf({ decisions, verdict, reports }: Told) {
  return {
    conditions: verdict?.conditions,
    decisions: decisions.map(({ node, order, vector }) => [node, order, vector]),
    reports: reports.filter(({ from, to }) => from !== to).map(({ at: _, ...line }) => line),
  };
}

/** As `strategos sim --config` does it. */
function outcomeOfConfig(run: Run) {
  const setup = setupOfRun(run);
  if (!setup) throw new Error("the run has no configuration");
  const config = parseConfig(JSON.stringify(configOf(setup)));
  const { order, traitors, seed, roundTimeoutMs, startTimeoutMs } = config;
  const { group, values } = new ConfiguredRun(config);
  const world = { group, order, traitors, seed, roundTimeoutMs, startTimeoutMs };
  return outcomeOf(simulate({ ...world, ...(values && { values }), recordAll: true }).recording);
}

describe("the message at hand", () => {
  const first = simulatedRun(puzzleOf({ protocol: "om" }, 7, 2));
  const all = traitorsMessages(first);
  const [one, two] = all as [Message, Message];

  it("is the one that travels alone", () => {
    expect(messageAtHand([one], [])).toBe(one);
    expect(messageAtHand([{ kind: "decision" }], [])).toBeNull();
  });

  it("is of many the one that was turned last", () => {
    expect(messageAtHand(all, [])).toBeNull();
    const changes = [two, one, two].flatMap((message) => turned(first, [], message, message.relays) ?? []);
    expect(messageAtHand(all, changes)).toBe(two);
    expect(messageAtHand(all, changes.slice(0, -1))).toBe(one);
  });
});
