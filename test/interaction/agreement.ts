/**
 * One agreement on virtual time: the shipped machines, with a script for their links and their clock. Its commands:
 *
 *   group om n=4 m=1 general=1 orders=retreat,attack order=attack   `any` behind it: orders are digests of texts
 *   gives 1=17 2=18                        with vector: what each node gives
 *   traitor 3 flip                         or any other strategy, with its argument behind it
 *   lie 1 to 3 in 0: 1=retreat             what traitor 1 tells node 3 in round 0; `none` leaves a relay out
 *   watch 2 7                              no line but of these nodes
 *   start                                  all are up, have heard each other, and have each other's READY
 *   up 1 2, heard 1 2                      the same step by step
 *   deliver                                a millisecond: what is under way arrives; `deliver 2>3`: that alone, held or not
 *   hold 2>3, lose 2>3, twice 2>3          of what is under way; `*` for everybody
 *   withhold 1>4                           the same without its values
 *   forge 4 to 2 in 1: 1.4=retreat         one more report under way, which no machine has made
 *   until 60                               the clock goes on, to so long after the first start
 *   crash 3                                without a word
 *   tree 2                                 what each path of the message tree comes to
 *   judge 4                                the verdict; node 4 is judged as a traitor, as are those that crashed
 */
import { AsTraitor } from "../../src/adversary/as-traitor.js";
import { completeEntry } from "../../src/adversary/collude.js";
import { deviationOf } from "../../src/adversary/deviation.js";
import { type Group, type NodeId, type Order, type ProtocolName } from "../../src/core/group.js";
import { Lockstep } from "../../src/core/lockstep.js";
import type { Machine } from "../../src/core/machine.js";
import type { Decision, Party } from "../../src/core/party.js";
import type { Report } from "../../src/core/protocol.js";
import type { Relay } from "../../src/core/relay.js";
import type { ScriptedLie, TraitorEntry } from "../../src/core/traitor.js";
import { textOf, type ValueText } from "../../src/core/value.js";
import { protocolOf } from "../../src/protocols/index.js";
import { keysHeldBy } from "../../src/protocols/sm/release.js";
import { Notary } from "../../src/sim/notary.js";
import { Process } from "../../src/sim/process.js";
import { digestOf } from "../../src/wire/digest.js";
import { Frames } from "./frames.js";
import { judgeLines, treeLines } from "./outcome.js";
import { optionsOf } from "./script.js";
import { linesOf, type Message, type Note } from "./words.js";

const TIMING = { roundTimeoutMs: 30, startTimeoutMs: 300 };

export class Agreement {
  readonly #group: Group;
  readonly #order: Order;
  readonly #notary = new Notary(1);
  readonly #traitors: TraitorEntry[] = [];
  readonly #values: Record<NodeId, Order> = {};
  readonly #processes = new Map<NodeId, Process<Message, Decision, Note>>();
  readonly #machines = new Map<NodeId, Machine<Message, Decision, Note>>();
  readonly #parties = new Map<NodeId, Party<Report>>();
  readonly #decisions = new Map<NodeId, Decision>();
  readonly #failed = new Set<NodeId>();
  readonly #frames = new Frames();
  #watched: readonly NodeId[];
  #lines: string[] = [];
  #nowMs = 0;
  #startedAtMs: number | null = null;

