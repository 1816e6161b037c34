/** Progress on stderr while a run goes: round by round what came in, and what went wrong, as it happens. */
import pc from "picocolors";
import { keylessIn } from "../config/command.js";
import type { Run } from "../config/run.js";
import { durationText } from "../config/values.js";
import type { Fault } from "../core/fault.js";
import type { NodeId, Order } from "../core/group.js";
import { listed } from "../core/listed.js";
import { printable } from "../core/printable.js";
import type { StampedEvent } from "../node/events.js";
import type { Plan } from "../plan/plan.js";
import { paceOf, valuesProtocolOf } from "../protocols/index.js";
import { nameOf } from "../recording/named.js";
import { aboutText, bytesText } from "./amounts.js";
import type { Estimate } from "./estimate.js";

type CloseEvent = Extract<StampedEvent, { kind: "close" }>;

/** Above this many nodes, a round is one line and not one a node. */
const NODES_LISTED_MAX = 10;

const PROGRAM_CHARS_MAX = 120;

/** What is ahead of a large run. */
export interface Outlook {
  readonly plan: Plan;
  readonly estimate: Estimate;
}

export class Live {
  readonly #up = new Set<NodeId>();
  readonly #closed = new Map<number, Map<NodeId, CloseEvent>>();
  readonly #said = new Set<string>();
  readonly #gone = new Set<NodeId>();
  #nextRound = 0;

  constructor(
    private readonly run: Run,
    private readonly write: (line: string) => void,
    /** null for a run that is over before anybody asks */
    private readonly outlook: Outlook | null = null,
  ) {}

  begin(): void {
    const { nodes, m, traitors } = this.run.config;
    const liars = traitors.map(({ id, strategy }) => `${id} (${strategy})`).join(", ");
    this.write(
      `${nodes.length} processes, ${this.run.protocol.title(m)}: ${givenText(this.run)}; traitors: ${liars || "none"}`,
    );
    if (this.outlook) this.write(pc.dim(aheadText(this.outlook)));
    for (const { id, command } of nodes)
      if (command) this.write(`node ${id} is a program: ${printable(command.join(" "), PROGRAM_CHARS_MAX)}`);
    const keyless = keylessIn(this.run.config);
    if (keyless.length > 0)
      this.write(
        pc.dim(
          `no keys: ${nodesText(keyless)} ${keyless.length === 1 ? "takes" : "take"} none, so links authenticate nobody`,
        ),
      );
  }

  /** A line that a program of another printed, which may have named itself already. */
  said(id: NodeId, text: string): void {
    const name = `node ${id}: `;
    this.write(`  ${text.startsWith(name) ? "" : name}${text}`);
  }

  event(id: NodeId, event: StampedEvent): void {
    switch (event.kind) {
      case "up":
        this.#up.add(id);
        if (this.#up.size === this.run.config.nodes.length) this.write(this.#upText());
        return;
      case "waiting":
        return this.#waiting(event.unheard);
      case "close":
        return this.#close(id, event);
      case "fault":
        return this.#once(pc.yellow(`fault at node ${id}: ${faultText(event.fault)}`));
      case "late": {
        const by = `${Math.ceil(event.lateMs)} ms late in round ${paceOf(this.run.driven).part(event.round).of}`;
        return this.#once(
          pc.yellow(`node ${event.from} was ${by}: counted as a traitor (seen by node ${id})`),
        );
      }
      case "slow": {
        const stood = `${Math.round(event.stoodStillMs)} ms`;
        return this.#once(pc.yellow(`node ${id} stood still for ${stood}: too slow for the guarantee`));
      }
      default:
        return;
    }
  }

  /** A process is gone; nobody waits for its rounds. */
  gone(id: NodeId, how: string | null): void {
    if (how) this.write(pc.yellow(`node ${id} ${how}`));
    this.#gone.add(id);
    this.#flush();
  }

  /** What is still to be said when the run is over. */
  end(): void {
    while (this.#closed.has(this.#nextRound)) this.#round(this.#nextRound++);
  }

  #upText(): string {
    const gone = [...this.#gone].sort((a, b) => a - b);
    return gone.length === 0 ? `all ${this.#up.size} nodes are up` : `all nodes but ${listed(gone)} are up`;
  }

  /** Who is not heard, once it should be: a start takes a moment. */
  #waiting(unheard: readonly NodeId[]): void {
    const { nodes, startTimeoutMs } = this.run.config;
    if (unheard.length === 0 || nodes.some(({ id }) => !this.#up.has(id) && !this.#gone.has(id))) return;
    const limit = `${durationText(startTimeoutMs)} at most (startTimeout)`;
    this.#once(
      pc.dim(
        `${nodesText(unheard)} ${unheard.length === 1 ? "has" : "have"} not been heard; the others wait, ${limit}`,
      ),
    );
  }

  #close(id: NodeId, event: CloseEvent): void {
    if (!this.#hears(id)) return;
    const round = this.#closed.get(event.round) ?? new Map<NodeId, CloseEvent>();
    this.#closed.set(event.round, round.set(id, event));
    this.#flush();
  }

  #flush(): void {
    const waited = this.run.config.nodes.filter(({ id }) => this.#hears(id) && !this.#gone.has(id));
    for (;;) {
      const round = this.#closed.get(this.#nextRound);
      if (!round || !waited.every(({ id }) => round.has(id))) return;
      this.#round(this.#nextRound++);
    }
  }

  /** Whether reports come to the node, and it says so. */
  #hears(id: NodeId): boolean {
    if (this.run.config.nodes.some((node) => node.id === id && node.command)) return false;
    return this.#hasValues || id !== this.run.config.general;
  }

