/**
 * A member of a real run that holds its own key and keeps every rule but those that a test tells it to break: raw
 * ZeroMQ sockets below the shipped handshake, machine and codec, so that any bytes at all can be put in their place.
 */
import { Context, Dealer, Router } from "zeromq";
import type { Config } from "../../src/config/config.js";
import type { NodeKeys } from "../../src/config/key-file.js";
import { nodeOptionsOf } from "../../src/config/options.js";
import { Run } from "../../src/config/run.js";
import { Lockstep, type LockstepMessage } from "../../src/core/lockstep.js";
import type { Input } from "../../src/core/machine.js";
import type { Report } from "../../src/core/protocol.js";
import { monotonicMs } from "../../src/net/clock.js";
import { Handshake, type Step } from "../../src/net/handshake.js";
import { isLinkFrame } from "../../src/net/link-frame.js";
import { next } from "../../src/net/zeromq.js";
import { ed25519Signer } from "../../src/node/ed25519.js";
import { ReadyBook } from "../../src/node/readies.js";
import { protocolOf } from "../../src/protocols/index.js";
import {
  Decoder,
  encodeDone,
  encodeReady,
  encodeReport,
  type Frame,
  type WireContext,
} from "../../src/wire/codec.js";

/** Who takes part, and with which keys. */
export interface Cast {
  readonly config: Config;
  readonly keys: ReadonlyMap<number, NodeKeys>;
}

export type Parts = readonly (Buffer | string)[];

/** What goes out instead of an honest message: any number of others. */
export type Alter = (message: {
  readonly type: "ready" | "report" | "done";
  readonly round: number;
  readonly to: number;
  readonly parts: readonly Buffer[];
}) => readonly Parts[];

export class Attacker {
  readonly id: number;
  readonly context: WireContext;
  readonly heard: { from: number; text: string }[] = [];
  readonly #options;
  readonly #alter: Alter;
  readonly #handshake: Handshake;
  readonly #decoder: Decoder;
  readonly #machine: Lockstep<Report>;
  /** where messages are signed */
  readonly #readies: ReadyBook | null;
  readonly #router: Router;
  readonly #zmq = new Context();
  readonly #dealers = new Map<number, Dealer>();
  readonly #links = new Map<number, Buffer>();
  readonly #owed = new Map<number, Parts[]>();
  readonly #looking = new Set<() => void>();
  readonly #ticks: NodeJS.Timeout[] = [];

