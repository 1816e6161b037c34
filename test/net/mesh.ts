import { createServer } from "node:net";
import { onTestFinished } from "vitest";
import { curveKeyPair, type Dealer, type Router } from "zeromq";
import { type LinkFault, Links, type LinksOptions, type Peer } from "../../src/net/links.js";
import { next } from "../../src/net/zeromq.js";

/** What the tests of links share: free ports, nodes that remember what they heard, waiting without sleeping. */

const limitMs = 15_000;

export interface Member extends Peer {
  readonly keys: { readonly publicKey: string; readonly secretKey: string };
}

const taken = new Set<number>();

/** A node at a free port below the ephemeral range. */
export async function member(id: number): Promise<Member> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 22_000);
    if (taken.has(port) || !(await isFree(port))) continue;
    taken.add(port);
    const keys = curveKeyPair();
    return { id, address: `tcp://127.0.0.1:${port}`, publicKey: keys.publicKey, keys };
  }
}

/** Ids 1 … n. */
export async function members(n: number): Promise<Member[]> {
  return Promise.all(Array.from({ length: n }, (_, index) => member(index + 1)));
}

export async function pair(): Promise<[Member, Member]> {
  return [await member(1), await member(2)];
}

export function portOf(peer: Peer): number {
  return Number(peer.address.split(":").at(-1));
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Something that happened; whoever waits looks again. */
class Bell {
  readonly #waiting = new Set<() => void>();

  ring(): void {
    for (const look of this.#waiting) look();
  }

  /** Resolves once the condition holds; rejects with what was waited for. */
  until(what: string, condition: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
      };
      const look = () => {
        if (!condition()) return;
        done();
        resolve();
      };
      const timer = setTimeout(() => {
        done();
        reject(new Error(`waited ${limitMs} ms for: ${what}`));
      }, limitMs);
      this.#waiting.add(look);
      look();
    });
  }
}

export interface Frame {
  readonly from: number;
  readonly parts: readonly Buffer[];
}

/** A node that only remembers; it closes with its test. */
export class Node {
  readonly frames: Frame[] = [];
  readonly ups: number[] = [];
  readonly faults: LinkFault[] = [];
  readonly bell = new Bell();
  links!: Links;

  static async open(self: Member, group: readonly Member[], more: Partial<LinksOptions> = {}): Promise<Node> {
    const node = new Node();
    const peers = group
      .filter(({ id }) => id !== self.id)
      .map(({ id, address, publicKey }) => ({ id, address, ...(publicKey && { publicKey }) }));
    const options = {
      self: self.id,
      address: self.address,
      peers,
      keys: self.keys,
      frameBytesMax: 4_000_000,
      budget: { frames: 1000, bytes: 100_000_000 },
      ...more,
    };
    node.links = await Links.open(options, {
      onFrame: (from, parts) => node.#remember(node.frames, { from, parts }),
      // of forms that end with their number
      onAgain: (from, { text }, number) =>
        node.#remember(node.frames, {
          from,
          parts: [Buffer.from(text.toString().replace(/\d+$/, String(number)))],
        }),
      onUp: (peer) => node.#remember(node.ups, peer),
      onFault: (fault) => node.#remember(node.faults, fault),
    });
    onTestFinished(() => node.links.close());
    return node;
  }

  /** The texts of the first parts of all frames from this peer. */
  headersFrom(peer: number): string[] {
    return this.frames.filter((frame) => frame.from === peer).map((frame) => frame.parts[0]!.toString());
  }

  async heard(peer: number, header: string): Promise<void> {
    await this.bell.until(`"${header}" from node ${peer}`, () => this.headersFrom(peer).includes(header));
  }

  async up(peer: number, times = 1): Promise<void> {
    const count = () => this.ups.filter((id) => id === peer).length;
    await this.bell.until(`node ${peer} up ${times} times`, () => count() >= times);
  }

  async fault(detail: RegExp): Promise<LinkFault> {
    await this.bell.until(`fault ${detail}`, () => this.faults.some((fault) => detail.test(fault.detail)));
    return this.faults.find((fault) => detail.test(fault.detail))!;
  }

  say(to: number, ...parts: string[]): void {
    this.links.send(
      to,
      parts.map((part) => Buffer.from(part)),
    );
  }

  #remember<T>(list: T[], item: T): void {
    list.push(item);
    this.bell.ring();
  }
}

/** A raw socket that remembers all it hears, for attackers. */
export class Ear {
  readonly messages: (readonly Buffer[])[] = [];
  readonly bell = new Bell();

  constructor(socket: Dealer | Router) {
    void this.#listen(socket);
  }

  /** The texts of all messages' last parts. */
  get texts(): string[] {
    return this.messages.map((parts) => parts.at(-1)!.toString());
  }

  async heard(pattern: RegExp): Promise<readonly Buffer[]> {
    const find = () => this.messages.find((parts) => pattern.test(parts.at(-1)!.toString()));
    await this.bell.until(`${pattern} at an attacker`, () => find() !== undefined);
    return find()!;
  }

  async #listen(socket: Dealer | Router): Promise<void> {
    for (let parts = await next<Buffer[]>(socket); parts !== null; parts = await next<Buffer[]>(socket)) {
      this.messages.push(parts);
      this.bell.ring();
    }
  }
}
