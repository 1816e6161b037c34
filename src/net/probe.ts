/** Dials a peer once, as a node would, and says how far that came; it says no hello, so nobody counts it as a claim. */
import { connect } from "node:net";
import { capability, version } from "zeromq";
import { linkFrameBytesMax } from "./linkframe.js";
import { dialler, type Keys } from "./sockets.js";

export interface Probed {
  readonly address: string;
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

/** libzmq, as it was built here. */
export const libzmq = { version, hasCurve: capability.curve === true } as const;

/** Resolves within `limitMs`, and once more as long where it has to find out what it was that hung up. */
export async function probe(peer: Probed, keys: Keys | undefined, limitMs: number): Promise<ProbeAnswer> {
  const seen = await dial(peer, keys, limitMs);
  if (seen === "met" || seen === "refused" || seen === "silent") return { kind: seen };
  if (seen === "hungUp") return whoHungUp(peer.address, limitMs);
  const { code } = await greeted(peer.address, limitMs);
  return { kind: "nothing", code: code ?? "ETIMEDOUT" };
}

type Seen = "met" | "refused" | "hungUp" | "silent" | "nothing";

async function dial(peer: Probed, keys: Keys | undefined, limitMs: number): Promise<Seen> {
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
  const verdict = new Promise<Seen>((resolve) => {
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
    dealer.connect(peer.address);
    return await verdict;
  } finally {
    dealer.close();
  }
}

async function whoHungUp(address: string, limitMs: number): Promise<ProbeAnswer> {
  const { bytes, code } = await greeted(address, limitMs);
  if (code !== null) return { kind: "nothing", code };
  const isZmtp = bytes.length >= GREETING_BYTES && bytes[0] === 0xff && bytes[9] === 0x7f;
  if (!isZmtp) return { kind: "stranger" };
  const mechanism = bytes.toString("latin1", 12, 32).replace(/\0.*$/s, "");
  return { kind: "otherKey", mechanism: mechanism === "CURVE" ? "CURVE" : "NULL" };
}

/** ZMTP 3 (ZeroMQ RFC 23): signature, version, mechanism, as-server, filler. */
const GREETING_BYTES = 64;

/** What is said at once to whoever greets in ZMTP, and the error of the connection if there was one. */
function greeted(address: string, limitMs: number): Promise<{ bytes: Buffer; code: string | null }> {
  const greeting = Buffer.alloc(GREETING_BYTES);
  greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]);
  greeting.write("CURVE", 12);
  const { hostname, port } = new URL(address);
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0);
    let isConnected = false;
    const socket = connect({ host: hostname.replace(/^\[|\]$/g, ""), port: Number(port) });
    const end = (code: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ bytes, code: isConnected ? null : code });
    };
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