  /** `group om n=4 m=1 orders=retreat,attack order=attack`; `any`: orders are digests of texts. */
  constructor(first: string) {
    const [, protocol, ...words] = first.split(" ");
    const given = optionsOf(words);
    const listed = (given.get("orders") ?? "retreat,attack").split(",");
    const texts = listed.map((order) => textOf(order) as ValueText);
    const isAny = given.has("any");
    const orders = isAny ? texts.map(digestOf) : listed;
    this.#group = {
      protocol: protocol as ProtocolName,
      ids: Array.from({ length: Number(given.get("n")) }, (_, index) => index + 1),
      general: Number(given.get("general") ?? 1),
      m: Number(given.get("m")),
      orders,
      defaultOrder: orders[0] as Order,
      ...(isAny && { contents: Object.fromEntries(texts.map((text) => [digestOf(text), text])) }),
    };
    this.#order = this.#orderOf(given.get("order") ?? listed.at(-1) ?? "");
    this.#watched = this.#group.ids;
  }

  play(command: string): readonly string[] {
    this.#lines = [];
    const [verb = "", ...words] = command.split(" ");
    const act = this.#acts[verb];
    if (!act) throw new Error(`no command: ${command}`);
    act(words);
    return this.#lines;
  }

  readonly #acts: Readonly<Record<string, (words: string[]) => void>> = {
    group: () => this.#describe(),
    gives: (words) => {
      for (const [id, order] of pairsOf(words)) this.#values[Number(id)] = this.#orderOf(order);
    },
    traitor: ([id, strategy, argument]) =>
      void this.#traitors.push(this.#entryOf(Number(id), strategy ?? "", argument)),
    lie: (words) => this.#lie(words),
    watch: (words) => {
      this.#watched = words.map(Number);
    },
    up: (words) => this.#each(words, (id) => this.#up(id)),
    heard: ([a, b]) => {
      this.#input(Number(a), { kind: "peer", id: Number(b), is: "heard" });
      this.#input(Number(b), { kind: "peer", id: Number(a), is: "heard" });
    },
    start: () => this.#start(),
    deliver: (words) => this.#deliver(words),
    hold: (words) => this.#frames.hold(words),
    lose: (words) => this.#frames.lose(words),
    twice: (words) => this.#frames.twice(words),
    withhold: (words) => this.#frames.withhold(words),
    forge: (words) => this.#forge(words),
    until: ([ms]) => this.#until(Number(ms)),
    crash: (words) =>
      this.#each(words, (id) => {
        this.#processes.get(id)?.die();
        this.#machines.delete(id);
        this.#failed.add(id);
      }),
    tree: ([id]) => this.#say(...treeLines(this.#parties.get(Number(id)))),
    judge: (words) => {
      const observed = [...new Set([...this.#failed, ...words.map(Number)])];
      const traitors = this.#traitors.map(({ id }) => id);
      const values = Object.fromEntries(this.#group.ids.map((id) => [id, this.#values[id] ?? this.#order]));
      const run = { group: this.#group, order: this.#order, traitors, observed, values };
      this.#say(...judgeLines(run, this.#decisions));
    },
  };

  #describe(): void {
    const { ids, m } = this.#group;
    const kind = protocolOf(this.#group);
    const isKept = kind.bound.tolerates(ids.length, m) ? "" : ", so that nothing is guaranteed";
    this.#say(`${kind.title(m)}: ${kind.bound.said(ids.length, m)}${isKept}`);
  }

  #say(...lines: string[]): void {
    this.#lines.push(...lines);
  }

  #orderOf(text: string): Order {
    const { contents, orders } = this.#group;
    if (!contents) return text;
    return orders.find((order) => contents[order] === JSON.stringify(text.replace("#", ""))) ?? text;
  }

  #entryOf(id: NodeId, strategy: string, argument = ""): TraitorEntry {
    if (strategy === "always") return { id, strategy, order: this.#orderOf(argument) };
    if (strategy === "crash") return { id, strategy, round: Number(argument) };
    return { id, strategy, ...(strategy === "script" && { lies: [] }) } as TraitorEntry;
  }

  /** `1 to 2 in 0: 1=x`, and `none` for what is left out. */
  #lie(words: readonly string[]): void {
    const { from, to, round, relays } = this.#tellingOf(words);
    const at = this.#traitors.findIndex(({ id }) => id === from);
    const before = this.#traitors[at];
    const lies = relays.map(({ path, order }): ScriptedLie => {
      return { round, to, path, order: order === "none" ? null : order };
    });
    const entry: TraitorEntry = {
      id: from,
      strategy: "script",
      lies: [...(before?.strategy === "script" ? before.lies : []), ...lies],
    };
    this.#traitors.splice(at < 0 ? this.#traitors.length : at, at < 0 ? 0 : 1, entry);
  }

  /** A report that no machine made. */
  #forge(words: readonly string[]): void {
    const { from, to, round, relays } = this.#tellingOf(words);
    const report = protocolOf(this.#group).reportOf(this.#group, round, from, relays);
    this.#frames.post(from, to, { kind: "report", round, report, faults: [] });
  }

  #tellingOf([from, , to, , round, ...told]: readonly string[]) {
    const relays = pairsOf(told).map(([path, order]): Relay => {
      return { path: path.split(".").map(Number), order: this.#orderOf(order) };
    });
    return { from: Number(from), to: Number(to), round: Number.parseInt(round ?? "", 10), relays };
  }

  #each(words: readonly string[], act: (id: NodeId) => void): void {
    for (const id of words.length > 0 ? words.map(Number) : this.#group.ids) act(id);
  }

  #up(id: NodeId): void {
    const process = new Process<Message, Decision, Note>((_, now) => this.#machineOf(id, now), {
      send: ({ to, message, notBeforeMs = 0 }) =>
        to.forEach((one) => this.#frames.post(id, one, message, notBeforeMs)),
      told: (step) => {
        if (step.notes.some(({ kind }) => kind === "start")) this.#startedAtMs ??= this.#nowMs;
        for (const decision of step.out) this.#decisions.set(id, decision);
        if (this.#watched.includes(id)) this.#say(...linesOf(this.#group, id, step));
        const hasLeft =
          process.isOver && !step.notes.some(({ kind }) => kind === "giveUp" || kind === "crash");
        if (hasLeft && this.#watched.includes(id)) this.#say(`${id}: leaves`);
      },
    });
    this.#processes.set(id, process);
    process.start(this.#nowMs);
  }

  #machineOf(self: NodeId, now: number): Machine<Message, Decision, Note> {
    const group = this.#group;
    const protocol = protocolOf(group);
    const signer = protocol.signs && this.#notary.signerOf([self, ...keysHeldBy(this.#traitors, self)]);
    const order = this.#values[self] ?? this.#order;
    const party = protocol.make({ group, self, order, ...(signer && { signer }) });
    const honest = new Lockstep({ protocol, group, self, party, timing: TIMING }, now);
    const entry = completeEntry(group, this.#traitors, self, this.#order);
    const machine = entry
      ? new AsTraitor(honest, deviationOf(group, entry, 1, signer), TIMING.roundTimeoutMs)
      : honest;
    this.#parties.set(self, party);
    this.#machines.set(self, machine);
    return machine;
  }

  #input(id: NodeId, input: Parameters<Process<Message, Decision, Note>["input"]>[0]): void {
    const machine = this.#machines.get(id);
    if (machine && !machine.isOver) this.#processes.get(id)?.input(input, this.#nowMs);
  }

  /** Everybody is up, has heard everybody, and has everybody's READY. */
  #start(): void {
    const { ids } = this.#group;
    this.#each([], (id) => this.#up(id));
    for (const id of ids)
      for (const peer of ids) if (peer !== id) this.#input(id, { kind: "peer", id: peer, is: "heard" });
    this.#hand([]);
    this.#lines = this.#lines.filter((line) => !line.includes("READY"));
  }

  /** One delivery, a millisecond: all that is under way, or what goes between these, held or not. */
  #deliver(words: readonly string[]): void {
    this.#nowMs++;
    this.#hand(words);
  }

  #hand(pairs: readonly string[]): void {
    for (const { from, to, message } of this.#frames.arriving(this.#nowMs, pairs))
      this.#input(to, { kind: "message", from, message });
  }

  /** The clock goes on, to so long after the first start, and each deadline is kept on the way. */
  #until(ms: number): void {
    const endMs = (this.#startedAtMs ?? 0) + ms;
    for (;;) {
      const due = [...this.#machines].flatMap(([id, { deadlineMs, isOver }]) =>
        deadlineMs === null || isOver || deadlineMs > endMs ? [] : [{ id, atMs: deadlineMs }],
      );
      const [next] = due.toSorted((a, b) => a.atMs - b.atMs || a.id - b.id);
      if (!next) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      this.#input(next.id, { kind: "tick" });
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }
}

function pairsOf(words: readonly string[]): [string, string][] {
  return words.map((word) => word.split("=") as [string, string]);
}