  get #hasValues(): boolean {
    return this.run.values !== undefined;
  }

  #round(round: number): void {
    const { of, index, count } = paceOf(this.run.driven).part(round);
    if (count > 1) return this.#part(of, index + 1, count);
    const closed = [...(this.#closed.get(round) ?? [])].sort(([a], [b]) => a - b);
    const reports = closed.reduce((sum, [, event]) => sum + event.reports, 0);
    const [first, later] = this.#hasValues
      ? ["each node's own value", "relays of all instances"]
      : ["the general's order", "reports of the lieutenants"];
    const isFurther =
      this.run.driven.contents &&
      round > valuesProtocolOf(this.run.driven.protocol).inner.lastRound(this.run.driven);
    const what = isFurther ? "values of what was decided" : round === 0 ? first : later;
    this.write(pc.bold(`round ${round}: ${reports} ${reports === 1 ? "report" : "reports"} in (${what})`));
    const next = this.outlook && nextText(this.outlook, round);
    if (next) this.write(pc.dim(next));
    if (closed.length > NODES_LISTED_MAX) return;
    for (const [id, event] of closed)
      this.write(`  node ${id} heard ${heardText(event, this.run.config.orders)}`);
  }

  /** Each slice is a round by itself; all of them that one node's word is about are told in one line. */
  #part(round: number, done: number, all: number): void {
    if (done % (this.run.config.nodes.length - 2) !== 0) return;
    const left = this.outlook && ((all - done) / all) * (this.outlook.estimate.roundsMs[round] ?? 0);
    const estimate = left === null ? "" : `; estimate: ${aboutText(left)} left`;
    this.write(`round ${round}: slice ${done} of ${all} folded${pc.dim(estimate)}`);
  }

  #once(line: string): void {
    if (this.#said.has(line)) return;
    this.#said.add(line);
    this.write(line);
  }
}

/** `general 1 orders attack`, or `values 1=100, 2=110` */
function givenText({ config, values }: Run): string {
  const { contents } = config;
  if (!values) return `general ${config.general} orders ${nameOf(config.order, contents)}`;
  return `values ${Object.entries(values)
    .map(([id, value]) => `${id}=${nameOf(value, contents)}`)
    .join(", ")}`;
}

/** `at most 1.7 GB to exchange in 8 rounds; estimate: about 9 s, processes started in about 4 s` */
function aheadText({ plan, estimate }: Outlook): string {
  const rounds = `at most ${bytesText(plan.total.bytes)} to exchange in ${plan.rounds.length} rounds`;
  return `${rounds}; estimate: ${aboutText(estimate.totalMs)}, the processes up in ${aboutText(estimate.startMs)}`;
}

/** `at most 97.7 MB exchanged; round 7 brings 1.6 GB at most; estimate: about 5 s left`; null after the last round. */
function nextText({ plan, estimate }: Outlook, round: number): string | null {
  const next = plan.rounds[round + 1];
  if (!next) return null;
  const bytes = plan.rounds.slice(0, round + 1).reduce((sum, one) => sum + one.bytes, 0);
  const leftMs = estimate.roundsMs.slice(round + 1).reduce((sum, ms) => sum + ms, 0);
  return `  at most ${bytesText(bytes)} exchanged; round ${next.round} brings ${bytesText(next.bytes)} at most; estimate: ${aboutText(leftMs)} left`;
}

/** What came in for one round: `5 reports, 25 relays: 12 retreat, 13 attack; nothing from 3` */
export function heardText({ reports, told, missing }: CloseEvent, orders: readonly Order[]): string {
  const relays = told?.reduce((sum, count) => sum + count, 0) ?? 0;
  const said = orders.flatMap((order, index) => (told?.[index] ? [`${told[index]} ${order}`] : []));
  const from = reports === 1 ? "1 report" : `${reports} reports`;
  const of = relays === 1 ? "1 relay" : `${relays} relays`;
  const what = told === null || relays === 0 ? from : `${from}, ${of}: ${said.join(", ")}`;
  return missing.length === 0 ? what : `${what}; nothing from ${missing.join(", ")}`;
}

/** `node 3: no report of round 1 when it closed (late)` */
export function faultText({ from, round, kind, detail }: Fault): string {
  const who = from === null ? "somebody" : `node ${from}`;
  const when = round === null || detail.includes(`round ${round}`) ? "" : ` in round ${round}`;
  return `${who}${when}: ${detail} (${kind})`;
}

/** `nodes 3, 7 and 9` */
export function nodesText(ids: readonly NodeId[]): string {
  return `${ids.length === 1 ? "node" : "nodes"} ${listed(ids)}`;
}
