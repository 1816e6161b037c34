/** Who may connect to a listener. */
import type { Context, Reply } from "zeromq";
import { encodeZ85 } from "../core/z85.js";
import { surface } from "./loop.js";
import { attempt, next, zeromq } from "./zeromq.js";

/**
 * Who may connect. libzmq asks one handler a context (ZAP, ZeroMQ RFC 27) about every CURVE handshake, and lets anyone
 * in when there is none: so the handler runs before any listener is bound, and a listener enforces its domain.
 * All links of a process share a context of their own, hence this handler too; each listener is a domain in it.
 */
export function context(): Context {
  made ??= new (zeromq().Context)({ maxSockets: 16_384 });
  return made;
}

let made: Context | null = null;

const endpoint = "inproc://zeromq.zap.01";

/** domain → public keys (Z85) that may connect */
const admitted = new Map<string, ReadonlySet<string>>();

let handler: Reply | null = null;
let handlerGone: Promise<void> = Promise.resolve();

/** From here on, listeners of this domain admit these public keys (Z85) and no others. */
export async function admit(domain: string, publicKeys: readonly string[]): Promise<void> {
  admitted.set(domain, new Set(publicKeys));
  while (handler === null) {
    const gone = handlerGone;
    await gone;
    if (handler === null && gone === handlerGone) start();
  }
}

/** Ends a domain; with the last one the handler goes, so that it does not keep the process alive. */
export async function dismiss(domain: string): Promise<void> {
  admitted.delete(domain);
  if (admitted.size > 0 || handler === null) return;
  handler.close();
  handler = null;
  await handlerGone;
}

function start(): void {
  const socket = new (zeromq().Reply)({ context: context(), linger: 0, sendTimeout: 0 });
  socket.bindSync(endpoint);
  handler = socket;
  // The endpoint is free again only when libzmq has destroyed the socket, which its monitor tells.
  handlerGone = surface(untilEnd(socket.events));
  void surface(answerAll(socket));
}

async function untilEnd(events: Reply["events"]): Promise<void> {
  for (let event = await next(events); event !== null; event = await next(events))
    if (event.type === "end") return;
}

async function answerAll(socket: Reply): Promise<void> {
  for (let request = await next(socket); request !== null; request = await next(socket)) {
    await attempt(() => socket.send(answer(request))); // the asker may have gone, or this socket
  }
}

function answer(request: readonly Buffer[]): (string | Buffer)[] {
  const [version, requestId, domain, , , mechanism, key] = request;
  const isAdmitted =
    mechanism?.toString() === "CURVE" &&
    key?.length === 32 &&
    admitted.get(domain?.toString() ?? "")?.has(encodeZ85(key)) === true;
  const status = isAdmitted ? ["200", "OK"] : ["400", "this public key is not a member's"];
  return [version ?? "1.0", requestId ?? "", ...status, "", ""];
}
