import { connect, type Socket as TcpSocket } from "node:net";
import { onTestFinished } from "vitest";
import { curveKeyPair, Dealer, Router, type Socket } from "zeromq";
import { encodeLinkFrame } from "../../src/net/link-frame.js";
import { Ear, type Member, portOf } from "./mesh.js";

/** Raw sockets that do what no `Links` does. They close with their test. */

export function helloFrom(claimed: Member, victim: Member): Buffer {
  return encodeLinkFrame({ link: "hello", from: claimed.id, to: victim.id });
}

/** A link to the victim's listener, held by whoever has these keys. */
export function dialAs(
  keys: { publicKey: string; secretKey: string } | null,
  victim: Member,
  more = {},
): Dealer {
  const curve = keys && {
    curveServerKey: victim.keys.publicKey,
    curvePublicKey: keys.publicKey,
    curveSecretKey: keys.secretKey,
  };
  const dealer = new Dealer({ linger: 0, reconnectInterval: 5, ...curve, ...more });
  onTestFinished(() => dealer.close());
  dealer.connect(victim.address);
  return dealer;
}

/** A key that no node knows. */
export const strangeKeys = curveKeyPair();

/** A listener at this node's address, with whatever keys. */
export async function listenAt(node: Member, options: object): Promise<Router> {
  const router = new Router({ linger: 0, probeRouter: true, ...options });
  onTestFinished(() => router.close());
  await router.bind(node.address);
  return router;
}

export function tcpTo(victim: Member): TcpSocket {
  const socket = connect(portOf(victim), "127.0.0.1");
  socket.on("error", () => undefined); // being cut off is the point
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** Waits for the first of these events of a socket. */
export async function eventOf(socket: Socket, type: "disconnect" | "end"): Promise<void> {
  for await (const event of socket.events) if (event.type === type) return;
}

/** A member that proves itself honestly to one victim and then says what it likes. */
export class Puppet {
  readonly #self: Member;
  readonly #victim: Member;
  readonly #router: Router;
  readonly #atListener: Ear;
  /** what the victim's listener sends here; never read again once proved */
  readonly dealer: Dealer;
  #link: Buffer = Buffer.alloc(0);

  private constructor(self: Member, victim: Member, router: Router) {
    this.#self = self;
    this.#victim = victim;
    this.#router = router;
    this.#atListener = new Ear(router);
    this.dealer = dialAs(self.keys, victim, { receiveHighWaterMark: 1 });
  }

  /** Resolves once the victim has all it needs to take this member's link for proved. */
  static async prove(self: Member, victim: Member): Promise<Puppet> {
    const router = await listenAt(self, { curveServer: true, curveSecretKey: self.keys.secretKey });
    const puppet = new Puppet(self, victim, router);
    await puppet.#prove();
    return puppet;
  }

  /** A message over the link that the victim dialled. */
  async say(...parts: (Buffer | string)[]): Promise<void> {
    await this.#router.send([this.#link, ...parts]);
  }

  /** Resolves when the victim has dropped the link that it dialled. */
  async droppedByVictim(): Promise<void> {
    await eventOf(this.#router, "disconnect");
  }

  async #prove(): Promise<void> {
    await this.dealer.send(helloFrom(this.#self, this.#victim));
    this.#link = (await this.#atListener.heard(new RegExp(`"from":${this.#victim.id},`)))[0]!;
    for (;;) {
      const [frame] = await this.dealer.receive();
      const nonce = /"nonce":"([0-9a-f]+)"/.exec(frame!.toString())?.[1];
      if (nonce === undefined) continue;
      await this.say(encodeLinkFrame({ link: "proof", from: this.#self.id, to: this.#victim.id, nonce }));
      return;
    }
  }
}
