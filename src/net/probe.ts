/** Dials one address once, as a node would, and says how far that came; it says no hello, so nobody counts it as a claim. */
import { connect } from "node:net";
import { addressOf } from "../core/address.js";
import { linkFrameBytesMax } from "./link-frame.js";
import { dialler, type Keys } from "./sockets.js";
import { attempt } from "./zeromq.js";

export interface Probed {
  /** by number */
  readonly host: string;
  readonly port: number;
  /** Z85; absent where links have no keys */
  readonly publicKey?: string;
}

export type ProbeAnswer =
  /** the handshake succeeded: with keys, the peer holds the secret of the pinned one */
  | { readonly kind: "met" }
  /** `code`: of the system, e.g. ECONNREFUSED */
  | { readonly kind: "nothing"; readonly code: string }
  /** it knows the key that was pinned, and does not admit ours */
  | { readonly kind: "refused" }
  /** a node that listens with another key, or in another way (`NULL`: without keys) */
  | { readonly kind: "otherKey"; readonly mechanism: string }
  /** something listens that does not speak ZeroMQ, or that hung up */
  | { readonly kind: "stranger" }
  /** it accepted the connection and said no more */
  | { readonly kind: "silent" };

export interface Patience {
  readonly limitMs: number;
  /** Gives it up. */
  readonly signal?: AbortSignal;
}

/** Resolves within `limitMs`, and once more as long where it has to find out what it was that hung up. */
export async function probe(peer: Probed, keys: Keys | undefined, patience: Patience): Promise<ProbeAnswer> {
  const seen = await dial(peer, keys, patience);
  if (seen === "met" || seen === "refused" || seen === "silent") return { kind: seen };
  if (seen === "hungUp") return whoHungUp(peer, patience);
  const { code } = await greeted(peer, patience);
  return { kind: "nothing", code: code ?? "ETIMEDOUT" };
}

type Seen = "met" | "refused" | "hungUp" | "silent" | "nothing";

async function dial(peer: Probed, keys: Keys | undefined, { limitMs, signal }: Patience): Promise<Seen> {
  const dealer = dialler(
    {
      address: "",
      peers: [],
      frameBytesMax: linkFrameBytesMax,
      budget: { frames: 1 },
      ...(keys && { keys }),
    },
    peer,
  );
  let isConnected = false;
  let giveUp = () => {};
  const verdict = new Promise<Seen>((resolve) => {
    giveUp = () => resolve("nothing");
    signal?.addEventListener("abort", giveUp, { once: true });
    setTimeout(() => resolve(isConnected ? "silent" : "nothing"), limitMs).unref();
    const look = async () => {
      for await (const event of dealer.events) {
        const { type } = event;
        if (type === "connect") isConnected = true;
        if (type === "handshake") resolve("met");
        if (type === "handshake:error:auth") resolve("refused");
        if (type === "handshake:error:protocol") resolve("hungUp");
        // it took longer than a handshake may
        if (event.type === "handshake:error:other")
          resolve(event.error.code === "EAGAIN" ? "silent" : "hungUp");
        if (type === "disconnect") resolve("hungUp");
        if (type === "connect:retry" && !isConnected) resolve("nothing");
      }
    };
    void look();
  });
  try {
    dealer.ipv6 = peer.host.includes(":");
    if (!(await attempt(() => dealer.connect(addressOf(peer.host, peer.port))))) return "nothing";
    return await verdict;
  } finally {
    signal?.removeEventListener("abort", giveUp);
    dealer.close();
  }
}

async function whoHungUp(peer: Probed, patience: Patience): Promise<ProbeAnswer> {
  const { bytes, code } = await greeted(peer, patience);
  if (code !== null) return { kind: "nothing", code };
  const isZmtp = bytes.length >= GREETING_BYTES && bytes[0] === 0xff && bytes[9] === 0x7f;
  if (!isZmtp) return { kind: "stranger" };
  const mechanism = bytes.toString("latin1", 12, 32).replace(/\0.*$/s, "");
  return { kind: "otherKey", mechanism: mechanism === "CURVE" ? "CURVE" : "NULL" };
}

/** ZMTP 3 (ZeroMQ RFC 23): signature, version, mechanism, as-server, filler. */
const GREETING_BYTES = 64;

interface Greeted {
  readonly bytes: Buffer;
  readonly code: string | null;
}

/** What is said at once to whoever greets in ZMTP, and the error of the connection if there was one. */
function greeted({ host, port }: Probed, { limitMs, signal }: Patience): Promise<Greeted> {
  if (signal?.aborted) return Promise.resolve({ bytes: Buffer.alloc(0), code: "ECANCELED" });
  const greeting = Buffer.alloc(GREETING_BYTES);
  greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]);
  greeting.write("CURVE", 12);
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    let isConnected = false;
    const socket = connect({ host, port });
    const end = (code: string | null) => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
      socket.destroy();
      resolve({ bytes, code: isConnected ? null : code });
    };
    const giveUp = () => end("ECANCELED");
    signal?.addEventListener("abort", giveUp, { once: true });
    const timer = setTimeout(() => end("ETIMEDOUT"), limitMs);
    socket.on("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
    socket.on("close", () => end("ECONNRESET"));
    socket.on("connect", () => {
      isConnected = true;
      socket.write(greeting);
    });
    socket.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (bytes.length >= GREETING_BYTES) end(null);
    });
  });
}