  /** Without `alter` it is honest. */
  constructor({ config, keys }: Cast, id: number, alter: Alter = ({ parts }) => [parts]) {
    this.id = id;
    this.#alter = alter;
    const own = keys.get(id);
    const signs = protocolOf(config).signs && own?.signingSecret !== undefined;
    const signingSecrets = signs ? { [id]: own.signingSecret } : undefined;
    this.#options = nodeOptionsOf(new Run(config), id, { keys: own, signingSecrets });
    const { group, peers, hash, run, wire, roundTimeoutMs, startTimeoutMs } = this.#options;
    const ids = peers.map((peer) => peer.id);
    this.context = { group, hash, run, instance: 0, wire };
    this.#decoder = new Decoder(this.context);
    this.#handshake = new Handshake(id, ids, 100);
    const domain = { protocol: "sm", run, hash, instance: 0 } as const;
    const signer = this.#options.signing && ed25519Signer(domain, this.#options.signing);
    this.#readies = signer ? new ReadyBook(signer, id) : null;
    const protocol = protocolOf(group);
    const part = { group, self: id, order: this.#options.order, ...(signer && { signer }) };
    const timing = { roundTimeoutMs, startTimeoutMs };
    const seat = { protocol, group, self: id, party: protocol.make(part), timing };
    this.#machine = new Lockstep(seat, monotonicMs());
    const curve = this.#options.keys && { curveServer: true, curveSecretKey: this.#options.keys.secretKey };
    this.#router = new Router({
      context: this.#zmq,
      linger: 0,
      sendTimeout: 0,
      sendHighWaterMark: 0,
      probeRouter: true,
      ...curve,
    });
  }

  /** Says anything to a peer, as soon as its link is proved and behind all that was said before. */
  say(to: number, ...messages: Parts[]): void {
    const link = this.#links.get(to);
    if (link === undefined) this.#owed.set(to, [...(this.#owed.get(to) ?? []), ...messages]);
    else for (const parts of messages) this.#transmit(this.#router, [link, ...parts]);
  }

  /** Stops reading what this peer says. */
  deafenTo(peer: number): void {
    this.#dealers.get(peer)?.close();
  }

  /** Resolves when `from` has said something like this. */
  async until(from: number, pattern: RegExp): Promise<void> {
    await this.#when(() => this.heard.some((one) => one.from === from && pattern.test(one.text)));
  }

  /** Resolves when the link to `peer` is proved in both directions. */
  async heardHello(peer: number): Promise<void> {
    await this.#when(() => this.#links.has(peer));
  }

  #when(condition: () => boolean): Promise<void> {
    return new Promise<void>((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.#looking.delete(look);
        resolve();
      };
      this.#looking.add(look);
      look();
    });
  }

  /** Listens and dials. */
  async open(): Promise<void> {
    const { address, peers, keys } = this.#options;
    await this.#router.bind(address);
    void this.#each(this.#router, ([link, ...parts]) =>
      this.#take(this.#handshake.heardAtListener(link!, parts)),
    );
    for (const peer of peers) {
      const curve = keys && {
        curveServerKey: peer.publicKey!,
        curvePublicKey: keys.publicKey,
        curveSecretKey: keys.secretKey,
      };
      const dealer = new Dealer({
        context: this.#zmq,
        linger: 0,
        sendTimeout: 0,
        reconnectInterval: 5,
        ...curve,
      });
      this.#dealers.set(peer.id, dealer);
      dealer.connect(peer.address);
      void this.#each(dealer, (parts) => this.#hear(peer.id, parts));
    }
    this.#ticks.push(
      setInterval(() => this.#take(this.#handshake.tick()), 250),
      setInterval(() => this.#step({ kind: "tick" }), 20),
    );
  }

  close(): void {
    for (const tick of this.#ticks) clearInterval(tick);
    this.#router.close();
    for (const dealer of this.#dealers.values()) dealer.close();
  }

  async #each(socket: Router | Dealer, handle: (parts: Buffer[]) => void): Promise<void> {
    for (let parts = await next<Buffer[]>(socket); parts !== null; parts = await next<Buffer[]>(socket))
      handle(parts);
  }

  #transmit(socket: Router | Dealer, parts: Parts): void {
    socket.send([...parts]).catch(() => undefined);
  }

  #take(steps: readonly Step[]): void {
    for (const step of steps) {
      if (step.do === "answer") this.#transmit(this.#router, [step.routingId, step.frame]);
      if (step.do === "say") this.#transmit(this.#dealers.get(step.peer)!, [step.frame]);
      if (step.do !== "up") continue;
      const owed = this.#owed.get(step.peer) ?? [];
      this.#owed.delete(step.peer);
      this.#links.set(step.peer, step.routingId);
      for (const look of this.#looking) look();
      this.say(step.peer, ...owed);
      this.#step({ kind: "peer", id: step.peer, is: "heard" });
    }
  }

  #hear(from: number, parts: Buffer[]): void {
    const [head] = parts as [Buffer];
    if (head.length === 0) return this.#take(this.#handshake.linkUp(from));
    if (isLinkFrame(head)) return this.#take(this.#handshake.heardFromPeer(from, head));
    this.heard.push({ from, text: head.toString() });
    for (const look of this.#looking) look();
    const message = this.#decoder.decode(from, parts);
    if (message?.kind === "ready") {
      const by = this.#readies && message.readies ? this.#readies.take(from, message.readies).news : [from];
      this.#step({ kind: "message", from, message: { kind: "ready", by } });
    }
    if (message?.kind === "done")
      this.#step({ kind: "message", from, message: { kind: "done", missed: [] } });
    if (message?.kind === "report") this.#step({ kind: "message", from, message });
  }

  #step(input: Input<LockstepMessage<Report>>): void {
    for (const { to, message } of this.#machine.step(input, monotonicMs()).send)
      for (const peer of to) this.#tell(peer, message);
  }

  #tell(to: number, message: LockstepMessage<Report>): void {
    const { self, group } = this.#options;
    if (message.kind === "ready")
      this.#send("ready", 0, to, encodeReady(this.context, self, this.#readies?.of(message.by)));
    else if (message.kind === "done")
      this.#send("done", protocolOf(group).lastRound(group), to, encodeDone(this.context, self));
    else if (message.report)
      for (const frame of encodeReport(this.context, message.report))
        this.#send("report", message.round, to, frame);
  }

  #send(type: "ready" | "report" | "done", round: number, to: number, frame: Frame): void {
    const parts = frame.map((part) => Buffer.from(part));
    this.say(to, ...this.#alter({ type, round, to, parts }));
  }
}
